import type { Level } from "../../lib/api/types";
import type { CoachingPlan, Target } from "../../lib/live/messages";

/** What the person chose before a training. */
export interface TrainingOptions {
  level: Level;
  kind: "none" | "repetitions" | "accurate" | "seconds";
  amount: number;
  rest_s: number;
  hasVoice: boolean;
  /** The studio finds the body; the pictures are sent to it. */
  isRemote: boolean;
}

export function targetOf(options: TrainingOptions): Target | null {
  const none = { repetitions: null, accurate: null, seconds: null };
  return options.kind === "none" ? null : { ...none, [options.kind]: options.amount };
}

/** What the studio is asked to coach; `definition` is the file of an exercise that is not kept yet. */
export function planOf(exercise: string, options: TrainingOptions, definition = ""): CoachingPlan {
  return { kind: "coaching", exercise, level: options.level, target: targetOf(options), definition };
}

/** What a session that goes on was begun with. */
export function optionsOf({
  level,
  target,
}: CoachingPlan): Pick<TrainingOptions, "level" | "kind" | "amount"> {
  for (const kind of ["repetitions", "accurate", "seconds"] as const) {
    const amount = target?.[kind];
    if (amount != null) return { level, kind, amount };
  }
  return { level, kind: "none", amount: 1 };
}
