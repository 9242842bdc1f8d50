/** Playing a session: one time for the film or the figure, the time line and the charts. All times are the recording's. */

/** What moves the time: a film, or a clock where there is none. */
export interface Driver {
  play(): void;
  pause(): void;
  seek(at_s: number): void;
  /** Shows the next (1) or the previous (-1) frame. */
  step(direction: 1 | -1): void;
  setSpeed(speed: number): void;
}

export interface Span {
  start_s: number;
  end_s: number;
}

export const SPEEDS = [0.25, 0.5, 1, 2] as const;

export class Player {
  at_s = $state(0);
  isPlaying = $state(false);
  speed = $state(1);
  /** What is played again and again; null where nothing is. */
  loop = $state.raw<Span | null>(null);
  private driver: Driver | null = null;

  constructor(readonly range: Span) {
    this.at_s = range.start_s;
  }

  /** Lets `driver` move the time from now on, where it stands. */
  attach(driver: Driver): void {
    this.pause();
    this.driver = driver;
    driver.setSpeed(this.speed);
    driver.seek(this.at_s);
  }

  detach(driver: Driver): void {
    if (this.driver !== driver) return;
    driver.pause();
    this.driver = null;
    this.isPlaying = false;
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  play(): void {
    if (this.isOver(this.at_s)) this.seek(this.loop?.start_s ?? this.range.start_s);
    this.isPlaying = true;
    this.driver?.play();
  }

  pause(): void {
    this.isPlaying = false;
    this.driver?.pause();
  }

  /** Goes to a time; outside of what is repeated, nothing is repeated any more. */
  seek(at_s: number): void {
    const to_s = Math.min(Math.max(at_s, this.range.start_s), this.range.end_s);
    if (this.loop && (to_s < this.loop.start_s || to_s > this.loop.end_s)) this.loop = null;
    this.at_s = to_s;
    this.driver?.seek(to_s);
  }

  move(by_s: number): void {
    this.seek(this.at_s + by_s);
  }

  step(direction: 1 | -1): void {
    this.pause();
    this.driver?.step(direction);
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    this.driver?.setSpeed(speed);
  }

  /** Repeats a span, from its beginning where the time is outside of it; null ends it. */
  repeat(span: Span | null): void {
    this.loop = span;
    if (span && (this.at_s < span.start_s || this.at_s >= span.end_s)) this.seek(span.start_s);
  }

  /** The driver tells which time is shown. */
  show(at_s: number): void {
    this.at_s = Math.min(Math.max(at_s, this.range.start_s), this.range.end_s);
    if (!this.isPlaying || !this.isOver(at_s)) return;
    if (this.loop) this.seek(this.loop.start_s);
    else this.pause();
  }

  /** The driver tells that it has come to its end. */
  end(): void {
    if (this.loop && this.isPlaying) {
      this.seek(this.loop.start_s);
      this.driver?.play();
    } else this.pause();
  }

  private isOver(at_s: number): boolean {
    return at_s >= (this.loop?.end_s ?? this.range.end_s);
  }
}
