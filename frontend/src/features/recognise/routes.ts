import type { Route } from "../feature";

export const routes: Route[] = [
  { path: "/recognise", title: "recognise.title", load: () => import("./Recognise.svelte") },
];
