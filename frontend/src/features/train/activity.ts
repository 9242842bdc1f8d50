import { api } from "../../lib/api/client";
import type { LiveEvent, Plan } from "../../lib/live/messages";
import type { ActivityKind } from "../../lib/stage/activity";
import type { Present, Reaction } from "../../lib/stage/reactions";
import { coachingActivity } from "../coach";

/** Training with a programme, for the stage. */
export const trainingActivity: ActivityKind = {
  kind: "training",
  parts: ["body"],
  subject: (plan: Plan) => (plan.kind === "training" ? plan.programme : ""),
  title: async (subject) => (await api.programme(subject)).name,
  path: (subject) => `/train/${subject}`,
  isArmed: (state) => state.kind === "training" && (state.set?.armed ?? false),
  offLimbs: () => null,
  reactions,
};

function reactions(event: LiveEvent, present: Present): Reaction[] {
  return coachingActivity.reactions(event, present);
}
