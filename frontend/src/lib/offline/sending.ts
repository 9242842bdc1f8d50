import type { Hello } from "../live/messages";
import { Outbox } from "../live/outbox";
import type { OutboxStore, StoredSession } from "../live/stored-outbox";
import { NotDelivered } from "./delivery";

/** What is needed to send the sessions that wait in this browser. */
export interface Sending {
  store: Pick<OutboxStore, "sessions" | "items" | "change" | "remove">;
  /** Whether the studio answers. */
  isThere: () => Promise<boolean>;
  deliver: (hello: Hello, outbox: Outbox) => Promise<void>;
  /** Runs work while no other page has the session; null where one has. */
  withSession: <Made>(session: string, work: () => Promise<Made>) => Promise<Made | null>;
  /** The session that is being sent; "" when it has arrived or failed. */
  tell: (session: string) => void;
}

// The next session would meet the same.
const OF_ALL = new Set(["unreachable", "signed-out", "not-yours", "origin", "store", "too-many", "busy"]);

/** Whether a session waits to be sent, and nobody has to decide anything about it. */
export function isDue({ finished_ms, removed_ms, refusal }: StoredSession): boolean {
  return Boolean(finished_ms) && !removed_ms && !refusal;
}

/** Sends what waits, oldest first; returns whether the studio was there for all of it. */
export async function sendAll(account: string, sending: Sending): Promise<boolean> {
  const due = (await sending.store.sessions(account)).filter(isDue);
  if (due.length && !(await sending.isThere())) return false;
  for (const { session } of due) {
    const why = await sending.withSession(session, () => sendOne(account, session, sending));
    if (why && OF_ALL.has(why)) return false;
  }
  return true;
}

/** Sends one session that waits; returns why it did not arrive, "" where it did or another page had sent it. */
export async function sendOne(
  account: string,
  session: string,
  sending: Pick<Sending, "store" | "deliver" | "tell">,
): Promise<string> {
  const { store } = sending;
  const present = (await store.sessions(account)).find((one) => one.session === session);
  if (!present || !isDue(present)) return "";
  const items = await store.items(session);
  sending.tell(session);
  try {
    await sending.deliver({ ...present.hello, account }, new Outbox(items?.first, items?.items));
    await store.remove(session);
    return "";
  } catch (error) {
    if (!(error instanceof NotDelivered)) throw error;
    const { why, isFinal } = error;
    if (isFinal && !OF_ALL.has(why.reason)) await store.change(session, { refusal: why });
    return why.reason;
  } finally {
    sending.tell("");
  }
}
