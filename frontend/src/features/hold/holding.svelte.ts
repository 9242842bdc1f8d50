import type { HoldState } from "../../lib/live/messages";
import type { Resumed } from "../../lib/live/unfinished";
import { type Surroundings, Training } from "../../lib/stage/training.svelte";
import { holdActivity } from "./activity";
import { type HoldOptions, planOf } from "./options";

const REST_S = 30;
// All of the body, from any side: the studio turns it as the pose stands.
const NEEDS = { views: [], joints: ["shoulder", "elbow", "wrist", "hip", "knee", "ankle"] } as const;

/** A pose that is held, with its score and timer. */
export class Holding extends Training {
  constructor(pose: string, options: HoldOptions, resumed: Resumed | null, surroundings: Surroundings) {
    const { hasVoice, isRemote } = options;
    super(
      {
        plan: planOf(pose, options),
        kind: holdActivity,
        needs: NEEDS,
        rest_s: REST_S,
        hasVoice,
        isRemote,
        resumed,
      },
      surroundings,
    );
  }

  /** What the studio says of the pose. */
  get pose(): HoldState | null {
    return this.live?.kind === "hold-pose" ? this.live : null;
  }
}
