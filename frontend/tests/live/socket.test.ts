import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { decodeBatch, type Item } from "../../src/lib/live/batch";
import type { Hello, Incoming } from "../../src/lib/live/messages";
import { LiveSocket, type Wire } from "../../src/lib/live/socket";

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
  welcome(next: number, events = 0): void {
    this.open();
    this.say({ type: "welcome", session: "s", next, events, state: {} });
  }
}

const HELLO = { type: "hello", protocol: 1, session: "s", events: 0 } as Hello;
const frame = (time_s: number): Item => ({ kind: "nobody", time_s });

function begin() {
  const lines: Line[] = [];
  const told = { events: [] as number[], links: [] as string[], summaries: 0, store: [] as string[] };
  const socket = new LiveSocket(
    HELLO,
    {
      state: () => undefined,
      event: (event) => told.events.push(event.number),
      summary: () => {
        told.summaries += 1;
      },
      link: (state) => told.links.push(state),
      store: (text) => told.store.push(text),
    },
    () => {
      const line = new Line();
      lines.push(line);
      return line;
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
    for (const number of [0, 1]) line(0).say({ type: "event", number, name: "unfinished" });
    line(0).drop(1001);
    vi.advanceTimersByTime(300);
    line(1).open();
    expect(line(1).texts[0]).toMatchObject({ type: "hello", events: 2 });
    for (const number of [1, 2]) line(1).say({ type: "event", number, name: "unfinished" });
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
});
