import type { Feature } from "../feature";
import { comparison } from "./history";
import { routes } from "./routes";

/** Comparing an attempt with a reference, in two pictures. */
export const compare: Feature = {
  routes,
  start: { path: "/compare", title: "home.compare", text: "home.compare-text" },
  sessions: [comparison],
};
