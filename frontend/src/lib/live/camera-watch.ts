import { CameraError, type CameraTrouble, cameras, closeCamera, openCamera } from "./camera";

/** Why nobody is seen: unplugged, no frames by the system's will, frames stopped, page in the background, forbidden. */
export type CameraLoss = "ended" | "muted" | "stalled" | "hidden" | "denied";

export interface CameraSigns {
  hasEnded: boolean;
  isMuted: boolean;
  isHidden: boolean;
  /** How long no frame has come. */
  silent_ms: number;
}

// Cameras that adapt to the dark deliver a frame in 200 ms at the slowest; a busy machine may miss a second.
const STALLED_MS = 3000;
// A hidden page gets no frames at all; a short look at another window is not worth a word.
const HIDDEN_MS = 1500;

/** Whether the camera is lost, and why; null while frames come. */
export function lossOf(signs: CameraSigns): CameraLoss | null {
  if (signs.hasEnded) return "ended";
  if (signs.isMuted) return "muted";
  if (signs.isHidden) return signs.silent_ms > HIDDEN_MS ? "hidden" : null;
  return signs.silent_ms > STALLED_MS ? "stalled" : null;
}

export interface CameraWatchListener {
  lost(why: CameraLoss): void;
  /** Frames come again, from this stream. */
  found(stream: MediaStream): void;
}

const LOOK_MS = 400;
const RETRY_MS = 2000;
// The same camera is waited for so long; then any other will do.
const SAME_CAMERA_MS = 8000;
// A frame that was under way when the camera fell silent does not mean that it is back.
const MUTE_SETTLED_MS = 500;

/** Watches one camera for as long as it is needed, and opens it again when it was unplugged. */
export class CameraWatch {
  loss: CameraLoss | null = null;
  private readonly cleanUps: (() => void)[] = [];
  private readonly device: string;
  private frame_ms = performance.now();
  private muted_ms = Number.NaN;
  private lost_ms = 0;
  private tried_ms = 0;
  private isOpening = false;
  private isDenied = false;
  private isClosed = false;

  constructor(
    private stream: MediaStream,
    private readonly video: HTMLVideoElement,
    private readonly listener: CameraWatchListener,
    private readonly open: (device: string) => Promise<MediaStream> = openCamera,
  ) {
    this.device = stream.getVideoTracks()[0]?.getSettings().deviceId ?? "";
    const timer = setInterval(() => this.look(), LOOK_MS);
    const retry = () => void this.retry();
    navigator.mediaDevices?.addEventListener?.("devicechange", retry);
    this.cleanUps.push(
      () => clearInterval(timer),
      () => navigator.mediaDevices?.removeEventListener?.("devicechange", retry),
    );
    this.follow(stream);
  }

  /** A frame has come. */
  frame(): void {
    this.frame_ms = performance.now();
    if (this.frame_ms - this.muted_ms > MUTE_SETTLED_MS) this.muted_ms = Number.NaN;
    if (this.loss) this.look();
  }

  /** Opens the camera again if it is gone; also what a person asks for who has just allowed or connected it. */
  async retry(isAsked = false): Promise<void> {
    if (!this.loss || this.isOpening || this.isClosed || (this.isDenied && !isAsked)) return;
    if (!isAsked && this.loss !== "ended" && this.loss !== "denied") return;
    this.isOpening = true;
    this.tried_ms = performance.now();
    try {
      this.change(await this.opened());
    } catch (error) {
      this.refused(error instanceof CameraError ? error.trouble : "unknown");
    } finally {
      this.isOpening = false;
    }
  }

  close(): void {
    this.isClosed = true;
    for (const cleanUp of this.cleanUps.splice(0)) cleanUp();
    closeCamera(this.stream);
  }

  private async opened(): Promise<MediaStream> {
    const isPatient = performance.now() - this.lost_ms < SAME_CAMERA_MS;
    if (isPatient) return this.open(this.device);
    return this.open(this.device).catch((error: unknown) => {
      if (error instanceof CameraError && error.trouble === "none") return this.open("");
      throw error;
    });
  }

  private change(stream: MediaStream): void {
    if (this.isClosed) {
      closeCamera(stream);
      return;
    }
    closeCamera(this.stream);
    this.stream = stream;
    this.isDenied = false;
    this.muted_ms = Number.NaN;
    this.follow(stream);
    this.video.srcObject = stream;
    void this.video.play().catch(() => undefined); // the watch says so if no frame comes
  }

  private refused(trouble: CameraTrouble): void {
    if (trouble !== "denied" || this.isClosed) return;
    this.isDenied = true;
    this.tell("denied");
  }

  private follow(stream: MediaStream): void {
    const [track] = stream.getVideoTracks();
    if (!track) return;
    const look = () => this.look();
    const mute = () => {
      if (stream !== this.stream) return;
      this.muted_ms = performance.now();
      this.look();
    };
    const unmute = () => {
      this.muted_ms = Number.NaN;
    };
    track.addEventListener("ended", look);
    track.addEventListener("mute", mute);
    track.addEventListener("unmute", unmute);
    this.cleanUps.push(() => {
      track.removeEventListener("ended", look);
      track.removeEventListener("mute", mute);
      track.removeEventListener("unmute", unmute);
    });
  }

  private look(): void {
    if (this.isClosed) return;
    const track = this.stream.getVideoTracks()[0];
    const silent_ms = performance.now() - this.frame_ms;
    const loss = lossOf({
      hasEnded: !track || track.readyState === "ended",
      isMuted: !Number.isNaN(this.muted_ms) || (track?.muted === true && silent_ms > MUTE_SETTLED_MS),
      isHidden: document.visibilityState === "hidden",
      silent_ms: this.loss === "ended" || this.loss === "denied" ? this.sinceFound(silent_ms) : silent_ms,
    });
    this.tell(loss === "ended" && this.isDenied ? "denied" : loss);
    if (loss === "ended" && performance.now() - this.tried_ms > RETRY_MS) void this.tryQuietly();
  }

  /** A camera that was opened again is back with its first frame, not before. */
  private sinceFound(silent_ms: number): number {
    return this.frame_ms > this.lost_ms ? silent_ms : Infinity;
  }

  /** Tries by itself only where a camera is there: some browsers ask the person each time. */
  private async tryQuietly(): Promise<void> {
    this.tried_ms = performance.now();
    const found = await cameras().catch(() => []);
    if (found.length) await this.retry();
  }

  private tell(loss: CameraLoss | null): void {
    if (loss === this.loss) return;
    const before = this.loss;
    this.loss = loss;
    if (loss === null) {
      this.listener.found(this.stream);
      return;
    }
    if (before === null) this.lost_ms = performance.now();
    // Still lost, and for a more telling reason: an unplugged camera first falls silent.
    if (before === null || loss === "ended" || loss === "denied") this.listener.lost(loss);
  }
}
