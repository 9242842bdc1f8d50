import type { Level } from "../../lib/api/types";
import type { HoldPosePlan } from "../../lib/live/messages";

/** What the person chose before holding a pose. */
export interface HoldOptions {
  level: Level;
  seconds: number;
  /** Left has to be left. */
  isSideLocked: boolean;
  hasVoice: boolean;
  /** The studio finds the body; the pictures are sent to it. */
  isRemote: boolean;
}

/** What the studio is asked to judge. */
export function planOf(pose: string, options: HoldOptions): HoldPosePlan {
  return {
    kind: "hold-pose",
    pose,
    seconds: options.seconds,
    level: options.level,
    mirror: options.isSideLocked ? "locked" : "allowed",
    without: [],
    reference: null,
  };
}

/** What a session that goes on was begun with. */
export function optionsOf(plan: HoldPosePlan): Pick<HoldOptions, "level" | "seconds" | "isSideLocked"> {
  return { level: plan.level, seconds: plan.seconds, isSideLocked: plan.mirror === "locked" };
}
