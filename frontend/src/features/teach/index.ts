import type { Feature } from "../feature";
import { routes } from "./routes";

/** Teaching the coach an exercise of one's own by showing it. */
export const teach: Feature = {
  routes,
  start: { path: "/teach", title: "teach.title", text: "teach.text" },
};
