import { FilesetResolver, PoseLandmarker } from "@mediapipe/tasks-vision";
import type { FromWorker, ToWorker } from "./estimator";

// Above this a picture with the full model would take longer than the 33 ms between two of a camera's: full takes
// 1.58 times as long as lite (measured in Chromium, 38 and 24 ms).
const LITE_FAST_MS = 18;
const TIMED = 12;
const UNTIMED = 3; // the first pictures also compile and allocate

let landmarker: PoseLandmarker | undefined;
let models: { lite: string; full: string };
let took_ms: number[] = [];
let isChosen = false;

async function open(wasmBase: string): Promise<void> {
  const fileset = await FilesetResolver.forVisionTasks(wasmBase, true);
  landmarker = await PoseLandmarker.createFromOptions(fileset, {
    baseOptions: { modelAssetPath: models.lite, delegate: "CPU" },
    runningMode: "VIDEO",
    numPoses: 1,
  });
  tell({ type: "ready", model: "lite" });
}

/** The landmarker is kept and gets another model: a module of wasm hands out its factory only once. */
async function change(): Promise<void> {
  await landmarker?.setOptions({ baseOptions: { modelAssetPath: models.full, delegate: "CPU" } });
  tell({ type: "ready", model: "full" });
}

function tell(message: FromWorker, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

/** Rows of x, y, z in pixels, x, y, z in metres, visibility, presence; null where nobody was seen. */
function look(bitmap: ImageBitmap, time_ms: number): Float32Array<ArrayBuffer> | null {
  const found = landmarker?.detectForVideo(bitmap, time_ms);
  const [image, world] = [found?.landmarks[0], found?.worldLandmarks[0]];
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

/** After some pictures with lite: is this machine fast enough for full? Asked once, before the session begins. */
async function choose(ms: number): Promise<void> {
  took_ms.push(ms);
  if (isChosen || took_ms.length < UNTIMED + TIMED) return;
  isChosen = true;
  const timed = took_ms.slice(UNTIMED).sort((a, b) => a - b);
  took_ms = [];
  if ((timed[TIMED >> 1] ?? Infinity) <= LITE_FAST_MS) await change();
  tell({ type: "chosen" });
}

async function take(message: ToWorker): Promise<void> {
  if (message.type === "open") {
    models = message.models;
    await open(message.wasmBase);
    return;
  }
  const began = performance.now();
  const { bitmap, time_ms } = message;
  const size: [number, number] = [bitmap.width, bitmap.height];
  const values = look(bitmap, time_ms);
  bitmap.close();
  const took = performance.now() - began;
  tell({ type: "pose", time_ms, values, size, took_ms: took }, values ? [values.buffer] : []);
  if (!isChosen) await choose(took);
}

addEventListener("message", (event: MessageEvent<ToWorker>) => {
  take(event.data).catch((error: unknown) => tell({ type: "failed", text: String(error) }));
});
