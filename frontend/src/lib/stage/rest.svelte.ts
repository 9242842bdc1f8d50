const SOON_S = 10;

/** The rest between two sets, by the clock: a page in the background is called far less often than once a second. */
export class Rest {
  left_s = $state(0);
  private timer: ReturnType<typeof setInterval> | undefined;
  private until_ms = 0;

  constructor(
    private readonly soon: () => void,
    private readonly over: () => void,
  ) {}

  begin(rest_s: number): void {
    this.end();
    this.left_s = rest_s;
    this.until_ms = performance.now() + 1000 * rest_s;
    this.timer = setInterval(() => this.look(), 1000);
  }

  end(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const before_s = this.left_s;
    this.left_s = Math.max(0, Math.round((this.until_ms - performance.now()) / 1000));
    if (this.left_s === 0) {
      this.end();
      this.over();
    } else if (before_s > SOON_S && this.left_s <= SOON_S) this.soon();
  }
}
