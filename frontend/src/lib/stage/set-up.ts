/** Whether somebody is set up well enough for an exercise. No framework in here. */
import type { Check, CheckName } from "../live/check";

const STEADY_MS = 2000;
/** Who is seen whole, and cannot come closer or turn as one would like, is not kept waiting for longer. */
const PATIENCE_MS = 20_000;
const ESSENTIAL: ReadonlySet<CheckName> = new Set(["person", "whole"]);

export type SetUpVerdict = "waiting" | "good" | "enough";

/** Waits until all is right for a while; or for long until what is essential is. */
export class SetUp {
  private good_ms = Number.NaN; // since when all is right
  private enough_ms = Number.NaN;

  update(found: readonly Check[], now_ms: number): SetUpVerdict {
    const isGood = found.length > 0 && found.every((one) => one.isGood);
    const essential = found.filter((one) => ESSENTIAL.has(one.name));
    const isEnough = essential.length === ESSENTIAL.size && essential.every((one) => one.isGood);
    this.good_ms = since(this.good_ms, isGood, now_ms);
    this.enough_ms = since(this.enough_ms, isEnough, now_ms);
    if (now_ms - this.good_ms >= STEADY_MS) return "good";
    return now_ms - this.enough_ms >= PATIENCE_MS ? "enough" : "waiting";
  }

  /** Begins anew, for another exercise. */
  clear(): void {
    this.good_ms = this.enough_ms = Number.NaN;
  }
}

function since(before_ms: number, is: boolean, now_ms: number): number {
  if (!is) return Number.NaN;
  return Number.isNaN(before_ms) ? now_ms : before_ms;
}
