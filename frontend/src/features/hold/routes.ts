import type { Route } from "../feature";

export const routes: Route[] = [
  { path: "/hold", title: "hold.title", load: () => import("./Choose.svelte") },
  { path: "/hold/:name", title: "hold.title", load: () => import("./Hold.svelte") },
];
