import type { Route } from "../feature";

export const routes: Route[] = [
  {
    path: "/coach",
    title: "choose.title",
    load: () => import("./Choose.svelte"),
    navigation: "nav.coach",
  },
  { path: "/coach/:name", title: "nav.coach", load: () => import("./Coach.svelte") },
];
