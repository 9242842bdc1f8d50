import { encodeBatch, encodeItem, type Item, MAX_ITEMS } from "./batch";
import type { Hello, Incoming, LiveEvent, LiveState, Summary } from "./messages";
import { Outbox } from "./outbox";

export type LinkState = "connecting" | "live" | "waiting" | "finished" | "failed";

export interface Listener {
  state(state: LiveState): void;
  event(event: LiveEvent): void;
  summary(summary: Summary): void;
  link(state: LinkState, text: string): void;
  /** The studio cannot write at present ("" once it can again); nothing is lost meanwhile. */
  store(text: string): void;
}

/** What is needed of a WebSocket, so that tests can stand in for the network. */
export type Wire = Pick<
  WebSocket,
  "binaryType" | "bufferedAmount" | "close" | "send" | "onopen" | "onmessage" | "onclose"
>;

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8000;
const PING_MS = 4000;
const SILENCE_MS = 10_000; // a cut cable is not told by the browser: silence is
const FULL_BYTES = 256 * 1024; // above this the network does not keep up; items wait in the outbox
// The studio's "no" that another try would not change; `limit` would make two tabs fight for one session.
const FINAL = new Set(["protocol", "unknown-exercise", "not-yours", "signed-out", "finished", "limit"]);
const FINAL_CODES = new Set([1002, 1007, 1008, 1009]);

/** One live session over as many connections as it takes: nothing is lost, nothing is told twice. */
export class LiveSocket {
  private readonly outbox = new Outbox();
  private wire: Wire | null = null;
  private link: LinkState = "connecting";
  private sent = 0;
  private events = 0;
  private tries = 0;
  private isFinishing = false;
  private isFinishSaid = false;
  private isStoreDown = false;
  private heard_ms = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly pulse: ReturnType<typeof setInterval>;

  constructor(
    private readonly hello: Hello,
    private readonly listener: Listener,
    private readonly open: () => Wire,
  ) {
    this.connect();
    this.pulse = setInterval(() => this.beat(), PING_MS);
  }

  /** How many items are not durable yet. */
  get pending(): number {
    return this.outbox.count - this.outbox.durable;
  }

  push(item: Item): void {
    if (this.isFinishing || this.isOver) return;
    this.outbox.push(encodeItem(item));
    this.flush();
  }

  /** All was sent: asks for the summary, and goes on asking until it has come. */
  finish(): void {
    this.isFinishing = true;
    this.flush();
  }

  /** Gives up the connection for good, without a summary. */
  close(): void {
    this.end("finished", "");
  }

  private get isOver(): boolean {
    return this.link === "finished" || this.link === "failed";
  }

  private connect(): void {
    const wire = this.open();
    this.wire = wire;
    this.heard_ms = Date.now();
    wire.binaryType = "arraybuffer";
    wire.onopen = () => this.say({ ...this.hello, events: this.events });
    wire.onmessage = (message) => {
      if (wire === this.wire) this.hear(JSON.parse(String(message.data)) as Incoming);
    };
    wire.onclose = (closing) => {
      if (wire === this.wire) this.lost(closing.code);
    };
  }

  private lost(code: number): void {
    this.wire = null;
    if (this.isOver) return;
    if (FINAL_CODES.has(code)) {
      this.end("failed", "");
      return;
    }
    this.tell("waiting");
    const wait_ms = Math.min(FIRST_WAIT_MS * 2 ** this.tries++, LONGEST_WAIT_MS);
    // Half by chance: many pages do not come back to a restarted studio in the same moment.
    this.retry = setTimeout(() => this.connect(), wait_ms * (0.5 + Math.random() / 2));
  }

  private hear(message: Incoming): void {
    this.heard_ms = Date.now();
    if (message.type === "welcome") this.welcome(message.next, message.state);
    else if (message.type === "state") this.listener.state(message);
    else if (message.type === "event") this.take(message);
    else if (message.type === "durable") this.keep(message.next);
    else if (message.type === "error") this.refused(message.reason, message.text);
    else if (message.type === "summary") {
      this.listener.summary(message);
      this.end("finished", "");
    }
  }

  private welcome(next: number, state: LiveState): void {
    this.tries = 0;
    this.sent = next;
    this.isFinishSaid = false;
    this.outbox.release(next);
    this.tell("live");
    this.listener.state(state);
    this.flush();
  }

  private take(event: LiveEvent): void {
    if (event.number < this.events) return;
    this.events = event.number + 1;
    this.listener.event(event);
  }

  private keep(next: number): void {
    this.outbox.release(next);
    if (this.isStoreDown) this.listener.store("");
    this.isStoreDown = false;
    this.flush();
  }

  private refused(reason: string, text: string): void {
    if (reason === "store") {
      this.isStoreDown = true;
      this.listener.store(text);
    } else if (FINAL.has(reason)) this.end("failed", text);
  }

  private flush(): void {
    if (!this.wire || this.link !== "live") return;
    while (this.sent < this.outbox.count && this.wire.bufferedAmount < FULL_BYTES) {
      const items = this.outbox.from(this.sent, MAX_ITEMS);
      this.wire.send(encodeBatch(this.sent, items));
      this.sent += items.length;
    }
    if (this.isFinishing && !this.isFinishSaid && this.sent === this.outbox.count) {
      this.isFinishSaid = true;
      this.say({ type: "finish", items: this.outbox.count });
    }
  }

  private beat(): void {
    if (!this.wire || this.isOver) return;
    if (Date.now() - this.heard_ms > SILENCE_MS) {
      const silent = this.wire;
      this.lost(1006);
      silent.close();
    } else if (this.link === "live") {
      this.say({ type: "ping", at: Date.now() });
      this.flush();
    }
  }

  private say(message: Hello | { type: "finish"; items: number } | { type: "ping"; at: number }): void {
    this.wire?.send(JSON.stringify(message));
  }

  private tell(link: LinkState, text = ""): void {
    this.link = link;
    this.listener.link(link, text);
  }

  private end(link: "finished" | "failed", text: string): void {
    if (this.isOver) return;
    clearInterval(this.pulse);
    clearTimeout(this.retry);
    this.tell(link, text);
    this.wire?.close();
    this.wire = null;
  }
}

/** Opens the studio's live socket. */
export function liveWire(): Wire {
  return new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/live`);
}
