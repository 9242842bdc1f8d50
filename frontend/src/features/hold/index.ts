import type { Feature } from "../feature";
import { holdActivity } from "./activity";
import { holding } from "./history";
import { routes } from "./routes";

/** Holding a pose of the library in front of the camera. */
export const hold: Feature = {
  routes,
  start: { path: "/hold", title: "home.hold", text: "home.hold-text" },
  sessions: [holding],
  activities: [holdActivity],
};
