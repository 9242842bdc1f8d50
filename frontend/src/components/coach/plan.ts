import type { Level } from "../../lib/api/types";
import type { Target } from "../../lib/live/messages";

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
