/** Recognises a raised hand that is held up for a second, from the landmarks of a body. No framework in here. */
import { imagePoint, type Rows, visibilityOf } from "../landmarks";
import { indexOf, type Keypoint } from "../pose/skeleton";

/** Which hands are up; the person's own sides. */
export type Hands = "none" | "left" | "right" | "both";

export interface RaisedHand {
  hands: Hands;
  /** How much of the second has passed, 0 to 1. */
  share: number;
  /** True in exactly one frame of each raising: the second is over. */
  isRecognised: boolean;
}

const HOLD_MS = 1000;
// Down for so long, and the next raising counts; a hand that trembles at the border is not raised again and again.
const REST_MS = 400;
// A body that was not found for so long may have done anything meanwhile.
const GAP_MS = 400;
const SEEN = 0.5;
// In lengths of the trunk: so far above the eyes a hand is up, and up to so far below them it stays up.
const UP = 0.1;
const STILL_UP = -0.1;
// The forearm points upwards: so much higher than the elbow is the wrist, which no scratched head is.
const FOREARM = 0.15;
// The trunk stands: its height is at least so much of its length, in the picture.
const UPRIGHT = 0.8;

const NOTHING: RaisedHand = { hands: "none", share: 0, isRecognised: false };

/** Follows the hands of one person from frame to frame. */
export class RaisedHands {
  private isUp = { left: false, right: false };
  private hands: Hands = "none";
  private since_ms = 0;
  private seen_ms = -Infinity;
  private down_ms = 0; // since when both hands are down
  private isSpent = false;

  /** Takes the body of a frame, undefined where nobody was found. */
  update(body: Rows | undefined, now_ms: number): RaisedHand {
    if (now_ms - this.seen_ms > GAP_MS) this.forget(now_ms);
    if (!body) return NOTHING;
    this.seen_ms = now_ms;
    const hands = this.look(body);
    if (hands !== this.hands) [this.hands, this.since_ms] = [hands, now_ms];
    if (hands !== "none") this.down_ms = now_ms;
    else if (now_ms - this.down_ms >= REST_MS) this.isSpent = false;
    if (hands === "none" || this.isSpent) return NOTHING;
    const share = Math.min((now_ms - this.since_ms) / HOLD_MS, 1);
    this.isSpent = share === 1;
    return { hands, share, isRecognised: this.isSpent };
  }

  /** Forgets a hand that is up: it has to be raised again. */
  clear(): void {
    this.isSpent = true;
  }

  private forget(now_ms: number): void {
    this.isUp = { left: false, right: false };
    [this.hands, this.since_ms] = ["none", now_ms];
  }

  private look(body: Rows): Hands {
    const trunk = trunkOf(body);
    for (const side of ["left", "right"] as const)
      this.isUp[side] = trunk !== null && isRaised(body, side, trunk, this.isUp[side]);
    const { left, right } = this.isUp;
    if (left && right) return "both";
    return left ? "left" : right ? "right" : "none";
  }
}

/** The length of an upright trunk in pixels; null for who lies, bends, or is not seen. */
function trunkOf(body: Rows): number | null {
  const [shoulder, hip] = [middle(body, "shoulder"), middle(body, "hip")];
  const [across, height] = [hip[0] - shoulder[0], hip[1] - shoulder[1]];
  const length = Math.hypot(across, height);
  return length > 0 && height >= UPRIGHT * length ? length : null;
}

function isRaised(body: Rows, side: "left" | "right", trunk: number, wasRaised: boolean): boolean {
  const [wrist, elbow] = [at(`${side}_wrist`), at(`${side}_elbow`)];
  if (!(visibilityOf(body, wrist) >= SEEN)) return false;
  const eyes = (heightOf(body, at("left_eye")) + heightOf(body, at("right_eye"))) / 2;
  const above = (heightOf(body, wrist) - eyes) / trunk;
  const forearm = (heightOf(body, wrist) - heightOf(body, elbow)) / trunk;
  return above > (wasRaised ? STILL_UP : UP) && forearm > FOREARM;
}

/** Upwards, unlike the picture's y. */
function heightOf(body: Rows, index: number): number {
  return -imagePoint(body, index)[1];
}

function middle(body: Rows, joint: "shoulder" | "hip"): [number, number] {
  const [left, right] = [imagePoint(body, at(`left_${joint}`)), imagePoint(body, at(`right_${joint}`))];
  return [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2];
}

function at(name: Keypoint): number {
  return indexOf(name);
}
