import { ApiError, api } from "../api/client";
import type { components } from "../api/schema";
import type { SessionDetails } from "../api/types";
import { tongue } from "../i18n/index.svelte";
import type { ActivityKind } from "../stage/activity";
import { deliver, isThere } from "../offline/delivery";
import { heldSessions, withSession } from "../offline/locks";
import { isAway } from "../offline/person";
import { queue } from "../offline/queue.svelte";
import { sendOne } from "../offline/sending";
import { outboxStore } from "./kept";
import { type Hello, type Plan, PROTOCOL, type Target } from "./messages";
import { Outbox } from "./outbox";

type Schemas = components["schemas"];

export interface Unfinished {
  identifier: string;
  kind: string;
  subject: string;
  /** The exercise's or pose's name in the person's language. */
  title: string;
  started_ms: number;
  /** A browser is connected to it at this moment. */
  isLive: boolean;
}

/** A session that another page began, ready to go on. */
export interface Resumed {
  hello: Hello;
  outbox: Outbox;
}

/** What protocol 1 said of a session: there was only coaching. */
interface OldHello {
  exercise: string;
  level: Schemas["Level"];
  target: Partial<Target> | null;
}

function oldPlan({ exercise, level, target }: OldHello): Plan {
  const none = { repetitions: null, accurate: null, seconds: null };
  return { kind: "coaching", exercise, level, target: target && { ...none, ...target }, definition: "" };
}

/** What this browser keeps of a session as the present protocol says it: a page of protocol 1 may have left it. */
export function upgraded(stored: Hello | (Omit<Hello, "plan"> & OldHello)): Hello {
  const { session, image_size, started_ms, events, language } = stored;
  const plan = "plan" in stored ? stored.plan : oldPlan(stored);
  return { type: "hello", protocol: PROTOCOL, session, plan, image_size, started_ms, events, language };
}

/**
 * The sessions that somebody can resume or finish: those the studio knows, and those that never reached it. Those that
 * were finished here and wait to be sent are in the queue.
 */
export async function unfinishedSessions(
  account: string,
  kinds: readonly ActivityKind[],
): Promise<Unfinished[]> {
  const stored = await outboxStore.sessions(account).catch(() => []);
  const queued = new Set(stored.filter((one) => one.finished_ms).map((one) => one.session));
  const known = await openSessions();
  const isHeld = await heldSessions();
  const lost: Unfinished[] = [];
  for (const { session, hello } of stored) {
    const isKnown = known?.some((other) => other.identifier === session);
    if (isKnown || queued.has(session) || isHeld(session)) continue;
    const record = known && (await recordOf(session));
    if (record && (await isOver(record))) await outboxStore.remove(session);
    else lost.push(await described(upgraded(hello), kinds));
  }
  return [...(known ?? []).filter((one) => !queued.has(one.identifier)), ...lost];
}

/** Whether nobody can go on: one that the studio closed by itself it opens again for a browser that has more of it. */
async function isOver({ identifier, state, deleted_ms }: SessionDetails): Promise<boolean> {
  if (deleted_ms) return true;
  return state !== "open" && !(state === "abandoned" && (await outboxStore.items(identifier)));
}

/** The open sessions that the studio knows; null while it is away. */
async function openSessions(): Promise<Unfinished[] | null> {
  try {
    return (await api.unfinished()).map(({ is_live, ...one }) => ({ ...one, isLive: is_live }));
  } catch (error) {
    if (isAway(error)) return null;
    throw error;
  }
}

async function described(
  { session, plan, started_ms }: Hello,
  kinds: readonly ActivityKind[],
): Promise<Unfinished> {
  const kind = kinds.find((one) => one.kind === plan.kind);
  const subject = kind?.subject(plan) ?? "";
  const title = (await kind?.title(subject).catch(() => subject)) ?? plan.kind;
  return { identifier: session, kind: plan.kind, subject, title, started_ms, isLive: false };
}

/** The page on which a session goes on; where no feature can go on in it, the one that shows it. */
export function resumePath(
  session: string,
  kind: string,
  subject: string,
  kinds: readonly ActivityKind[],
): string {
  const found = kinds.find((one) => one.kind === kind);
  return found ? `${found.path(subject)}?resume=${session}` : `/history/${session}`;
}

/** What is needed to go on in a session; null where it was finished meanwhile or is not there. */
export async function resumable(account: string, session: string): Promise<Resumed | null> {
  const stored = (await outboxStore.sessions(account)).find((one) => one.session === session);
  const record = await recordOf(session);
  if (record ? await isOver(record) : !stored) return null;
  const hello = stored ? upgraded(stored.hello) : record && helloOf(record);
  if (!hello) return null;
  const items = await outboxStore.items(session);
  return { hello, outbox: new Outbox(items?.first ?? 0, items?.items ?? []) };
}

/**
 * Finishes a session without a camera. What only this browser has of it is sent first, now or as soon as the studio is
 * there; returns whether the studio has all of it.
 */
export async function finishUnfinished(account: string, session: string): Promise<boolean> {
  const stored = (await outboxStore.sessions(account)).find((one) => one.session === session);
  if (!stored || !(await outboxStore.items(session))) {
    await api.finishSession(session);
    await outboxStore.remove(session);
    return true;
  }
  await outboxStore.change(session, { finished_ms: Date.now(), hello: upgraded(stored.hello) });
  const sending = { store: outboxStore, deliver, tell: () => undefined };
  const why = (await isThere()) && (await withSession(session, () => sendOne(account, session, sending)));
  await queue.changed();
  return why === "";
}

async function recordOf(session: string): Promise<SessionDetails | null> {
  try {
    return await api.session(session);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

function helloOf(record: SessionDetails): Hello | null {
  const { plan, image_size } = record.details;
  if (!plan || !image_size) return null;
  return {
    type: "hello",
    protocol: PROTOCOL,
    session: record.identifier,
    plan,
    image_size,
    started_ms: record.started_ms,
    events: 0,
    language: tongue.language,
  };
}
