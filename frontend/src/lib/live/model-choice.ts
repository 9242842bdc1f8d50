export type Model = "lite" | "full";

// Above this the full model would manage less than 12 frames a second: it takes 1.58 times as long as lite (measured in
// Chromium, 38 and 24 ms). At 10 frames a second full judges better than lite at 30 (docs/decisions/0007).
const LITE_FAST_MS = 52;
// A machine that grew warm, or has other work by now, goes back to lite below 8 frames a second.
const FULL_SLOW_MS = 125;
const TIMED = 12;
const TIMED_LONG = 20; // a moment of other work is no reason
const UNTIMED = 3; // the first frames of a model also compile and allocate

/** Which model this machine is fast enough for, from how long it takes: lite first, then full, and back at most once. */
export class ModelChoice {
  model: Model = "lite";
  private took_ms: number[] = [];
  private isSettled = false;

  /** Takes how long a frame took; returns the model to go on with when that has just been decided, else null. */
  time(took_ms: number): Model | null {
    if (this.isSettled) return null;
    this.took_ms.push(took_ms);
    return this.model === "lite" ? this.afterLite() : this.afterFull();
  }

  private afterLite(): Model | null {
    if (this.took_ms.length < UNTIMED + TIMED) return null;
    if (median(this.took_ms.slice(UNTIMED)) > LITE_FAST_MS) this.isSettled = true;
    else this.model = "full";
    this.took_ms = [];
    return this.model;
  }

  private afterFull(): Model | null {
    if (this.took_ms.length < UNTIMED + TIMED_LONG) return null;
    if (median(this.took_ms.slice(UNTIMED)) <= FULL_SLOW_MS) {
      this.took_ms = this.took_ms.slice(-(UNTIMED + TIMED_LONG - 1));
      return null;
    }
    this.model = "lite";
    this.isSettled = true;
    return this.model;
  }
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Infinity;
}
