import { api } from "../api/client";
import type { Part, Parts } from "../landmarks";
import type { Landmarker, ModelFiles } from "./landmarker";
import { Mailbox } from "./mailbox";

export type ToWorker =
  { type: "open"; files: ModelFiles } | { type: "picture"; bitmap: ImageBitmap; time_ms: number };

export type FromWorker =
  | { type: "ready"; model: "lite" | "full" }
  | { type: "chosen"; model: "lite" | "full" }
  | ({ type: "seen" } & Seen)
  | { type: "failed"; text: string };

/** What was found in one frame. */
export interface Seen {
  time_ms: number;
  /** What was found of the person; nothing where nobody was. */
  parts: Parts;
  size: [number, number];
}

/** Finds the body in frames, one after the other. */
export interface FrameEstimator {
  /** The model, once it is there. */
  readonly model: string | null;
  /** Whether it will go on as it is. */
  readonly isChosen: boolean;
  /** Takes a frame; it owns the bitmap from then on. */
  take(bitmap: ImageBitmap, time_ms: number): void;
  close(): void;
}

/** Makes an estimator that tells what it sees, and why it cannot go on. */
export type MakeEstimator = (
  seen: (seen: Seen) => void,
  failed: (text: string) => void,
  parts: readonly Part[],
) => FrameEstimator;

interface Picture {
  bitmap: ImageBitmap;
  time_ms: number;
}

/** Where frames are looked at: a worker, or the page itself where the browser's workers cannot. */
interface Place {
  send(message: ToWorker): void;
  close(): void;
}

/** Pictures to poses: the place that looks gets the newest picture as soon as it is free, older ones are dropped. */
export class Estimator implements FrameEstimator {
  model: "lite" | "full" | null = null;
  isChosen = false;
  private isFree = false;
  private isInPage = false;
  private isClosed = false;
  private readonly box = new Mailbox<Picture>((old) => old.bitmap.close());
  private place: Place;

  constructor(
    private readonly seen: (seen: Seen) => void,
    private readonly failed: (text: string) => void,
    private readonly parts: readonly Part[] = ["body"],
  ) {
    this.place = this.placeFor();
    this.open();
  }

  take(bitmap: ImageBitmap, time_ms: number): void {
    this.box.put({ bitmap, time_ms });
    this.next();
  }

  close(): void {
    this.isClosed = true;
    this.place.close();
    this.box.clear();
  }

  private placeFor(): Place {
    // MediaPipe draws on an OffscreenCanvas in a worker; without one it can only work in the page.
    if (typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined") return this.pagePlace();
    return workerPlace(
      (message) => this.hear(message),
      (text) => this.fail(text),
    );
  }

  private pagePlace(): Place {
    this.isInPage = true;
    return pagePlace((message) => this.hear(message));
  }

  private open(): void {
    const models = {
      lite: api.model("lite"),
      full: api.model("full"),
      hand: api.model("hand"),
      face: api.model("face"),
    };
    const files = { wasmBase: __WASM_BASE__, models, parts: [...this.parts] };
    this.place.send({ type: "open", files });
  }

  private hear(message: FromWorker): void {
    if (this.isClosed) return;
    if (message.type === "failed") {
      this.fail(message.text);
      return;
    }
    if (message.type === "chosen") this.isChosen = true;
    if (message.type === "seen") this.seen(message);
    else this.model = message.model;
    if (message.type === "chosen") return;
    this.isFree = true;
    this.next();
  }

  /** A worker that could not begin (blocked, too old) is replaced by the page; anything else is told. */
  private fail(text: string): void {
    if (this.isClosed) return;
    if (this.model !== null || this.isInPage) {
      this.failed(text);
      return;
    }
    this.place.close();
    this.place = this.pagePlace();
    this.open();
  }

  private next(): void {
    const picture = this.isFree ? this.box.take() : undefined;
    if (!picture) return;
    this.isFree = false;
    this.place.send({ type: "picture", ...picture });
  }
}

/** A browser that cannot even make a worker says so as one whose worker fails. */
function workerPlace(hear: (message: FromWorker) => void, failed: (text: string) => void): Place {
  let worker: Worker;
  try {
    worker = new Worker(new URL("./pose.worker.ts", import.meta.url), { type: "module" });
  } catch (error) {
    queueMicrotask(() => failed(String(error)));
    return { send: () => undefined, close: () => undefined };
  }
  worker.onmessage = (event: MessageEvent<FromWorker>) => hear(event.data);
  worker.onerror = (event) => failed(event.message);
  return {
    send: (message) => worker.postMessage(message, message.type === "picture" ? [message.bitmap] : []),
    close: () => worker.terminate(),
  };
}

function pagePlace(hear: (message: FromWorker) => void): Place {
  let landmarker: Landmarker | undefined;
  const take = async (message: ToWorker) => {
    if (message.type === "open") {
      landmarker = await (await import("./landmarker")).Landmarker.open(message.files);
      hear({ type: "ready", model: "lite" });
      return;
    }
    const { bitmap, time_ms } = message;
    const size: [number, number] = [bitmap.width, bitmap.height];
    const parts = landmarker?.find(bitmap, time_ms) ?? {};
    bitmap.close();
    // The page draws and hears clicks between two frames.
    setTimeout(() => hear({ type: "seen", time_ms, parts, size }), 0);
    if (await landmarker?.choose()) hear({ type: "chosen", model: landmarker?.model ?? "lite" });
  };
  return {
    send: (message) =>
      void take(message).catch((error: unknown) => hear({ type: "failed", text: String(error) })),
    close: () => landmarker?.close(),
  };
}

/** The body is found by this browser. */
export const estimatorHere: MakeEstimator = (seen, failed, parts) => new Estimator(seen, failed, parts);
