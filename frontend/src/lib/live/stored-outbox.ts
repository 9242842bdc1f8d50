import { timeOf } from "./batch";
import type { Hello } from "./messages";
import type { Outbox } from "./outbox";
import type { LinkReason } from "./socket";

/** What a page left behind of a session: who trained what, and the items that the studio has not promised to keep. */
export interface StoredSession {
  session: string;
  account: string;
  hello: Hello;
  saved_ms: number;
  /** When the person finished it: it waits to be sent. Missing while it may go on. */
  finished_ms?: number;
  /** When the person removed it, which can be undone for a while. */
  removed_ms?: number;
  /** Of the items that are kept here, and the time of the last one in the session. */
  bytes?: number;
  last_s?: number;
  /** Why the studio does not take it. */
  refusal?: LinkReason;
}

export interface StoredItems {
  first: number;
  items: Uint8Array[];
}

interface Chunk extends StoredItems {
  session: string;
}

const DATABASE = "poise-outbox";
// Of a session without items: the studio has all of it, and closed it long ago.
const KEEP_EMPTY_MS = 7 * 86_400_000;

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

  /** Notes that a session goes on in this page; returns whether that could be written, as all that writes does. */
  begin(session: StoredSession): Promise<boolean> {
    return this.write((sessions) => changeIn(sessions, session.session, (old) => ({ ...old, ...session })));
  }

  append(session: string, first: number, items: Uint8Array[]): Promise<boolean> {
    const chunk: Chunk = { session, first, items };
    const size = items.reduce((sum, item) => sum + item.length, 0);
    const last = items.at(-1);
    return this.write((sessions, chunks) => {
      chunks.put(chunk);
      changeIn(
        sessions,
        session,
        (old) => old && { ...old, bytes: (old.bytes ?? 0) + size, last_s: last ? timeOf(last) : 0 },
      );
    });
  }

  /** Changes what is known of a session; one that is gone stays gone. */
  change(session: string, change: Partial<StoredSession>): Promise<boolean> {
    return this.write((sessions) => changeIn(sessions, session, (old) => old && { ...old, ...change }));
  }

  remove(session: string): Promise<boolean> {
    return this.write((sessions, chunks) => {
      sessions.delete(session);
      chunks.delete(rangeOf(session));
    });
  }

  /** Forgets the items of a session; that there is one is still known. */
  clear(session: string): Promise<boolean> {
    return this.write((sessions, chunks) => {
      chunks.delete(rangeOf(session));
      changeIn(sessions, session, (old) => old && { ...old, bytes: 0 });
    });
  }

  async items(session: string): Promise<StoredItems | null> {
    const database = await this.opened;
    if (!database) return null;
    const store = database.transaction("chunks").objectStore("chunks");
    const chunks = (await settled(store.getAll(rangeOf(session)))) as Chunk[];
    return chunks.length ? joined(chunks) : null;
  }

  /** The sessions that somebody left in this browser, oldest first; what the studio has all of is forgotten in time. */
  async sessions(account: string, now_ms = Date.now()): Promise<StoredSession[]> {
    const database = await this.opened;
    if (!database) return [];
    const store = database.transaction("sessions").objectStore("sessions");
    const all = (await settled(store.getAll())) as StoredSession[];
    const isOld = (one: StoredSession) =>
      one.saved_ms < now_ms - KEEP_EMPTY_MS && !one.bytes && !one.finished_ms;
    for (const one of all.filter(isOld)) await this.remove(one.session);
    return all
      .filter((one) => one.account === account && !isOld(one))
      .sort((one, other) => one.hello.started_ms - other.hello.started_ms);
  }

  private async write(work: (sessions: IDBObjectStore, chunks: IDBObjectStore) => void): Promise<boolean> {
    const database = await this.opened;
    if (!database) return false;
    try {
      const transaction = database.transaction(["sessions", "chunks"], "readwrite");
      work(transaction.objectStore("sessions"), transaction.objectStore("chunks"));
      return await new Promise<boolean>((resolve) => {
        // A full disc is no reason to stop a set: what is in memory is still sent.
        transaction.oncomplete = () => resolve(true);
        transaction.onerror = transaction.onabort = () => resolve(false);
      });
    } catch {
      return false; // the browser closed the database, to clear the site's data for instance
    }
  }
}

/** Puts into its place what `change` makes of a session; nothing where it makes nothing. */
function changeIn(
  sessions: IDBObjectStore,
  session: string,
  change: (old: StoredSession | undefined) => StoredSession | undefined,
): void {
  const request = sessions.get(session) as IDBRequest<StoredSession | undefined>;
  request.onsuccess = () => {
    const changed = change(request.result);
    if (changed) sessions.put(changed);
  };
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
const MAX_SAVED = 300; // items in one write: what could not be written for long is caught up with in steps

/** Writes what has waited for a second, and at once when the page is left; forgets it when it is durable. */
export class OutboxSaver {
  private saved = 0;
  private waited = 0;
  private durable = 0;
  private isClosed = false;
  private isKept = true;
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly leaving = () => void this.save(this.outbox.count);

  /** `kept` is told when this browser cannot keep the items any more, and when it can again. */
  constructor(
    private readonly session: string,
    private readonly outbox: Outbox,
    private readonly store: Pick<OutboxStore, "append" | "clear">,
    private readonly kept: (isKept: boolean) => void = () => undefined,
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
    // What arrives at the studio within a second need not be written here. Without a connection nothing will.
    const isAway = durable === this.durable;
    const until = isAway ? count : this.waited;
    void this.save(Math.min(until, Math.max(this.saved, durable) + MAX_SAVED));
    [this.waited, this.durable] = [count, durable];
  }

  /** Writes the items below `until` that are neither durable nor written yet. */
  private async save(until: number): Promise<void> {
    const first = Math.max(this.saved, this.outbox.durable);
    if (until <= first) return;
    this.saved = until;
    const isKept = await this.store.append(this.session, first, this.outbox.from(first, until - first));
    // A gap would part what follows from the session: the next write begins again with these.
    if (!isKept) this.saved = Math.min(this.saved, first);
    if (isKept !== this.isKept) this.kept(isKept);
    this.isKept = isKept;
  }
}
