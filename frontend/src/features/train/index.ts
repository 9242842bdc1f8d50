import type { Feature } from "../feature";
import { trainingActivity } from "./activity";
import { training } from "./history";

/** Whole trainings: what was done in one. */
export const train: Feature = {
  routes: [],
  sessions: [training],
  activities: [trainingActivity],
};
