import type { Route } from "../feature";

export const routes: Route[] = [
  {
    path: "/progress",
    title: "progress.title",
    load: () => import("./Progress.svelte"),
    navigation: "nav.progress",
  },
];
