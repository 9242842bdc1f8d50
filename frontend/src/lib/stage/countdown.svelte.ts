const FROM = 3;
const STEP_MS = 1000;

/** Counts down to a set; one at a time, whatever is pressed meanwhile. */
export class Countdown {
  count = $state(FROM);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param tick - called with each number that is shown
   * @param go - called at zero
   */
  constructor(
    private readonly tick: (count: number) => void,
    private readonly go: () => void,
  ) {}

  begin(): void {
    this.cancel();
    this.step(FROM);
  }

  cancel(): void {
    clearTimeout(this.timer);
  }

  private step(count: number): void {
    if (count === 0) {
      this.go();
      return;
    }
    this.count = count;
    this.tick(count);
    this.timer = setTimeout(() => this.step(count - 1), STEP_MS);
  }
}
