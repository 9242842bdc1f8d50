import { describe, expect, it } from "vitest";
import type { Hello } from "../../../src/lib/live/messages";
import type { Outbox } from "../../../src/lib/live/outbox";
import type { StoredItems, StoredSession } from "../../../src/lib/live/stored-outbox";
import { NotDelivered } from "../../../src/lib/offline/delivery";
import { type Sending, sendAll } from "../../../src/lib/offline/sending";

const stored = (session: string, more: Partial<StoredSession> = {}): StoredSession => ({
  session,
  account: "ada",
  hello: { session } as Hello,
  saved_ms: 0,
  finished_ms: 1,
  ...more,
});

/** A browser's kept sessions, and a studio that takes them or says why not. */
function browser(kept: StoredSession[], refusals: Record<string, NotDelivered> = {}) {
  const sessions = new Map(kept.map((one) => [one.session, one]));
  const items = new Map<string, StoredItems>();
  const arrived: string[] = [];
  const bytes: number[][] = [];
  const accounts = new Set<string | null | undefined>();
  const held = new Set<string>();
  const state = { isThere: true };
  const sending: Sending = {
    store: {
      sessions: async (account) => [...sessions.values()].filter((one) => one.account === account),
      items: async (session) => items.get(session) ?? null,
      change: async (session, change) => {
        const old = sessions.get(session);
        if (old) sessions.set(session, { ...old, ...change });
        return true;
      },
      remove: async (session) => sessions.delete(session),
    },
    isThere: async () => state.isThere,
    deliver: async (hello: Hello, outbox: Outbox) => {
      const refusal = refusals[hello.session];
      if (refusal) throw refusal;
      arrived.push(hello.session);
      accounts.add(hello.account);
      bytes.push(outbox.from(0, 100).map((item) => item[0] ?? -1));
    },
    withSession: async (session, work) => {
      if (held.has(session)) return null;
      held.add(session);
      try {
        return await work();
      } finally {
        held.delete(session);
      }
    },
    tell: () => undefined,
  };
  return { sessions, items, arrived, bytes, accounts, held, state, sending };
}

const refused = (reason: string, isFinal = false) => new NotDelivered({ reason, text: "" }, isFinal);

describe("what waits in this browser", () => {
  it("arrives in the order in which it was done, as it was kept, and is forgotten then", async () => {
    const one = browser([stored("a"), stored("b")]);
    one.items.set("a", { first: 0, items: [Uint8Array.of(1), Uint8Array.of(2)] });
    expect(await sendAll("ada", one.sending)).toBe(true);
    expect(one.arrived).toEqual(["a", "b"]);
    expect(one.bytes).toEqual([[1, 2], []]);
    expect(one.sessions.size).toBe(0);
  });

  it("is never somebody else's", async () => {
    const one = browser([stored("a", { account: "eve" }), stored("b")]);
    await sendAll("ada", one.sending);
    expect(one.arrived).toEqual(["b"]);
    expect([...one.accounts]).toEqual(["ada"]);
    expect([...one.sessions.keys()]).toEqual(["a"]);
  });

  it.each([
    ["may go on", { finished_ms: undefined }],
    ["was removed", { removed_ms: 1 }],
    ["was refused", { refusal: { reason: "quota", text: "" } }],
  ])("stays where it %s", async (_, more) => {
    const one = browser([stored("a", more)]);
    await sendAll("ada", one.sending);
    expect(one.arrived).toEqual([]);
    expect(one.sessions.size).toBe(1);
  });

  it("is left alone while another page has it", async () => {
    const one = browser([stored("a"), stored("b")]);
    one.held.add("a");
    await sendAll("ada", one.sending);
    expect(one.arrived).toEqual(["b"]);
  });

  it("is sent once by two pages that send at the same time", async () => {
    const one = browser([stored("a"), stored("b"), stored("c")]);
    await Promise.all([sendAll("ada", one.sending), sendAll("ada", one.sending)]);
    await sendAll("ada", one.sending);
    expect([...one.arrived].sort()).toEqual(["a", "b", "c"]);
  });

  it("waits for a studio that does not answer", async () => {
    const one = browser([stored("a")]);
    one.state.isThere = false;
    expect(await sendAll("ada", one.sending)).toBe(false);
    expect(one.arrived).toEqual([]);
  });

  it("waits all of it where the connection breaks, and says nothing of a refusal", async () => {
    const one = browser([stored("a"), stored("b")], { a: refused("unreachable") });
    expect(await sendAll("ada", one.sending)).toBe(false);
    expect(one.arrived).toEqual([]);
    expect([...one.sessions.values()].map((kept) => kept.refusal)).toEqual([undefined, undefined]);
  });

  it("is not held up by a session that the studio does not take; why is kept with that one", async () => {
    const one = browser([stored("a"), stored("b")], { a: refused("quota", true) });
    expect(await sendAll("ada", one.sending)).toBe(true);
    expect(one.arrived).toEqual(["b"]);
    expect(one.sessions.get("a")?.refusal?.reason).toBe("quota");
  });

  it("is not marked as refused because somebody else signed in in this browser", async () => {
    const one = browser([stored("a")], { a: refused("not-yours", true) });
    expect(await sendAll("ada", one.sending)).toBe(false);
    expect(one.sessions.get("a")?.refusal).toBeUndefined();
  });
});
