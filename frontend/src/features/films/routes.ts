import type { Route } from "../feature";

export const routes: Route[] = [
  {
    path: "/films",
    title: "films.title",
    load: () => import("./Films.svelte"),
    navigation: "nav.films",
  },
];
