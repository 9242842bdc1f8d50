import type { Feature } from "../feature";
import { routes } from "./routes";

/** Bringing films, and following their analysis. */
export const films: Feature = {
  routes,
  start: { path: "/films", title: "home.films", text: "home.films-text" },
};
