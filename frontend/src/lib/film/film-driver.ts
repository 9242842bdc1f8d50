import type { Driver, Player } from "./player.svelte";

/** What of a video element is used. */
type Film = Pick<
  HTMLVideoElement,
  "currentTime" | "playbackRate" | "play" | "pause" | "seeking" | "addEventListener" | "removeEventListener"
> &
  Partial<Pick<HTMLVideoElement, "requestVideoFrameCallback" | "cancelVideoFrameCallback">>;

// Times come in milliseconds: a frame at 0.0333 s is called 0.033, where the frame before is still shown.
const ROUNDING_S = 0.001;
// The next frame is shown a little after a step, and the previous one until shortly before it.
const STEP_SHARE = { [1]: 1.02, [-1]: 0.98 } as const;
const MAX_TRIES = 12;
// Browsers do not tell of a frame that is shown once more after seeking.
const QUIET_MS = 60;
// Phones may show no frame before somebody plays or seeks: so long is waited for the first one.
const PATIENCE_MS = 1500;

/**
 * Lets a film move the time, frame by frame as it shows them.
 *
 * A recording counts seconds from the first frame, a browser from the beginning of the file, where sound may begin
 * earlier. `step_s` is the least time between two frames, as far as it is known; `shift_s` is how much later the recording began than the film, for films that were taken beside a session.
 */
export class FilmDriver implements Driver {
  /** The time of the frame that is shown, in the film's own seconds. */
  private frame_s = Number.NaN;
  private firstFrame_s = 0;
  private isReady = false;
  private wanted_s: number | null = null;
  private stepping: { from_s: number; direction: 1 | -1; tries: number } | null = null;
  private request = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isClosed = false;

  constructor(
    private readonly film: Film,
    private readonly player: Player,
    private step_s: number,
    private readonly drawn: (at_s: number) => void,
    private shift_s = 0,
  ) {
    film.addEventListener("seeked", this.onSeeked);
    film.addEventListener("ended", this.onEnded);
    film.addEventListener("loadedmetadata", this.onMetadata);
    this.watch();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.film.removeEventListener("seeked", this.onSeeked);
    this.film.removeEventListener("ended", this.onEnded);
    this.film.removeEventListener("loadedmetadata", this.onMetadata);
    if (this.film.cancelVideoFrameCallback) this.film.cancelVideoFrameCallback(this.request);
    else cancelAnimationFrame(this.request);
  }

  play(): void {
    this.isReady = true;
    this.stepping = null;
    // Refused where the browser wants a click first, or where it was paused again at once.
    void Promise.resolve(this.film.play()).catch(() => this.player.pause());
  }

  pause(): void {
    this.film.pause();
  }

  setSpeed(speed: number): void {
    this.film.playbackRate = speed;
  }

  seek(at_s: number): void {
    if (!this.isReady) return; // the first frame has to be met where it is
    this.stepping = null;
    this.goTo(this.filmTime(at_s) + ROUNDING_S);
  }

  step(direction: 1 | -1): void {
    // A key that is held asks more often than a browser can seek: one step after the other.
    if (Number.isNaN(this.frame_s) || this.stepping?.direction === direction) return;
    this.stepping = { from_s: this.frame_s, direction, tries: 0 };
    this.tryStep();
  }

  /** Says how much later the recording began than the film. */
  setShift(shift_s: number): void {
    if (shift_s === this.shift_s) return;
    this.shift_s = shift_s;
    this.seek(this.player.at_s);
  }

  private recordingTime(film_s: number): number {
    return film_s - this.firstFrame_s - this.shift_s;
  }

  private filmTime(at_s: number): number {
    return at_s + this.firstFrame_s + this.shift_s;
  }

  /** One seek at a time: while the browser is at it, only the newest wish is kept. */
  private goTo(film_s: number): void {
    const to_s = Math.max(0, film_s);
    if (this.film.seeking) this.wanted_s = to_s;
    else this.film.currentTime = to_s;
  }

  private readonly onSeeked = (): void => {
    if (this.wanted_s !== null) {
      const to_s = this.wanted_s;
      this.wanted_s = null;
      this.film.currentTime = to_s;
    } else if (this.stepping) {
      // Its frame may be told of before or after this.
      if (this.hasStepped()) this.tellStep();
      else this.timer = setTimeout(() => this.tryStep(), QUIET_MS);
    }
  };

  private readonly onMetadata = (): void => {
    this.timer = setTimeout(() => {
      if (!this.isReady) this.begin();
    }, PATIENCE_MS);
  };

  private readonly onEnded = (): void => this.player.end();

  /** Goes on where the frame is still the old one: the next one is further away. */
  private tryStep(): void {
    clearTimeout(this.timer);
    const step = this.stepping;
    if (!step || this.isClosed) return;
    step.tries += 1;
    if (step.tries > MAX_TRIES) this.stepping = null;
    else this.goTo(step.from_s + step.direction * step.tries * STEP_SHARE[step.direction] * this.step_s);
  }

  private hasStepped(): boolean {
    return this.stepping !== null && (this.frame_s - this.stepping.from_s) * this.stepping.direction > 0;
  }

  private tellStep(): void {
    clearTimeout(this.timer);
    this.stepping = null;
    this.player.show(this.recordingTime(this.frame_s));
  }

  private watch(): void {
    if (this.film.requestVideoFrameCallback) {
      this.request = this.film.requestVideoFrameCallback((_, { mediaTime }) => this.onFrame(mediaTime));
    } else {
      this.request = requestAnimationFrame(() => this.onFrame(this.film.currentTime));
    }
  }

  private onFrame(film_s: number): void {
    if (this.isClosed) return;
    this.watch();
    if (!this.isReady) this.meetFirstFrame(film_s);
    const past_s = film_s - this.frame_s;
    if (past_s > 2 * ROUNDING_S && past_s < this.step_s) this.step_s = past_s;
    const isSame = film_s === this.frame_s;
    this.frame_s = film_s;
    this.drawn(this.recordingTime(film_s));
    if (isSame || this.film.seeking || this.wanted_s !== null) return;
    if (this.hasStepped()) this.tellStep();
    // A film that rests was sent to a time, which lies somewhere within the frame that it shows there.
    else if (this.player.isPlaying) this.player.show(this.recordingTime(film_s));
  }

  /** The first frame that is shown of a film that was not moved yet is its first frame: the recording's 0. */
  private meetFirstFrame(film_s: number): void {
    if (film_s < 1) this.firstFrame_s = film_s;
    this.begin();
  }

  private begin(): void {
    this.isReady = true;
    if (this.player.at_s + this.shift_s > ROUNDING_S) this.seek(this.player.at_s);
  }
}
