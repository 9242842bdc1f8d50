import type { Level } from "../../lib/api/types";
import { tongue } from "../../lib/i18n/index.svelte";
import type { Hello, Target } from "../../lib/live/messages";
import { uuid7 } from "../../lib/live/uuid7";

/** What the person chose before a session. */
export interface Plan {
  level: Level;
  kind: "none" | "repetitions" | "accurate" | "seconds";
  amount: number;
  rest_s: number;
  hasVoice: boolean;
  /** The studio finds the body; the pictures are sent to it. */
  isRemote: boolean;
}

export function targetOf(plan: Plan): Target | null {
  if (plan.kind === "repetitions") return { repetitions: plan.amount };
  if (plan.kind === "accurate") return { accurate: plan.amount };
  return plan.kind === "seconds" ? { seconds: plan.amount } : null;
}

/** Begins a session with the frame size in pixels that the camera has now. */
export function newHello(exercise: string, plan: Plan, image_size: [number, number]): Hello {
  return {
    type: "hello",
    protocol: 1,
    session: uuid7(),
    exercise,
    level: plan.level,
    target: targetOf(plan),
    image_size,
    started_ms: Date.now(),
    events: 0,
    estimation: "browser",
    language: tongue.language,
  };
}

/** What a session that goes on was begun with. */
export function planOf({ level, target }: Hello): Pick<Plan, "level" | "kind" | "amount"> {
  if (!target) return { level, kind: "none", amount: 1 };
  if ("repetitions" in target) return { level, kind: "repetitions", amount: target.repetitions };
  if ("accurate" in target) return { level, kind: "accurate", amount: target.accurate };
  return { level, kind: "seconds", amount: target.seconds };
}
