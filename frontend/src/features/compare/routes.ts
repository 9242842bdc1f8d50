import type { Route } from "../feature";

export const routes: Route[] = [
  {
    path: "/compare",
    title: "compare.title",
    load: () => import("./Compare.svelte"),
    navigation: "nav.compare",
  },
];
