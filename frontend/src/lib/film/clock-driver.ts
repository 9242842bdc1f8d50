import type { Driver, Player } from "./player.svelte";

/** Moves the time by the clock, where there is no film. */
export class ClockDriver implements Driver {
  private request = 0;
  private speed = 1;

  /** `step_s` is the usual time between two frames. */
  constructor(
    private readonly player: Player,
    private readonly step_s: number,
  ) {}

  play(): void {
    let before_ms = performance.now();
    cancelAnimationFrame(this.request);
    const advance = (now_ms: number) => {
      const past_s = Math.max(0, now_ms - before_ms) / 1000;
      before_ms = now_ms;
      // Asked for first: showing the last time ends it.
      this.request = requestAnimationFrame(advance);
      this.player.show(this.player.at_s + past_s * this.speed);
    };
    this.request = requestAnimationFrame(advance);
  }

  pause(): void {
    cancelAnimationFrame(this.request);
  }

  seek(): void {
    // The player's own time is all there is.
  }

  step(direction: 1 | -1): void {
    this.player.seek(this.player.at_s + direction * this.step_s);
  }

  setSpeed(speed: number): void {
    this.speed = speed;
  }
}
