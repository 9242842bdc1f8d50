// Between what one page saw and what the next one sees; more than any hold or movement survives unseen.
const RESUME_GAP_S = 3;

/** The session's own time: it begins with the first frame of the first set, and follows the camera's clock. */
export class SessionClock {
  /** The time of the last frame or mark. */
  now_s = 0;
  private zero_ms = Number.NaN;
  private frame_s = -Infinity;

  /** Goes on in a session whose last item has this time; the time in which nobody looked is left out. */
  resume(time_s: number): void {
    this.now_s = this.frame_s = time_s;
    this.zero_ms = Number.NaN;
  }

  get hasBegun(): boolean {
    return !Number.isNaN(this.zero_ms);
  }

  /** The session's time of a frame, or null where it does not follow the one before. */
  take(frame_ms: number): number | null {
    if (!this.hasBegun) {
      const start_s = this.frame_s >= 0 ? this.frame_s + RESUME_GAP_S : 0;
      this.zero_ms = frame_ms - 1000 * start_s;
    }
    const time_s = (frame_ms - this.zero_ms) / 1000;
    if (time_s < this.now_s || time_s <= this.frame_s) return null;
    this.now_s = this.frame_s = time_s;
    return time_s;
  }
}
