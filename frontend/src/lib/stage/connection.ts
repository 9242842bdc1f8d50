import { tongue } from "../i18n/index.svelte";
import { diagnoseLink } from "../live/diagnose";
import type { Hello } from "../live/messages";
import { type Listener, LiveSocket, liveWire } from "../live/socket";
import { OutboxSaver } from "../live/stored-outbox";
import { outboxStore } from "../live/kept";
import type { Resumed } from "../live/unfinished";
import { holdSession } from "../offline/locks";
import { queue } from "../offline/queue.svelte";

/** A session's way to the studio, and the copy of what did not get there yet. */
export interface Connection {
  hello: Hello;
  socket: LiveSocket;
  saver: OutboxSaver;
  /** Lets other pages of this browser have the session. */
  release: () => Promise<void>;
}

const NOWHERE = { append: () => Promise.resolve(true), clear: () => Promise.resolve(true) };

/**
 * Begins a session, or goes on in one that another page began; what was not sent is kept in this browser. `kept` is told
 * when that is not possible any more, and when it is again. Nothing is kept of what is nobody's (`isOwn`).
 */
export function connect(
  account: string,
  begun: Hello,
  outbox: Resumed["outbox"] | null,
  listener: Listener,
  kept: (isKept: boolean) => void,
  isOwn = true,
): Connection {
  const hello = { ...begun, account, language: tongue.language };
  const options = { open: liveWire, diagnose: diagnoseLink, isResumed: outbox !== null };
  const socket = new LiveSocket(hello, listener, { ...options, ...(outbox && { outbox }) });
  const saver = new OutboxSaver(hello.session, socket.outbox, isOwn ? outboxStore : NOWHERE, kept);
  if (isOwn) void outboxStore.begin({ session: hello.session, account, hello, saved_ms: Date.now() });
  return { hello, socket, saver, release: holdSession(hello.session) };
}

/** Nothing more comes: even if this page is gone before the studio has all of it, the rest is sent from the queue. */
export function finish({ hello, socket }: Connection): void {
  socket.finish();
  void outboxStore.change(hello.session, { finished_ms: Date.now() });
}

/** The page goes on without the session; what was finished and did not arrive is sent from the queue. */
export function leave({ socket, saver, release }: Connection): void {
  saver.leave();
  socket.close();
  void release().then(() => queue.changed());
}

/** Forgets what this browser kept of a session: the studio has all of it. */
export function forget(connection: Connection): void {
  connection.saver.close();
  void connection.release();
  void outboxStore.remove(connection.hello.session);
}
