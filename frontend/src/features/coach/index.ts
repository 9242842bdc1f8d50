import type { Feature } from "../feature";
import { coachingActivity } from "./activity";
import { coaching } from "./history";
import { routes } from "./routes";

export { coachingActivity };

/** Training with an exercise in front of the camera. */
export const coach: Feature = {
  routes,
  start: { path: "/coach", title: "home.coach", text: "home.coach-text" },
  sessions: [coaching],
  activities: [coachingActivity],
};
