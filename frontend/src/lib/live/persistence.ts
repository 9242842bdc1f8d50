/** Shows a trouble only once it has lasted, and takes it away only once it has been gone for a while. */
export class Persistence {
  shown = "";
  private candidate = "";
  private since_ms = 0;

  constructor(
    private readonly appear_ms = 1200,
    private readonly vanish_ms = 600,
  ) {}

  /** Takes what is wrong at this moment ("" where nothing is) and returns what is to be shown. */
  update(trouble: string, now_ms: number): string {
    if (trouble !== this.candidate) {
      this.candidate = trouble;
      this.since_ms = now_ms;
    }
    const wait_ms = trouble ? this.appear_ms : this.vanish_ms;
    if (now_ms - this.since_ms >= wait_ms) this.shown = trouble;
    return this.shown;
  }

  clear(): void {
    [this.shown, this.candidate] = ["", ""];
  }
}
