import { api } from "../../lib/api/client";
import type { LiveEvent, Plan } from "../../lib/live/messages";
import type { ActivityKind } from "../../lib/stage/activity";
import type { Present, Reaction } from "../../lib/stage/reactions";

/** Holding a pose, for the stage. */
export const holdActivity: ActivityKind = {
  kind: "hold-pose",
  parts: ["body"],
  subject: (plan: Plan) => (plan.kind === "hold-pose" ? plan.pose : ""),
  title: async (subject) => (await api.pose(subject)).name,
  path: (subject) => `/hold/${subject}`,
  isArmed: (state) => state.kind === "hold-pose" && state.score !== null,
  offLimbs: (state) => (state.kind === "hold-pose" ? state.off_limbs : null),
  reactions,
};

function reactions(event: LiveEvent, present: Present): Reaction[] {
  switch (event.kind) {
    case "pose-held":
      return event.is_holding
        ? [{ kind: "chime", isAccurate: true }]
        : [{ kind: "say-key", key: "hold.lost" }];
    case "correction":
      return [{ kind: "show", text: event.correction.text, isUrgent: true }];
    case "unseen":
      // What stands on the screen for as long as it lasts is only spoken.
      return present.hint === ""
        ? [{ kind: "show", text: event.text, isUrgent: false }]
        : [{ kind: "say", text: event.text }];
    case "hold-goal":
      return [
        { kind: "chime", isAccurate: true },
        { kind: "show-key", key: "hold.reached" },
      ];
    default:
      return [];
  }
}
