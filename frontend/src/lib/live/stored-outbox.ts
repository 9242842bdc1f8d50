import type { Hello } from "./messages";
import type { Outbox } from "./outbox";

/** What a page left behind of a session: who trained what, and the items that the studio has not promised to keep. */
export interface StoredSession {
  session: string;
  account: string;
  hello: Hello;
  saved_ms: number;
}

export interface StoredItems {
  first: number;
  items: Uint8Array[];
}

interface Chunk extends StoredItems {
  session: string;
}

const DATABASE = "poise-outbox";
const KEEP_MS = 7 * 86_400_000;

function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

/** Joins what was stored in pieces; what does not follow the piece before is left out. */
export function joined(chunks: readonly StoredItems[]): StoredItems {
  const sorted = [...chunks].sort((a, b) => a.first - b.first);
  const whole: StoredItems = { first: sorted[0]?.first ?? 0, items: [] };
  for (const { first, items } of sorted) {
    const known = whole.first + whole.items.length;
    if (first <= known) whole.items.push(...items.slice(known - first));
  }
  return whole;
}

/** Keeps unsent items in the browser's own database, so that a page that is closed or loaded again loses nothing. */
export class OutboxStore {
  private readonly opened: Promise<IDBDatabase | null>;

  constructor() {
    // Private windows of some browsers have no database, or forbid to ask: then only what was sent outlives the page.
    this.opened = openDatabase().catch(() => null);
  }

  async begin(session: StoredSession): Promise<void> {
    await this.write((sessions) => sessions.put(session));
  }

  async append(session: string, first: number, items: Uint8Array[]): Promise<void> {
    const chunk: Chunk = { session, first, items };
    await this.write((_, chunks) => chunks.put(chunk));
  }

  async remove(session: string): Promise<void> {
    await this.write((sessions, chunks) => {
      sessions.delete(session);
      chunks.delete(rangeOf(session));
    });
  }

  /** Forgets the items of a session; that there is one is still known. */
  async clear(session: string): Promise<void> {
    await this.write((_, chunks) => chunks.delete(rangeOf(session)));
  }

  async items(session: string): Promise<StoredItems | null> {
    const database = await this.opened;
    if (!database) return null;
    const store = database.transaction("chunks").objectStore("chunks");
    const chunks = (await settled(store.getAll(rangeOf(session)))) as Chunk[];
    return chunks.length ? joined(chunks) : null;
  }

  /** The sessions that somebody left in this browser, without those too old to be of use. */
  async sessions(account: string, now_ms = Date.now()): Promise<StoredSession[]> {
    const database = await this.opened;
    if (!database) return [];
    const store = database.transaction("sessions").objectStore("sessions");
    const all = (await settled(store.getAll())) as StoredSession[];
    const isOld = (one: StoredSession) => one.saved_ms < now_ms - KEEP_MS;
    for (const one of all.filter(isOld)) await this.remove(one.session);
    return all.filter((one) => one.account === account && !isOld(one));
  }

  private async write(work: (sessions: IDBObjectStore, chunks: IDBObjectStore) => void): Promise<void> {
    const database = await this.opened;
    if (!database) return;
    const transaction = database.transaction(["sessions", "chunks"], "readwrite");
    work(transaction.objectStore("sessions"), transaction.objectStore("chunks"));
    await new Promise<void>((resolve) => {
      // A full disc is no reason to stop a set: what is in memory is still sent.
      transaction.oncomplete = transaction.onerror = transaction.onabort = () => resolve();
    });
  }
}

function rangeOf(session: string): IDBKeyRange {
  return IDBKeyRange.bound([session, 0], [session, Number.MAX_SAFE_INTEGER]);
}

async function openDatabase(): Promise<IDBDatabase> {
  const request = globalThis.indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("sessions", { keyPath: "session" });
    request.result.createObjectStore("chunks", { keyPath: ["session", "first"] });
  };
  return settled(request);
}

const SAVE_MS = 1000;

/** Writes what has waited for a second, and at once when the page is left; forgets it when it is durable. */
export class OutboxSaver {
  private saved = 0;
  private waited = 0;
  private isClosed = false;
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly leaving = () => this.save(this.outbox.count);

  constructor(
    private readonly session: string,
    private readonly outbox: Outbox,
    private readonly store: OutboxStore,
  ) {
    this.saved = outbox.count;
    this.timer = setInterval(() => this.look(), SAVE_MS);
    addEventListener("pagehide", this.leaving);
  }

  /** The page goes on without the session: what is not durable yet is written first. */
  leave(): void {
    if (!this.isClosed) this.leaving();
    this.close();
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.timer);
    removeEventListener("pagehide", this.leaving);
  }

  private look(): void {
    const { durable, count } = this.outbox;
    if (this.saved > 0 && durable >= this.saved) {
      this.saved = 0;
      void this.store.clear(this.session);
    }
    this.save(this.waited);
    this.waited = count;
  }

  /** Writes the items below `until` that are neither durable nor written yet. */
  private save(until: number): void {
    const first = Math.max(this.saved, this.outbox.durable);
    if (until <= first) return;
    this.saved = until;
    void this.store.append(this.session, first, this.outbox.from(first, until - first));
  }
}
