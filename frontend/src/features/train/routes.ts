import type { Route } from "../feature";

export const routes: Route[] = [
  { path: "/train", title: "train.title", load: () => import("./Programmes.svelte") },
  { path: "/train/new", title: "train.new-title", load: () => import("./Edit.svelte") },
  { path: "/train/:name/edit", title: "train.change-title", load: () => import("./Edit.svelte") },
  { path: "/train/:name", title: "train.title", load: () => import("./Train.svelte") },
];
