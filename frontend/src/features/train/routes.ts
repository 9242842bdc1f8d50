import type { Route } from "../feature";

export const routes: Route[] = [
  { path: "/train", title: "train.title", load: () => import("./Programmes.svelte") },
  { path: "/train/:name", title: "train.title", load: () => import("./Train.svelte") },
];
