import { outboxStore } from "../live/kept";
import type { StoredSession } from "../live/stored-outbox";
import { deliver, isThere } from "./delivery";
import { asOnlyPage, heldSessions, withSession } from "./locks";
import { sendAll } from "./sending";

const RETRY_MS = 15_000;
const UNDO_MS = 60_000;
const CHANNEL = "poise-queue";

/** The finished sessions that this browser keeps until the studio has them. One page sends, all of them show it. */
class Queue {
  sessions = $state.raw<readonly StoredSession[]>([]);
  /** Whether it is known what waits. */
  isRead = $state(false);
  /** The one that is being sent; "" where none is. */
  sending = $state("");
  private account = "";
  private stopped = new AbortController();
  private isWanted = false; // something happened since the last round began
  private resume: () => void = () => undefined;
  private readonly channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);

  constructor() {
    this.channel?.addEventListener("message", ({ data }: MessageEvent<{ sending: string }>) => {
      this.sending = data.sending;
      void this.refresh();
      this.wake();
    });
    globalThis.addEventListener?.("online", () => this.wake());
  }

  /** Shows and sends what this person left here; nobody else's is touched. */
  start(account: string): void {
    if (account === this.account) return;
    this.stop();
    this.account = account;
    this.stopped = new AbortController();
    const { signal } = this.stopped;
    void this.tidy().then(() => this.refresh());
    asOnlyPage(`${CHANNEL} ${account}`, signal, () => this.lead(account, signal));
  }

  stop(): void {
    this.account = "";
    this.isRead = false;
    this.sessions = [];
    this.stopped.abort();
    this.wake();
  }

  /** What is due is sent now, where the studio is there, and not only after a while. */
  wake(): void {
    this.isWanted = true;
    this.resume();
  }

  /** Something was finished, removed or restored: the list is read again here and in other pages, and what is due sent. */
  async changed(): Promise<void> {
    await this.refresh();
    this.channel?.postMessage({ sending: this.sending });
    this.wake();
  }

  async remove(session: string): Promise<void> {
    await outboxStore.change(session, { removed_ms: Date.now() });
    await this.changed();
  }

  async restore(session: string): Promise<void> {
    await outboxStore.change(session, { removed_ms: 0 });
    await this.changed();
  }

  /** Tries once more what the studio did not take. */
  async retry(session: string): Promise<void> {
    await outboxStore.change(session, { refusal: undefined });
    await this.changed();
  }

  private async lead(account: string, signal: AbortSignal): Promise<void> {
    const tell = (session: string) => this.tell(session);
    while (!signal.aborted) {
      this.isWanted = false;
      await sendAll(account, { store: outboxStore, isThere, deliver, withSession, tell })
        // The browser's database failed: what waits there is tried again.
        .catch((error: unknown) => console.warn("queue:", error));
      if (!signal.aborted && !this.isWanted) await this.pause();
    }
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      this.resume = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private tell(session: string): void {
    this.sending = session;
    this.channel?.postMessage({ sending: session });
    void this.refresh();
  }

  /** What was removed long ago is gone, and what the studio refused is tried once more by a new page. */
  private async tidy(): Promise<void> {
    for (const one of await outboxStore.sessions(this.account)) {
      if (one.removed_ms && one.removed_ms < Date.now() - UNDO_MS) await outboxStore.remove(one.session);
      else if (one.refusal) await outboxStore.change(one.session, { refusal: undefined });
    }
  }

  private async refresh(): Promise<void> {
    const { account } = this;
    const isHeld = await heldSessions();
    const kept = account ? await outboxStore.sessions(account) : [];
    if (account !== this.account) return;
    this.isRead = true;
    // A page that is finishing its session says so itself.
    this.sessions = kept.filter(
      (one) => one.finished_ms && (one.session === this.sending || !isHeld(one.session)),
    );
  }
}

export const queue = new Queue();
