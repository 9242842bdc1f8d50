import { OutboxStore } from "./stored-outbox";

/** What this browser keeps of sessions that the studio does not have yet. */
export const outboxStore = new OutboxStore();
