import type { Feature } from "../feature";
import { trainingActivity } from "./activity";
import { training } from "./history";
import { routes } from "./routes";

/** Whole trainings with a programme, hands free. */
export const train: Feature = {
  routes,
  start: { path: "/train", title: "home.train", text: "home.train-text" },
  sessions: [training],
  activities: [trainingActivity],
};
