const WINDOW_MS = 5000;

/** Bytes per second over the last seconds. */
export class Rate {
  private marks: [at_ms: number, bytes: number][] = [];

  /** Notes how many bytes there are by now; returns the rate, 0 while it is not known. */
  note(bytes: number, now_ms = performance.now()): number {
    const last = this.marks.at(-1);
    if (last && bytes < last[1]) this.marks = []; // what was not kept is sent again
    this.marks.push([now_ms, bytes]);
    while (this.marks.length > 2 && (this.marks[1]?.[0] ?? now_ms) < now_ms - WINDOW_MS) this.marks.shift();
    const [first_ms, first] = this.marks[0] ?? [now_ms, bytes];
    return now_ms > first_ms ? (1000 * (bytes - first)) / (now_ms - first_ms) : 0;
  }

  reset(): void {
    this.marks = [];
  }
}
