import { OutboxStore } from "./stored-outbox";

/** What this browser keeps of sessions that the studio does not have yet. */
export const outboxStore = new OutboxStore();

/** Removes what this browser keeps of somebody's sessions: nobody could send them any more. */
export async function forgetSessions(account: string): Promise<void> {
  for (const { session } of await outboxStore.sessions(account)) await outboxStore.remove(session);
}
