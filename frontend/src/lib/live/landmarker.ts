import { FilesetResolver, PoseLandmarker } from "@mediapipe/tasks-vision";

import { type Model, ModelChoice } from "./model-choice";

export interface ModelFiles {
  wasmBase: string;
  models: Record<Model, string>;
}

/** MediaPipe's landmarker with the model that this machine is fast enough for; runs in a worker or in the page. */
export class Landmarker {
  private readonly choice = new ModelChoice();
  private chosen: Model | null = null; // decided, and not taken yet
  private taken: Model = "lite";

  private constructor(
    private readonly landmarker: PoseLandmarker,
    private readonly files: Record<Model, string>,
  ) {}

  get model(): Model {
    return this.taken;
  }

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
    return new Landmarker(landmarker, models);
  }

  /** Rows of x, y, z in pixels, x, y, z in metres, visibility, presence; null where nobody was seen. */
  find(bitmap: ImageBitmap, time_ms: number): Float32Array<ArrayBuffer> | null {
    const began = performance.now();
    const found = this.landmarker.detectForVideo(bitmap, time_ms);
    this.chosen = this.choice.time(performance.now() - began) ?? this.chosen;
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

  /** Takes the model that this machine is fast enough for; returns whether that was decided just now. */
  async choose(): Promise<boolean> {
    const model = this.chosen;
    this.chosen = null;
    if (model === null) return false;
    if (model !== this.taken) {
      // The landmarker is kept and gets another model: a module of wasm hands out its factory only once.
      await this.landmarker.setOptions({
        baseOptions: { modelAssetPath: this.files[model], delegate: "CPU" },
      });
      this.taken = model;
    }
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
