import type { Part } from "../landmarks";
import { readItem, VERSION } from "./batch";
import type { FrameEstimator, MakeEstimator, Seen } from "./estimator";
import { Mailbox } from "./mailbox";

const LONGEST_PX = 640;
const QUALITY = 0.7;
const HEAD_BYTES = 4;
const NOT_ALLOWED = 1008;
const MAX_TRIES = 3;
const LONGEST_WAIT_MS = 8000;

interface Picture {
  bitmap: ImageBitmap;
  time_ms: number;
}

/** An answer of the socket `/api/v1/estimate`: width and height of the frame, and an item that says what was seen. */
export function readAnswer(bytes: ArrayBuffer): Seen {
  const view = new DataView(bytes);
  const { item } = readItem(view, HEAD_BYTES);
  return {
    time_ms: item.time_s * 1000,
    parts: item.kind === "observation" ? item.parts : {},
    size: [view.getUint16(0, true), view.getUint16(2, true)],
  };
}

/** Pictures to poses by the studio, for browsers that cannot: one picture under way, the newest waits, older ones are dropped. */
export class RemoteEstimator implements FrameEstimator {
  readonly model = "studio";
  isChosen = false;
  private isFree = false;
  private zero_ms = Number.NaN;
  private readonly box = new Mailbox<Picture>((old) => old.bitmap.close());
  private line: WebSocket;
  private isClosed = false;
  private tries = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly seen: (seen: Seen) => void,
    private readonly failed: (text: string) => void,
    private readonly parts: readonly Part[] = ["body"],
  ) {
    this.line = this.connect();
  }

  take(bitmap: ImageBitmap, time_ms: number): void {
    if (Number.isNaN(this.zero_ms)) this.zero_ms = time_ms;
    this.box.put({ bitmap, time_ms });
    void this.next();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.retry);
    this.line.close();
    this.box.clear();
  }

  private connect(): WebSocket {
    const line = new WebSocket(
      `${location.origin.replace(/^http/, "ws")}/api/v1/estimate?protocol=${VERSION}&parts=${this.parts.join(",")}`,
    );
    line.binaryType = "arraybuffer";
    line.onopen = () => {
      this.isFree = true;
      void this.next();
    };
    line.onmessage = (message: MessageEvent<ArrayBuffer | string>) => this.hear(message.data);
    line.onclose = (closing) => this.lost(closing.code);
    return line;
  }

  /** A studio that looked and is away comes back; one that never let us in does not. */
  private lost(code: number): void {
    this.isFree = false;
    if (this.isClosed) return;
    this.tries += 1;
    if (code === NOT_ALLOWED || (!this.isChosen && this.tries > MAX_TRIES)) {
      this.isClosed = true;
      this.failed("");
      return;
    }
    this.retry = setTimeout(
      () => {
        this.line = this.connect();
      },
      Math.min(500 * 2 ** this.tries, LONGEST_WAIT_MS),
    );
  }

  private hear(data: ArrayBuffer | string): void {
    if (typeof data === "string") {
      if (this.isChosen) return; // what looked a moment ago is asked again
      this.isClosed = true;
      this.failed((JSON.parse(data) as { text: string }).text);
      return;
    }
    const answer = readAnswer(data);
    this.tries = 0;
    this.isChosen = true;
    this.seen({ ...answer, time_ms: answer.time_ms + this.zero_ms });
    this.isFree = true;
    void this.next();
  }

  private async next(): Promise<void> {
    const picture = this.isFree ? this.box.take() : undefined;
    if (!picture) return;
    this.isFree = false;
    const { bitmap, time_ms } = picture;
    const scale = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob) this.isFree = true;
    if (!blob || this.line.readyState !== WebSocket.OPEN) return;
    const time = new Float64Array([(time_ms - this.zero_ms) / 1000]);
    this.line.send(await new Blob([time, blob]).arrayBuffer());
  }
}

/** The body is found by the studio. */
export const estimatorInStudio: MakeEstimator = (seen, failed, parts) =>
  new RemoteEstimator(seen, failed, parts);
