import { encodeBatch, encodeItem, fitBatch, type Item, MAX_ITEMS, timeOf } from "./batch";
import type { Hello, Incoming, LiveEvent, LiveState, Message, Summary } from "./messages";
import { Outbox } from "./outbox";

/** `refused`: the studio answers, but does not let the connection in; it is still tried, and the reason is told. */
export type LinkState = "connecting" | "live" | "waiting" | "refused" | "finished" | "failed";

/** Why there is no connection, as `error` of docs/live-protocol.md names it, or as the page found out by itself. */
export interface LinkReason {
  reason: string;
  /** The studio's own sentence, "" where it said nothing. */
  text: string;
}

export interface Welcome {
  /** The time of the session's last item, its unsent ones included; what follows must not be earlier. */
  time_s: number;
  state: LiveState;
}

export interface Listener {
  welcome(welcome: Welcome): void;
  state(state: LiveState): void;
  /** `isStale`: it happened while the connection was away, and is history by now. */
  event(event: LiveEvent, isStale: boolean): void;
  summary(summary: Summary): void;
  link(state: LinkState, why: LinkReason): void;
  /** The studio's counts lag behind what was seen, and catch up. */
  behind(isBehind: boolean): void;
  /** The studio cannot write at present ("" once it can again); nothing is lost meanwhile. */
  store(text: string): void;
}

/** What is needed of a WebSocket, so that tests can stand in for the network. */
export type Wire = Pick<
  WebSocket,
  "binaryType" | "bufferedAmount" | "close" | "send" | "onopen" | "onmessage" | "onclose"
>;

export interface LinkOptions {
  open: () => Wire;
  /** Asks by another way why the connection is refused again and again; "" where the studio does not answer at all. */
  diagnose: () => Promise<string>;
  /** Of a session that goes on: its items that may not be durable yet. */
  outbox?: Outbox;
  /** The session was begun by another page, which heard its events. */
  isResumed?: boolean;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8000;
const PING_MS = 4000;
const SILENCE_MS = 10_000; // a cut cable is not told by the browser: silence is
const FULL_BYTES = 256 * 1024; // above this the network does not keep up; items wait in the outbox
const REFUSALS = 3; // so many connections in a row without a welcome are no accident
const BEHIND_MS = 2000; // items that wait so long mean that the counts on the screen are old
const NEAR_ITEMS = 12; // not worth waiting for: less than half a second
const MAX_CATCH_UP_MS = 6000; // then slow counts are better than none
const BUSY_CODE = 1013; // come back later
// The studio's "no" that another try would not change.
const FINAL = new Set(["protocol", "unknown-plan", "not-yours", "finished", "quota"]);
const FINAL_CODES = new Set([1002, 1007, 1009]);
// "No" for a while: signed in again, or once somebody has left, it goes on.
const PASSING = new Set(["signed-out", "origin", "busy", "too-many", "store"]);
const NO_REASON: LinkReason = { reason: "", text: "" };

/** One live session over as many connections as it takes: nothing is lost, nothing is told twice. */
export class LiveSocket {
  readonly outbox: Outbox;
  private wire: Wire | null = null;
  private link: LinkState = "connecting";
  private sent = 0;
  private events = 0;
  private tries = 0;
  private refusals = 0;
  private isWelcome = false;
  private isFresh: boolean; // no welcome yet in a session that another page began
  private isFinishing = false;
  private isFinishSaid = false;
  private isStoreDown = false;
  private isBehind = false;
  private isSlow = false; // it does not catch up: old counts are shown as they come
  private behind_ms = 0;
  private progress_ms = performance.now();
  private heard_ms = 0;
  private why = NO_REASON;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly pulse: ReturnType<typeof setInterval>;

  constructor(
    private readonly hello: Hello,
    private readonly listener: Listener,
    private readonly options: LinkOptions,
  ) {
    this.outbox = options.outbox ?? new Outbox();
    this.isFresh = options.isResumed ?? false;
    this.connect();
    this.pulse = setInterval(() => this.beat(), PING_MS);
  }

  /** How many items are not durable yet. */
  get pending(): number {
    return this.outbox.count - this.outbox.durable;
  }

  push(item: Item): void {
    if (this.isFinishing || this.isOver) return;
    if (this.pending === 0) this.progress_ms = performance.now();
    this.outbox.push(encodeItem(item));
    if (performance.now() - this.progress_ms > BEHIND_MS) this.fallBehind();
    this.flush();
  }

  /** All was sent: asks for the summary, and goes on asking until it has come. */
  finish(): void {
    this.isFinishing = true;
    this.flush();
  }

  /** Gives up the connection for good, without a summary. */
  close(): void {
    this.end("finished", NO_REASON);
  }

  private get isOver(): boolean {
    return this.link === "finished" || this.link === "failed";
  }

  private connect(): void {
    const wire = this.options.open();
    this.wire = wire;
    this.isWelcome = false;
    this.why = NO_REASON;
    this.heard_ms = performance.now();
    wire.binaryType = "arraybuffer";
    wire.onopen = () => {
      // A page that goes on where another left has no use for what that one was told.
      const events = this.isFresh ? EVERY_EVENT : this.events;
      this.say({ ...this.hello, events, items: this.outbox.count, sent_ms: Date.now() });
    };
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
    this.why = reasonOf(this.why, code);
    // Two pages would fight for one session if the one that was replaced came back.
    if (FINAL_CODES.has(code) || this.why.reason === "limit") {
      this.end("failed", this.why);
      return;
    }
    this.refusals = this.isWelcome ? 0 : this.refusals + 1;
    const isTold = PASSING.has(this.why.reason) || (this.refusals >= REFUSALS && this.why.text !== "");
    if (isTold) this.tell("refused", this.why);
    else if (this.refusals < REFUSALS) this.tell("waiting", NO_REASON);
    else void this.diagnose();
    const wait_ms = Math.min(FIRST_WAIT_MS * 2 ** this.tries++, LONGEST_WAIT_MS);
    // Half by chance: many pages do not come back to a restarted studio in the same moment.
    this.retry = setTimeout(() => this.connect(), wait_ms * (0.5 + Math.random() / 2));
  }

  /** The browser hides why a handshake failed; the studio's other door may know. */
  private async diagnose(): Promise<void> {
    const reason = await this.options.diagnose();
    if (this.isOver || this.link === "live") return;
    if (reason) this.tell("refused", { reason, text: "" });
    else this.tell("waiting", NO_REASON);
  }

  private hear(message: Incoming): void {
    this.heard_ms = performance.now();
    if (message.type === "welcome") this.welcome(message);
    else if (message.type === "state") this.show(message);
    else if (message.type === "event") this.take(message);
    else if (message.type === "durable") this.keep(message.next);
    else if (message.type === "error") this.refused(message.reason, message.text);
    else if (message.type === "summary") {
      this.listener.summary(message.result);
      this.end("finished", NO_REASON);
    }
  }

  private welcome(message: Message<"welcome">): void {
    this.tries = this.refusals = 0;
    this.isWelcome = true;
    if (message.next < this.outbox.durable) {
      // The studio was set back to an older day: what it promised to keep is gone, and nothing can follow.
      this.end("failed", { reason: "set-back", text: "" });
      return;
    }
    this.sent = message.next;
    this.isFinishSaid = false;
    if (this.isFresh) {
      this.events = message.events;
      this.outbox.continueFrom(message.next);
    }
    this.isFresh = false;
    this.outbox.release(message.next);
    this.storeIsBack(); // what it wrote meanwhile it has read again
    this.progress_ms = performance.now();
    if (this.pending > NEAR_ITEMS) this.fallBehind();
    this.tell("live", NO_REASON);
    this.listener.welcome({ time_s: Math.max(message.time_s, this.lastTime_s()), state: message.state });
    if (!this.isBehind) this.listener.state(message.state);
    this.flush();
  }

  private lastTime_s(): number {
    const last = this.outbox.from(this.outbox.count - 1, 1)[0];
    return last ? timeOf(last) : 0;
  }

  private show({ item, state }: Message<"state">): void {
    const isNear = this.outbox.count - item <= NEAR_ITEMS;
    if (isNear) {
      this.progress_ms = performance.now();
      this.isSlow = false;
    }
    if (this.isBehind) {
      this.behind_ms ||= performance.now();
      if (!isNear && performance.now() - this.behind_ms < MAX_CATCH_UP_MS) return;
      this.isBehind = false;
      this.isSlow = !isNear;
      this.listener.behind(false);
    }
    this.listener.state(state);
  }

  private fallBehind(): void {
    if (this.isBehind || this.isSlow) return;
    this.isBehind = true;
    this.behind_ms = 0;
    this.listener.behind(true);
  }

  private take({ number, item, event }: Message<"event">): void {
    if (number < this.events) return;
    this.events = number + 1;
    this.listener.event(event, this.isBehind && this.outbox.count - item > NEAR_ITEMS);
  }

  private keep(next: number): void {
    if (next > this.outbox.durable) this.progress_ms = performance.now();
    this.outbox.release(next);
    this.storeIsBack();
    this.flush();
  }

  private storeIsBack(): void {
    if (this.isStoreDown) this.listener.store("");
    this.isStoreDown = false;
    if (this.why.reason === "store") this.why = NO_REASON;
  }

  private refused(reason: string, text: string): void {
    this.why = { reason, text };
    if (FINAL.has(reason)) this.end("failed", this.why);
    if (reason !== "store" || !this.isWelcome) return;
    this.isStoreDown = true;
    this.listener.store(text);
  }

  private flush(): void {
    if (!this.wire || this.link !== "live") return;
    while (this.sent < this.outbox.count && this.wire.bufferedAmount < FULL_BYTES) {
      const items = fitBatch(this.outbox.from(this.sent, MAX_ITEMS));
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
    if (performance.now() - this.heard_ms > SILENCE_MS) {
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

  private tell(link: LinkState, why: LinkReason): void {
    this.link = link;
    this.listener.link(link, why);
  }

  private end(link: "finished" | "failed", why: LinkReason): void {
    if (this.isOver) return;
    clearInterval(this.pulse);
    clearTimeout(this.retry);
    this.tell(link, why);
    this.wire?.close();
    this.wire = null;
  }
}

/** One name for each reason: two of the studio's are told apart by where or how it says them. */
function reasonOf({ reason, text }: LinkReason, code: number): LinkReason {
  if (reason === "not-signed-in") return { reason: "signed-out", text };
  if (reason === "limit" && code === BUSY_CODE) return { reason: "too-many", text };
  return { reason, text };
}

const EVERY_EVENT = 2 ** 31;

/** Opens the studio's live socket. */
export function liveWire(): Wire {
  return new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/live`);
}
