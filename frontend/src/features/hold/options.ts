import type { BodyPart, Level } from "../../lib/api/types";
import type { HoldPosePlan } from "../../lib/live/messages";

/** What the person chose before holding a pose. */
export interface HoldOptions {
  level: Level;
  seconds: number;
  /** Left has to be left. */
  isSideLocked: boolean;
  /** What of the person is missing or held, and is not judged. */
  without: BodyPart[];
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
    without: [...options.without],
    reference: null,
  };
}

/** What a session that goes on was begun with. */
export function optionsOf(
  plan: HoldPosePlan,
): Pick<HoldOptions, "level" | "seconds" | "isSideLocked" | "without"> {
  const { level, seconds, mirror, without } = plan;
  return { level, seconds, isSideLocked: mirror === "locked", without: [...without] };
}
