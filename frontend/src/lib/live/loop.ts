import { flatImagePoints, type Part, visibilities } from "../landmarks";
import { DARK_COLOURS, drawBody, type Verdict } from "../pose/draw";
import { type Bone, type Region, regionsOf } from "../pose/skeleton";
import { eachFrame } from "./camera";
import { type Check, checks, type Needs } from "./check";
import { estimatorHere, type FrameEstimator, type MakeEstimator, type Seen } from "./estimator";

const WRONG_MS = 2500; // how long a fault stays visible on the body
const CHECK_MS = 300;
const RATE_WINDOW_MS = 2000;

export interface LoopListener {
  /** The camera delivered a frame, whether or not it is looked at. */
  frame(): void;
  seen(seen: Seen): void;
  checked(found: Check[], rate_hz: number): void;
  failed(text: string): void;
}

/** Camera, worker and canvas: every picture is drawn at once and told to the listener. No framework in here. */
export class Loop {
  private readonly estimator: FrameEstimator;
  private readonly stopPictures: () => void;
  private readonly probe = smallCanvas().getContext("2d", { willReadFrequently: true });
  private times_ms: number[] = [];
  private checked_ms = 0;
  private wrong: { regions: readonly Region[]; until_ms: number } = { regions: [], until_ms: 0 };
  isArmed = false;
  /** Limbs that are off now, where a pose is judged as a whole; null where faults are shown for a moment. */
  offLimbs: readonly string[] | null = null;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly canvas: HTMLCanvasElement,
    public needs: Needs,
    private readonly listener: LoopListener,
    makeEstimator: MakeEstimator = estimatorHere,
    parts: readonly Part[] = ["body"],
  ) {
    this.estimator = makeEstimator(
      (seen) => this.take(seen),
      (text) => this.listener.failed(text),
      parts,
    );
    // Told once the caller has this object in hand.
    if (typeof createImageBitmap === "undefined")
      queueMicrotask(() => listener.failed("no createImageBitmap"));
    this.stopPictures = eachFrame(video, (time_ms) => {
      listener.frame();
      void this.offer(time_ms);
    });
  }

  get isReady(): boolean {
    return this.estimator.isChosen;
  }

  get model(): string {
    return this.estimator.model ?? "";
  }

  /** Shows a fault on the body for a moment. */
  blame(parts: readonly Region[]): void {
    this.wrong = { regions: regionsOf(parts), until_ms: performance.now() + WRONG_MS };
  }

  stop(): void {
    this.stopPictures();
    this.estimator.close();
  }

  private async offer(time_ms: number): Promise<void> {
    if (typeof createImageBitmap === "undefined") return;
    if (this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    // The camera may end between its picture and this: then there is nothing to look at.
    const bitmap = await createImageBitmap(this.video).catch(() => null);
    if (bitmap) this.estimator.take(bitmap, time_ms);
  }

  private take(seen: Seen): void {
    this.draw(seen);
    this.listener.seen(seen);
    this.times_ms = [...this.times_ms.filter((at) => seen.time_ms - at < RATE_WINDOW_MS), seen.time_ms];
    if (seen.time_ms - this.checked_ms < CHECK_MS) return;
    this.checked_ms = seen.time_ms;
    const rate_hz = this.rate();
    const scene = { body: seen.parts.body, size: seen.size, brightness: this.brightness(), rate_hz };
    this.listener.checked(checks({ ...scene, needs: this.needs }), rate_hz);
  }

  private rate(): number {
    const span = (this.times_ms.at(-1) ?? 0) - (this.times_ms[0] ?? 0);
    return span > 0 ? ((this.times_ms.length - 1) * 1000) / span : 0;
  }

  private brightness(): number {
    if (!this.probe) return Number.NaN;
    this.probe.drawImage(this.video, 0, 0, 16, 12);
    const { data } = this.probe.getImageData(0, 0, 16, 12);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) sum += (data[i] ?? 0) + (data[i + 1] ?? 0) + (data[i + 2] ?? 0);
    return sum / (data.length * 0.75);
  }

  private draw(seen: Seen): void {
    const [width, height] = seen.size;
    if (this.canvas.width !== width || this.canvas.height !== height)
      [this.canvas.width, this.canvas.height] = [width, height];
    const context = this.canvas.getContext("2d");
    context?.clearRect(0, 0, width, height);
    const { body } = seen.parts;
    if (!context || !body) return;
    drawBody(context, flatImagePoints(body), visibilities(body), {
      verdict: (bone) => this.verdict(bone),
      colours: DARK_COLOURS,
      width_px: Math.max(3, height / 90),
      outline: "rgb(13 16 20 / 0.55)",
    });
  }

  private verdict(bone: Bone): Verdict {
    if (!this.isArmed) return "plain";
    if (this.offLimbs) return this.offLimbs.includes(bone.limb) ? "wrong" : "right";
    const isWrong = performance.now() < this.wrong.until_ms && this.wrong.regions.includes(bone.region);
    return isWrong ? "wrong" : "right";
  }
}

function smallCanvas(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [16, 12];
  return canvas;
}
