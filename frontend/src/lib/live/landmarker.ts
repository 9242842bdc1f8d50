import { FilesetResolver, PoseLandmarker } from "@mediapipe/tasks-vision";

// Above this the full model would manage less than 12 frames a second: it takes 1.58 times as long as lite (measured in
// Chromium, 38 and 24 ms). At 10 frames a second full judges better than lite at 30 (docs/decisions/0007).
const LITE_FAST_MS = 52;
const TIMED = 12;
const UNTIMED = 3; // the first frames also compile and allocate

export interface ModelFiles {
  wasmBase: string;
  models: { lite: string; full: string };
}

/** MediaPipe's landmarker with the model that this machine is fast enough for; runs in a worker or in the page. */
export class Landmarker {
  model: "lite" | "full" = "lite";
  isChosen = false;
  private took_ms: number[] = [];

  private constructor(
    private readonly landmarker: PoseLandmarker,
    private readonly full: string,
  ) {}

  static async open({ wasmBase, models }: ModelFiles): Promise<Landmarker> {
    const fileset = await FilesetResolver.forVisionTasks(wasmBase, true);
    await provideFactory(fileset.wasmLoaderPath.toString());
    const landmarker = await PoseLandmarker.createFromOptions(
      { ...fileset, wasmLoaderPath: "" },
      {
        baseOptions: { modelAssetPath: models.lite, delegate: "CPU" },
        runningMode: "VIDEO",
        numPoses: 1,
      },
    );
    return new Landmarker(landmarker, models.full);
  }

  /** Rows of x, y, z in pixels, x, y, z in metres, visibility, presence; null where nobody was seen. */
  find(bitmap: ImageBitmap, time_ms: number): Float32Array<ArrayBuffer> | null {
    const began = performance.now();
    const found = this.landmarker.detectForVideo(bitmap, time_ms);
    if (!this.isChosen) this.took_ms.push(performance.now() - began);
    const [image, world] = [found.landmarks[0], found.worldLandmarks[0]];
    if (!image || !world) return null;
    const values = new Float32Array(image.length * 8);
    image.forEach((point, index) => {
      const metric = world[index] ?? { x: NaN, y: NaN, z: NaN };
      const presence = "presence" in point && typeof point.presence === "number" ? point.presence : NaN;
      // The depth has the scale of the width, as in MediaPipe's own drawing.
      const row = [point.x * bitmap.width, point.y * bitmap.height, point.z * bitmap.width];
      values.set([...row, metric.x, metric.y, metric.z, point.visibility, presence], index * 8);
    });
    return values;
  }

  /** After some frames with lite: is this machine fast enough for full? Returns whether that was decided just now. */
  async choose(): Promise<boolean> {
    if (this.isChosen || this.took_ms.length < UNTIMED + TIMED) return false;
    this.isChosen = true;
    const timed = this.took_ms.slice(UNTIMED).sort((a, b) => a - b);
    if ((timed[TIMED >> 1] ?? Infinity) > LITE_FAST_MS) return true;
    // The landmarker is kept and gets another model: a module of wasm hands out its factory only once.
    await this.landmarker.setOptions({ baseOptions: { modelAssetPath: this.full, delegate: "CPU" } });
    this.model = "full";
    return true;
  }

  close(): void {
    this.landmarker.close();
  }
}

/**
 * Loads MediaPipe's module where MediaPipe looks for it. Outside a worker it would load the module as a classic
 * script, which fails; and it takes the factory away, which a module that is imported once more does not bring back.
 */
async function provideFactory(path: string): Promise<void> {
  const module = (await import(/* @vite-ignore */ path)) as { default: unknown };
  Object.assign(globalThis, { ModuleFactory: module.default });
}
