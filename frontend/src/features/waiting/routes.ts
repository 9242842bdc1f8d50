import type { Route } from "../feature";
import Waiting from "./Waiting.svelte";

export const routes: Route[] = [
  // Part of the first bundle: it is wanted when nothing more can be loaded.
  { path: "/waiting", title: "waiting.title", load: async () => ({ default: Waiting }) },
];
