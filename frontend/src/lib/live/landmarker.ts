import { FaceLandmarker, FilesetResolver, HandLandmarker, PoseLandmarker } from "@mediapipe/tasks-vision";
import type { Part, Parts, Rows } from "../landmarks";
import { type Model, ModelChoice } from "./model-choice";
import { bestHands, type Found, placesOf, rowsOf } from "./found";

export interface ModelFiles {
  wasmBase: string;
  models: Record<Model | "hand" | "face", string>;
  /** What is to be found of a person; only the models of these are loaded. */
  parts: readonly Part[];
}

interface Landmarkers {
  body?: PoseLandmarker;
  hands?: HandLandmarker;
  face?: FaceLandmarker;
}

/** MediaPipe's landmarkers of the parts that are needed; runs in a worker or in the page. */
export class Landmarker {
  private readonly choice = new ModelChoice();
  private chosen: Model | null = null; // decided, and not taken yet
  private taken: Model = "lite";

  private constructor(
    private readonly landmarkers: Landmarkers,
    private readonly files: ModelFiles,
  ) {}

  get model(): Model {
    return this.taken;
  }

  static async open(files: ModelFiles): Promise<Landmarker> {
    const make = await provideWasm(files.wasmBase);
    const { models, parts } = files;
    const landmarkers: Landmarkers = {};
    if (parts.includes("body"))
      landmarkers.body = await make(PoseLandmarker, { ...options(models.lite), numPoses: 1 });
    if (parts.includes("left_hand") || parts.includes("right_hand"))
      landmarkers.hands = await make(HandLandmarker, { ...options(models.hand), numHands: 2 });
    if (parts.includes("face"))
      landmarkers.face = await make(FaceLandmarker, { ...options(models.face), numFaces: 1 });
    return new Landmarker(landmarkers, files);
  }

  /** The parts that were found in a frame. */
  find(bitmap: ImageBitmap, time_ms: number): Parts {
    const began = performance.now();
    const { body, hands, face } = this.landmarkers;
    const found: Partial<Record<Part, Rows>> = {};
    const size = [bitmap.width, bitmap.height] as const;
    const seen = body?.detectForVideo(bitmap, time_ms);
    if (seen?.landmarks[0] && seen.worldLandmarks[0])
      found.body = rowsOf({ image: seen.landmarks[0], world: seen.worldLandmarks[0] }, size);
    if (hands) Object.assign(found, this.findHands(hands, bitmap, time_ms));
    const [features] = face?.detectForVideo(bitmap, time_ms).faceLandmarks ?? [];
    if (features) found.face = rowsOf({ image: placesOf(features) }, size);
    this.chosen = this.choice.time(performance.now() - began) ?? this.chosen;
    return found;
  }

  /** Takes the model that this machine is fast enough for; returns whether that was decided just now. */
  async choose(): Promise<boolean> {
    const model = this.chosen;
    this.chosen = null;
    if (model === null) return false;
    if (model !== this.taken) {
      // The landmarker is kept and gets another model: to make another one takes as long as to load the page.
      await this.landmarkers.body?.setOptions({
        baseOptions: { modelAssetPath: this.files.models[model], delegate: "CPU" },
      });
      this.taken = model;
    }
    return true;
  }

  close(): void {
    for (const one of Object.values(this.landmarkers)) one?.close();
  }

  private findHands(hands: HandLandmarker, bitmap: ImageBitmap, time_ms: number): Parts {
    const { landmarks, worldLandmarks, handedness } = hands.detectForVideo(bitmap, time_ms);
    const found = landmarks.map((image, index): Found & { label: string; score: number } => ({
      image: placesOf(image),
      world: worldLandmarks[index],
      label: handedness[index]?.[0]?.categoryName ?? "",
      score: handedness[index]?.[0]?.score ?? 0,
    }));
    const best = Object.entries(bestHands(found)) as [Part, Found][];
    const wanted = best.filter(([part]) => this.files.parts.includes(part));
    return Object.fromEntries(
      wanted.map(([part, one]) => [part, rowsOf(one, [bitmap.width, bitmap.height])]),
    );
  }
}

function options(model: string) {
  return {
    baseOptions: { modelAssetPath: model, delegate: "CPU" as const },
    runningMode: "VIDEO" as const,
  };
}

interface Task<Options, Made> {
  createFromOptions(fileset: WasmFileset, options: Options): Promise<Made>;
}
type WasmFileset = Awaited<ReturnType<typeof FilesetResolver.forVisionTasks>>;

/**
 * Loads MediaPipe's module, and returns how a landmarker is made with it. Outside a worker MediaPipe would load the
 * module as a classic script, which fails; and each landmarker takes the factory away from where it looks for it.
 */
async function provideWasm(
  wasmBase: string,
): Promise<<Options, Made>(task: Task<Options, Made>, options: Options) => Promise<Made>> {
  const fileset = await FilesetResolver.forVisionTasks(wasmBase, true);
  const module = (await import(/* @vite-ignore */ fileset.wasmLoaderPath.toString())) as { default: unknown };
  return (task, options) => {
    Object.assign(globalThis, { ModuleFactory: module.default });
    return task.createFromOptions({ ...fileset, wasmLoaderPath: "" }, options);
  };
}
