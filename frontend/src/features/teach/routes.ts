import type { Route } from "../feature";

export const routes: Route[] = [
  { path: "/teach", title: "teach.title", load: () => import("./Teach.svelte") },
];
