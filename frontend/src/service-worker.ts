/**
 * Lets the page start without the studio: keeps the built page, and the models that find a body. Nothing that the studio
 * says of a person passes through here.
 */
import { isModel, isNavigation, isOfBuild, isPageFile, oldCaches, PAGE_CACHE } from "./lib/offline/caching";

/** What TypeScript's library for pages lacks of a service worker's world. */
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  addEventListener(type: "install" | "activate", handler: (event: Lasting) => void): void;
  addEventListener(type: "fetch", handler: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}
const worker = globalThis as unknown as Worker;

const PAGE = `${PAGE_CACHE}${__PAGE_VERSION__}`;
const FILES = __PAGE_FILES__;
const MODELS = "poise-models";
// A network that is there and carries nothing must not keep the page from starting.
const PATIENCE_MS = 3000;

worker.addEventListener("install", (event) => {
  event.waitUntil(keepPage().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(removeOld().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (isNavigation(request.mode, pathname)) event.respondWith(answerWithPage(request));
  else if (isModel(pathname)) event.respondWith(answerWithModel(event));
  else if (isPageFile(pathname)) event.respondWith(answerWithFile(request));
});

/** All files of one build, or none: a page is never made of two. */
async function keepPage(): Promise<void> {
  const page = await fetch("/", { cache: "reload" });
  if (!page.ok || !isOfBuild(await page.clone().text(), FILES))
    throw new Error("The studio was updated meanwhile; its new worker keeps the new page.");
  const cache = await caches.open(PAGE);
  await cache.addAll(FILES.map((name) => `/${name}`));
  await cache.put("/", page);
}

/** The build before stays for the pages that are still open, with the files that they have not loaded yet. */
async function removeOld(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(oldCaches(names, PAGE).map((name) => caches.delete(name)));
  const models = await caches.open(MODELS);
  const files = new Set(__WASM_FILES__.map((name) => `/${name}`));
  for (const { url } of await models.keys()) {
    const { pathname } = new URL(url);
    if (!pathname.startsWith("/api/") && !files.has(pathname)) await models.delete(url);
  }
}

/** The studio's present page; without the studio the one that is kept. */
async function answerWithPage(request: Request): Promise<Response> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(request, { signal }).catch(() => null);
  // A proxy answers for a studio that is away.
  if (answer && answer.status < 500) return answer;
  return (await (await caches.open(PAGE)).match("/")) ?? answer ?? Response.error();
}

/** Such a file never changes: its name would. */
async function answerWithFile(request: Request): Promise<Response> {
  return (await keptOf(request)) ?? fetch(request);
}

/** The model that is kept, at once; whether the studio has a newer one is asked meanwhile. */
async function answerWithModel(event: Fetching): Promise<Response> {
  const kept = await keptOf(event.request);
  const fresh = fetchModel(event, kept);
  if (!kept) return fresh;
  event.waitUntil(fresh.catch(() => undefined));
  return kept;
}

/** What is kept under an address; the studio answers alike to all who ask, but for how it is compressed. */
function keptOf(request: Request): Promise<Response | undefined> {
  return caches.match(request, { ignoreVary: true });
}

async function fetchModel({ request }: Fetching, kept: Response | undefined): Promise<Response> {
  const answer = await fetch(request);
  const isNew = !kept || kept.headers.get("etag") !== answer.headers.get("etag");
  if (answer.ok && isNew) await keepModel(request, answer.clone());
  return answer;
}

/** A browser without room for the model uses it all the same. */
async function keepModel(request: Request, answer: Response): Promise<void> {
  const models = await caches.open(MODELS);
  await models.put(request, answer).catch(() => undefined);
}
