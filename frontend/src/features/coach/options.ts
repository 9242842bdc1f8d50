import type { Level } from "../../lib/api/types";
import { tongue } from "../../lib/i18n/index.svelte";
import type { Hello, Target } from "../../lib/live/messages";
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
  if (options.kind === "repetitions") return { repetitions: options.amount };
  if (options.kind === "accurate") return { accurate: options.amount };
  return options.kind === "seconds" ? { seconds: options.amount } : null;
}

/** Begins a session with the frame size in pixels that the camera has now. */
export function newHello(exercise: string, options: TrainingOptions, image_size: [number, number]): Hello {
  return {
    type: "hello",
    protocol: 1,
    session: uuid7(),
    exercise,
    level: options.level,
    target: targetOf(options),
    image_size,
    started_ms: Date.now(),
    events: 0,
    estimation: "browser",
    language: tongue.language,
  };
}

/** What a session that goes on was begun with. */
export function optionsOf({ level, target }: Hello): Pick<TrainingOptions, "level" | "kind" | "amount"> {
  if (!target) return { level, kind: "none", amount: 1 };
  if ("repetitions" in target) return { level, kind: "repetitions", amount: target.repetitions };
  if ("accurate" in target) return { level, kind: "accurate", amount: target.accurate };
  return { level, kind: "seconds", amount: target.seconds };
}
