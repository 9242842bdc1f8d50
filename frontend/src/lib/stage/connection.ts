import { tongue } from "../i18n/index.svelte";
import { diagnoseLink } from "../live/diagnose";
import type { Hello } from "../live/messages";
import { type Listener, LiveSocket, liveWire } from "../live/socket";
import { OutboxSaver } from "../live/stored-outbox";
import { outboxStore, type Resumed } from "../live/unfinished";

/** A session's way to the studio, and the copy of what did not get there yet. */
export interface Connection {
  hello: Hello;
  socket: LiveSocket;
  saver: OutboxSaver;
}

/** Begins a session, or goes on in one that another page began; what was not sent is kept in this browser. */
export function connect(
  account: string,
  begun: Hello,
  outbox: Resumed["outbox"] | null,
  listener: Listener,
): Connection {
  const hello = { ...begun, language: tongue.language };
  const options = { open: liveWire, diagnose: diagnoseLink, isResumed: outbox !== null };
  const socket = new LiveSocket(hello, listener, { ...options, ...(outbox && { outbox }) });
  const saver = new OutboxSaver(hello.session, socket.outbox, outboxStore);
  void outboxStore.begin({ session: hello.session, account, hello, saved_ms: Date.now() });
  return { hello, socket, saver };
}

/** Forgets what this browser kept of a session: the studio has all of it. */
export function forget(connection: Connection): void {
  connection.saver.close();
  void outboxStore.remove(connection.hello.session);
}
