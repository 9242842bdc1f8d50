/** Says a trouble that lasts, once it has, and again for as long as it does. No framework in here. */

const LASTS_MS = 1500; // what is wrong for a moment is not worth a word
const AGAIN_MS = 9000;

export class Prompter {
  private trouble = "";
  private since_ms = 0;
  private said_ms = -Infinity;

  /** Takes what is wrong now, "" where nothing is; returns what is to be said at this moment, or "". */
  update(trouble: string, now_ms: number): string {
    if (trouble !== this.trouble) [this.trouble, this.since_ms, this.said_ms] = [trouble, now_ms, -Infinity];
    if (trouble === "" || now_ms - this.since_ms < LASTS_MS || now_ms - this.said_ms < AGAIN_MS) return "";
    this.said_ms = now_ms;
    return trouble;
  }
}
