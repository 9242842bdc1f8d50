import type { FromWorker, ToWorker } from "./estimator";
import { Landmarker } from "./landmarker";

let landmarker: Landmarker | undefined;

function tell(message: FromWorker, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

async function take(message: ToWorker): Promise<void> {
  if (message.type === "open") {
    landmarker = await Landmarker.open(message.files);
    tell({ type: "ready", model: "lite" });
    return;
  }
  const { bitmap, time_ms } = message;
  const size: [number, number] = [bitmap.width, bitmap.height];
  const parts = landmarker?.find(bitmap, time_ms) ?? {};
  bitmap.close();
  tell(
    { type: "seen", time_ms, parts, size },
    Object.values(parts).map((rows) => rows.buffer),
  );
  if (await landmarker?.choose()) tell({ type: "chosen", model: landmarker?.model ?? "lite" });
}

addEventListener("message", (event: MessageEvent<ToWorker>) => {
  take(event.data).catch((error: unknown) => tell({ type: "failed", text: String(error) }));
});
