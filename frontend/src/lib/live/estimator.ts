import { api } from "../api/client";
import { Mailbox } from "./mailbox";

export type ToWorker =
  | { type: "open"; wasmBase: string; models: { lite: string; full: string } }
  | { type: "picture"; bitmap: ImageBitmap; time_ms: number };

export type FromWorker =
  | { type: "ready"; model: "lite" | "full" }
  | { type: "chosen" }
  | { type: "pose"; time_ms: number; values: Float32Array | null; size: [number, number]; took_ms: number }
  | { type: "failed"; text: string };

export interface Seen {
  time_ms: number;
  values: Float32Array | null;
  size: [number, number];
}

interface Picture {
  bitmap: ImageBitmap;
  time_ms: number;
}

/** Pictures to poses in a worker: it gets the newest picture as soon as it is free, older ones are dropped. */
export class Estimator {
  model: "lite" | "full" | null = null;
  isChosen = false;
  private isFree = false;
  private readonly box = new Mailbox<Picture>((old) => old.bitmap.close());
  private readonly worker = new Worker(new URL("./pose.worker.ts", import.meta.url), { type: "module" });

  constructor(
    private readonly seen: (seen: Seen) => void,
    private readonly failed: (text: string) => void,
  ) {
    this.worker.onmessage = (event: MessageEvent<FromWorker>) => this.hear(event.data);
    this.worker.onerror = (event) => this.failed(event.message);
    const models = { lite: api.model("lite"), full: api.model("full") };
    this.tell({ type: "open", wasmBase: __WASM_BASE__, models });
  }

  take(bitmap: ImageBitmap, time_ms: number): void {
    this.box.put({ bitmap, time_ms });
    this.next();
  }

  close(): void {
    this.worker.terminate();
    this.box.clear();
  }

  private hear(message: FromWorker): void {
    if (message.type === "failed") this.failed(message.text);
    else if (message.type === "chosen") this.isChosen = true;
    else {
      if (message.type === "ready") this.model = message.model;
      else this.seen(message);
      this.isFree = true;
      this.next();
    }
  }

  private next(): void {
    const picture = this.isFree ? this.box.take() : undefined;
    if (!picture) return;
    this.isFree = false;
    this.tell({ type: "picture", ...picture }, [picture.bitmap]);
  }

  private tell(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }
}
