import type { EventOf, LiveEvent, Plan } from "../../lib/live/messages";
import { findExercise } from "../../lib/offline/exercises";
import type { ActivityKind } from "../../lib/stage/activity";
import type { Present, Reaction } from "../../lib/stage/reactions";

/** Coaching, for the stage. */
export const coachingActivity: ActivityKind = {
  kind: "coaching",
  parts: ["body"],
  subject: (plan: Plan) => (plan.kind === "coaching" ? plan.exercise : ""),
  title: async (subject) => (await findExercise(subject)).name,
  path: (subject) => `/coach/${subject}`,
  isArmed: (state) => state.kind === "coaching" && state.armed,
  offLimbs: () => null,
  reactions,
};

function reactions(event: LiveEvent, present: Present): Reaction[] {
  switch (event.kind) {
    case "repetition":
      return repetition(event.repetition);
    case "cue":
      return [
        { kind: "blame", parts: event.parts },
        { kind: "show", text: event.text, isUrgent: true },
      ];
    case "notice":
      return [notice(event.code, event.text, present.hint)];
    default:
      return [];
  }
}

function repetition(one: EventOf<"repetition">["repetition"]): Reaction[] {
  const [fault] = one.accurate ? [] : one.faults;
  return [
    { kind: "chime", isAccurate: one.accurate },
    ...(fault ? [{ kind: "blame", parts: fault.parts } as const] : []),
    { kind: "say", text: String(one.number) },
  ];
}

/** What stands on the screen for as long as it lasts is only spoken. */
function notice(code: string, text: string, hint: string): Reaction {
  const isShown = code === "start-position" || (code === "lost" && hint !== "");
  return isShown ? { kind: "say", text } : { kind: "show", text, isUrgent: false };
}
