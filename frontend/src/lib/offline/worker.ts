import { api } from "../api/client";
import { keepExercises } from "./exercises";

/** Lets the page start without the studio from now on, once the browser has nothing better to do. */
export async function registerWorker(): Promise<void> {
  // Only pages from HTTPS or from this very device may have one.
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  await idle();
  // Refused: the certificate is not trusted, or the person forbids it. Then the page needs the studio, as before.
  await navigator.serviceWorker.register("/service-worker.js").catch(() => undefined);
}

/**
 * Keeps what recording without the studio needs: the exercises, and the models that find the body. Asked once the page
 * stands; who saves data gets the models when they first train.
 */
export async function keepForRecording(account: string): Promise<void> {
  if (!(await isControlled())) return;
  await idle();
  // What does not come now does the next time.
  await keepExercises(account).catch(() => undefined);
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (!connection?.saveData) await keepModels().catch(() => undefined);
}

/** The worker keeps what passes through it. */
async function keepModels(): Promise<void> {
  const files = [...__WASM_FILES__.map((name) => `/${name}`), api.model("lite"), api.model("full")];
  for (const file of files) {
    if (await caches.match(file, { ignoreVary: true })) continue;
    const answer = await fetch(file);
    await answer.arrayBuffer();
  }
}

/** Whether a worker stands between this page and the studio, as soon as that is known. */
async function isControlled(): Promise<boolean> {
  if (!navigator.serviceWorker) return false;
  await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller) return true;
  await new Promise((resolve) =>
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
  );
  return true;
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    const call = () => ("requestIdleCallback" in window ? requestIdleCallback(() => resolve()) : resolve());
    if (document.readyState === "complete") call();
    else addEventListener("load", call, { once: true });
  });
}
