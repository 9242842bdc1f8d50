import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { decodeBatch, encodeItem, type Item } from "../../../src/lib/live/batch";
import type { CoachingState, Hello, Incoming } from "../../../src/lib/live/messages";
import { Outbox } from "../../../src/lib/live/outbox";
import { type LinkOptions, LiveSocket, type Wire } from "../../../src/lib/live/socket";

/** The other end of one connection: keeps what was sent, says what it is told to say. */
class Line implements Wire {
  binaryType: BinaryType = "blob";
  bufferedAmount = 0;
  onopen: Wire["onopen"] = null;
  onmessage: Wire["onmessage"] = null;
  onclose: Wire["onclose"] = null;
  texts: Record<string, unknown>[] = [];
  items: number[] = [];
  isClosed = false;

  send(data: string | BufferSource | Blob): void {
    if (typeof data === "string") this.texts.push(JSON.parse(data) as Record<string, unknown>);
    else if (data instanceof Uint8Array) {
      const { first, items } = decodeBatch(data);
      items.forEach((_, index) => this.items.push(first + index));
    }
  }
  close(): void {
    this.isClosed = true;
  }
  say(message: Incoming | Record<string, unknown>): void {
    this.onmessage?.call(null as never, { data: JSON.stringify(message) } as MessageEvent);
  }
  open(): void {
    this.onopen?.call(null as never, new Event("open"));
  }
  drop(code: number): void {
    this.onclose?.call(null as never, { code } as CloseEvent);
  }
  welcome(next: number, events = 0, time_s = 0): void {
    this.open();
    this.say({ type: "welcome", session: "s", next, events, time_s, state: { set: next } });
  }
}

/** An event whose time is its number, and a state whose set is its item, so that they are known again. */
const heard = (number: number, item = number) => ({
  type: "event",
  number,
  item,
  event: { kind: "unfinished", time_s: number, start_s: 0, end_s: 0 },
});
const stood = (item: number) => ({ type: "state", item, state: { set: item } });

const HELLO = { type: "hello", protocol: 2, session: "s", events: 0 } as Hello;
const frame = (time_s: number): Item => ({ kind: "nobody", time_s });

function begin(options: Partial<LinkOptions> = {}) {
  const lines: Line[] = [];
  const told = {
    events: [] as number[],
    stale: [] as number[],
    states: [] as number[],
    links: [] as string[],
    reasons: [] as string[],
    behind: [] as boolean[],
    welcomes: [] as number[],
    summaries: 0,
    store: [] as string[],
  };
  const socket = new LiveSocket(
    HELLO,
    {
      welcome: ({ time_s }) => told.welcomes.push(time_s),
      state: (state) => told.states.push((state as CoachingState).set),
      event: (event, isStale) => (isStale ? told.stale : told.events).push(event.time_s),
      behind: (isBehind) => told.behind.push(isBehind),
      summary: () => {
        told.summaries += 1;
      },
      link: (state, why) => {
        told.links.push(state);
        if (why.reason) told.reasons.push(why.reason);
      },
      store: (text) => told.store.push(text),
    },
    {
      open: () => {
        const line = new Line();
        lines.push(line);
        return line;
      },
      diagnose: () => Promise.resolve(""),
      ...options,
    },
  );
  return {
    socket,
    lines,
    told,
    line: (index: number) => lines[index] ?? expect.fail(`no connection ${index}`),
  };
}

describe("the live socket", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("sends nothing before the welcome, then everything in order", () => {
    const { socket, line } = begin();
    for (let i = 0; i < 100; i++) socket.push(frame(i));
    expect(line(0).items).toEqual([]);
    line(0).welcome(0);
    expect(line(0).items).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it("sends again from the first missing item after a lost connection", () => {
    const { socket, lines, line, told } = begin();
    line(0).welcome(0);
    for (let i = 0; i < 10; i++) socket.push(frame(i));
    line(0).say({ type: "durable", next: 4 });
    line(0).drop(1006);
    socket.push(frame(10));
    vi.advanceTimersByTime(300);
    expect(lines.length).toBe(2);
    line(1).welcome(6);
    expect(line(1).items).toEqual([6, 7, 8, 9, 10]);
    expect(told.links).toEqual(["live", "waiting", "live"]);
  });

  it("says how many events it has, and tells none twice", () => {
    const { line, told } = begin();
    line(0).welcome(0);
    for (const number of [0, 1]) line(0).say(heard(number));
    line(0).drop(1001);
    vi.advanceTimersByTime(300);
    line(1).open();
    expect(line(1).texts[0]).toMatchObject({ type: "hello", events: 2 });
    for (const number of [1, 2]) line(1).say(heard(number));
    expect(told.events).toEqual([0, 1, 2]);
  });

  it("asks for the summary once all was sent, and again after a lost connection", () => {
    const { socket, line, told } = begin();
    socket.push(frame(0));
    socket.finish();
    line(0).welcome(0);
    expect(line(0).texts.at(-1)).toEqual({ type: "finish", items: 1 });
    line(0).drop(1006);
    vi.advanceTimersByTime(300);
    line(1).welcome(1);
    expect(line(1).items).toEqual([]);
    expect(line(1).texts.at(-1)).toEqual({ type: "finish", items: 1 });
    line(1).say({ type: "summary", session: "s" });
    expect([told.summaries, told.links.at(-1), line(1).isClosed]).toEqual([1, "finished", true]);
  });

  it("waits while the network does not keep up, and goes on by itself", () => {
    const { socket, line } = begin();
    line(0).welcome(0);
    line(0).bufferedAmount = 1e9;
    socket.push(frame(0));
    expect(line(0).items).toEqual([]);
    line(0).bufferedAmount = 0;
    vi.advanceTimersByTime(4000);
    expect(line(0).items).toEqual([0]);
  });

  it("comes back when the other end has fallen silent", () => {
    const { lines, line } = begin();
    line(0).welcome(0);
    vi.advanceTimersByTime(13_000);
    expect(line(0).isClosed).toBe(true);
    expect(lines.length).toBe(2);
  });

  it.each([
    ["a protocol error", "protocol"],
    ["a session that goes on elsewhere", "limit"],
    ["somebody else's session", "not-yours"],
  ])("does not come back after %s", (_, reason) => {
    const { lines, line, told } = begin();
    line(0).open();
    line(0).say({ type: "error", reason, text: "No." });
    line(0).drop(1008);
    vi.advanceTimersByTime(60_000);
    expect([lines.length, told.links]).toEqual([1, ["failed"]]);
  });

  it("comes back when the studio is busy or its disc is full", () => {
    const { lines, line, told } = begin();
    line(0).welcome(0);
    line(0).say({ type: "error", reason: "store", text: "The disc is full." });
    line(0).say({ type: "durable", next: 0 });
    expect(told.store).toEqual(["The disc is full.", ""]);
    line(0).say({ type: "error", reason: "busy", text: "Later." });
    line(0).drop(1013);
    vi.advanceTimersByTime(300);
    expect(lines.length).toBe(2);
  });

  it("shows no count and speaks no cue of the past after 20 s offline, then jumps once", () => {
    const { socket, line, told } = begin();
    line(0).welcome(0);
    for (let i = 0; i < 600; i++) socket.push(frame(i / 30));
    line(0).drop(1006);
    vi.advanceTimersByTime(300);
    line(1).welcome(0);
    const [before] = [told.states.length];
    for (const item of [100, 250, 400]) line(1).say(heard(item));
    for (const item of [150, 300, 450]) line(1).say(stood(item));
    expect([told.behind, told.states.length - before, told.events]).toEqual([[true], 0, []]);
    expect(told.stale).toEqual([100, 250, 400]);
    line(1).say(stood(595));
    line(1).say(heard(401, 599));
    expect([told.behind, told.states.at(-1), told.events]).toEqual([[true, false], 595, [401]]);
  });

  it("says that the count lags when a connection that stays open delivers nothing", () => {
    const { socket, line, told } = begin();
    line(0).welcome(0);
    socket.push(frame(0));
    vi.advanceTimersByTime(2500);
    socket.push(frame(2.5));
    expect(told.behind).toEqual([true]);
    line(0).say(stood(2));
    expect([told.behind, told.states.at(-1)]).toEqual([[true, false], 2]);
  });

  it("is not behind while the disc is full and the counts are up to date", () => {
    const { socket, line, told } = begin();
    line(0).welcome(0);
    for (let i = 0; i < 200; i++) {
      socket.push(frame(i / 30));
      line(0).say(stood(i + 1));
      vi.advanceTimersByTime(33);
    }
    expect(told.behind).toEqual([]);
  });

  it("shows slow counts rather than none when the studio never catches up", () => {
    const { socket, line, told } = begin();
    line(0).welcome(0);
    for (let i = 0; i < 400; i++) {
      socket.push(frame(i / 30));
      if (i >= 90) line(0).say(stood(i - 60));
      vi.advanceTimersByTime(33);
    }
    expect(told.states.at(-1)).toBeGreaterThan(300);
  });

  it.each([
    ["signed out", "signed-out", "refused"],
    ["behind a proxy that lets no socket through", "blocked", "refused"],
    ["away", "", "waiting"],
  ])("asks why it is refused again and again, and goes on trying: %s", async (_, reason, link) => {
    const { lines, line, told } = begin({ diagnose: () => Promise.resolve(reason) });
    for (let i = 0; i < 3; i++) {
      line(i).drop(1006);
      await vi.advanceTimersByTimeAsync(2000);
    }
    expect([told.links.at(-1), told.reasons.at(-1) ?? ""]).toEqual([link, reason]);
    const tries = lines.length;
    lines.at(-1)?.drop(1006);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lines.length).toBeGreaterThan(tries);
    lines.at(-1)?.welcome(0);
    expect(told.links.at(-1)).toBe("live");
  });

  it.each(["signed-out", "origin", "busy"])("tells the studio's own reason %s and comes back", (reason) => {
    const { lines, line, told } = begin();
    line(0).open();
    line(0).say({ type: "error", reason, text: "No." });
    line(0).drop(reason === "busy" ? 1013 : 1008);
    expect([told.links, told.reasons]).toEqual([["refused"], [reason]]);
    vi.advanceTimersByTime(300);
    expect(lines.length).toBe(2);
  });

  it.each([
    ["nobody is signed in", "not-signed-in", 1008, "signed-out"],
    ["too many connections of the person are open", "limit", 1013, "too-many"],
    ["the studio's store does not answer", "store", 1011, "store"],
  ])("goes on trying, and says why: %s", async (_, reason, code, told_reason) => {
    const { lines, line, told } = begin({ diagnose: () => Promise.resolve("blocked") });
    for (let i = 0; i < 4; i++) {
      line(i).open();
      line(i).say({ type: "error", reason, text: "No." });
      line(i).drop(code);
      await vi.advanceTimersByTimeAsync(4000);
    }
    expect(new Set(told.links)).toEqual(new Set(["refused"]));
    expect(new Set(told.reasons)).toEqual(new Set([told_reason]));
    lines.at(-1)?.welcome(0);
    expect(told.links.at(-1)).toBe("live");
  });

  it("gives the studio's own sentence, not a guess, when it fails again and again", async () => {
    const { line, told } = begin({ diagnose: () => Promise.resolve("blocked") });
    for (let i = 0; i < 3; i++) {
      line(i).open();
      line(i).say({ type: "error", reason: "failed", text: "Something is broken." });
      line(i).drop(1011);
      await vi.advanceTimersByTimeAsync(2000);
    }
    expect([told.links.at(-1), told.reasons.at(-1)]).toEqual(["refused", "failed"]);
  });

  it("takes back that the disc is full once the studio has let it in again", () => {
    const { line, told } = begin();
    line(0).welcome(0);
    line(0).say({ type: "error", reason: "store", text: "The disc is full." });
    line(0).drop(1006);
    vi.advanceTimersByTime(300);
    line(1).welcome(0);
    expect(told.store).toEqual(["The disc is full.", ""]);
  });

  it("goes on in another page's session where the studio stands, and hears none of its events", () => {
    const { socket, line, told } = begin({ isResumed: true });
    line(0).open();
    expect(line(0).texts[0]?.["events"]).toBeGreaterThan(1e6);
    line(0).say({ type: "welcome", session: "s", next: 900, events: 7, time_s: 30, state: { set: 900 } });
    socket.push(frame(33));
    expect([line(0).items, told.welcomes]).toEqual([[900], [30]]);
    line(0).say(heard(7, 900));
    expect(told.events).toEqual([7]);
  });

  it("sends what another page left unsent, and knows its last time", () => {
    const outbox = new Outbox(
      890,
      Array.from({ length: 20 }, (_, i) => encodeItem(frame(30 + i / 30))),
    );
    const { line, told } = begin({ isResumed: true, outbox });
    line(0).welcome(900, 0, 30.3);
    expect(line(0).items).toEqual([900, 901, 902, 903, 904, 905, 906, 907, 908, 909]);
    expect(told.welcomes[0]).toBeCloseTo(30 + 19 / 30);
  });

  it("ends where the studio has lost what it had promised to keep", () => {
    const { line, told } = begin({ isResumed: true, outbox: new Outbox(50, [encodeItem(frame(2))]) });
    line(0).welcome(20);
    expect([told.links, told.reasons]).toEqual([["failed"], ["set-back"]]);
  });
});
