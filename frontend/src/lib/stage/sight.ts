/** What keeps a body from being seen, and whether it is seen well enough to begin. No framework in here. */
import { Persistence } from "../live/persistence";

const STEADY_MS = 2000; // so long must the set-up be right before the countdown begins by itself
const UNSEEN_MS = 4000; // so long no frame was looked at, though the camera delivers them

export class Sight {
  /** What keeps the body from being seen in a set, for as long as it lasts; a key of `check.hint`. */
  hint = "";
  private readonly lasting = new Persistence();
  private seen_ms: number;
  private good_since_ms = Number.NaN;

  constructor(now_ms: number) {
    this.seen_ms = now_ms;
  }

  /** The camera delivered a frame in a set, whether or not it is looked at. */
  passFrame(now_ms: number): void {
    if (now_ms - this.seen_ms > UNSEEN_MS) this.hint = "unseen";
  }

  /** A frame was looked at. */
  see(now_ms: number): void {
    this.seen_ms = now_ms;
    if (this.hint === "unseen") this.clear();
  }

  /** Takes what is wrong in a set at this moment, "" where nothing is. */
  update(trouble: string, now_ms: number): void {
    this.hint = this.lasting.update(trouble, now_ms);
  }

  /** Whether the set-up has been right for so long that the set may begin. */
  isSteady(isGood: boolean, now_ms: number): boolean {
    if (!isGood) this.good_since_ms = Number.NaN;
    else if (Number.isNaN(this.good_since_ms)) this.good_since_ms = now_ms;
    return now_ms - this.good_since_ms > STEADY_MS;
  }

  clear(): void {
    this.lasting.clear();
    this.hint = "";
    this.good_since_ms = Number.NaN;
  }
}
