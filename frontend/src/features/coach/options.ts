import type { Level } from "../../lib/api/types";
import { tongue } from "../../lib/i18n/index.svelte";
import { type CoachingPlan, type Hello, PROTOCOL, type Target } from "../../lib/live/messages";
import { uuid7 } from "../../lib/live/uuid7";

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

/** Begins a session with the frame size in pixels that the camera has now. */
export function newHello(exercise: string, options: TrainingOptions, image_size: [number, number]): Hello {
  return {
    type: "hello",
    protocol: PROTOCOL,
    session: uuid7(),
    plan: { kind: "coaching", exercise, level: options.level, target: targetOf(options) },
    image_size,
    started_ms: Date.now(),
    events: 0,
    language: tongue.language,
  };
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
