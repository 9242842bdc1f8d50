import type { Route } from "../feature";

export const routes: Route[] = [
  { path: "/people", title: "people.title", load: () => import("./People.svelte") },
];
