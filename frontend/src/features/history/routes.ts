import type { Route } from "../feature";

export const routes: Route[] = [
  {
    path: "/history",
    title: "history.title",
    load: () => import("./History.svelte"),
    navigation: "nav.history",
  },
  { path: "/history/:name", title: "history.title", load: () => import("./Session.svelte") },
];
