import type { Route } from "../feature";

export const routes: Route[] = [
  { path: "/waiting", title: "waiting.title", load: () => import("./Waiting.svelte") },
];
