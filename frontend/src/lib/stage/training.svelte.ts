import { api } from "../api/client";
import { named, t, tongue } from "../i18n/index.svelte";
import { keepAwake } from "../live/awake";
import { CameraWatch } from "../live/camera-watch";
import { type Check, type Needs, troubleOf } from "../live/check";
import { estimatorHere, type MakeEstimator, type Seen } from "../live/estimator";
import { estimatorInStudio } from "../live/remote";
import { observed } from "../live/batch";
import { fitInto } from "../live/fit";
import { Loop } from "../live/loop";
import {
  type Hello,
  type LiveEvent,
  type LiveState,
  type Plan,
  PROTOCOL,
  type Summary,
} from "../live/messages";
import type { LinkReason, LinkState, Listener, Welcome } from "../live/socket";
import type { Resumed } from "../live/unfinished";
import type { ActivityKind } from "./activity";
import { Announcer } from "./announcer.svelte";
import { captionPlace } from "./caption-place";
import { Countdown } from "./countdown.svelte";
import { connect, type Connection, finish, forget, leave } from "./connection";
import { linkText } from "./link-text";
import {
  type Action,
  canBegin,
  type Effect,
  initialState,
  isInSet,
  step,
  type TrainingState,
} from "./machine";
import type { Rows } from "../landmarks";
import type { Region } from "../pose/skeleton";
import { Prompter } from "./prompter";
import { addVerdict, type RepetitionVerdict } from "./verdicts";
import { uuid7 } from "../live/uuid7";
import { type Reaction, reactionsTo } from "./reactions";
import { Rest } from "./rest.svelte";
import { SessionClock } from "./session-clock";
import { Sight } from "./sight";
import { estimationTrouble, type Trouble } from "./trouble";

const TARGET_MS = 2500; // after the target: time to put the weight down

/** What the page shows the person with. */
export interface Surroundings {
  stream: MediaStream;
  video: HTMLVideoElement;
  canvas: HTMLCanvasElement;
  account: string;
  /** What finds the body, where a figure stands in for person and camera; then nothing of the session is kept. */
  makeEstimator?: MakeEstimator | undefined;
}

/** What is to be done, and how. */
export interface Task {
  plan: Plan;
  kind: ActivityKind;
  /** What must be seen of the body, and from where. */
  needs: Needs;
  /** The studio leads from set to set, and through the rests between them. */
  isGuided?: boolean;
  rest_s: number;
  hasVoice: boolean;
  /** The studio finds the body; the pictures are sent to it. */
  isRemote: boolean;
  /** The session of another page that goes on here. */
  resumed: Resumed | null;
}

/** One training: performs what `machine.ts` decides with camera, socket and voice, and shows the screen where it stands. */
export class Training {
  state = $state.raw<TrainingState>(initialState({ isResumed: false }));
  found = $state.raw<Check[]>([]);
  /** What the studio says of the present set. */
  live = $state.raw<LiveState | null>(null);
  why = $state.raw<LinkReason>({ reason: "", text: "" });
  isBehind = $state(false);
  storeTrouble = $state("");
  /** This browser cannot keep what the studio does not have yet: it is only in this page. */
  isUnkept = $state(false);
  /** How much of the session is recorded, in whole seconds. */
  recorded_s = $state(0);
  trouble = $state.raw<Trouble | null>(null);
  /** What keeps the body from being seen in a set, for as long as it lasts; a key of `check.hint`. */
  hint = $state("");
  summary = $state.raw<Summary | null>(null);
  /** What came of each repetition of the present set. */
  verdicts = $state.raw<readonly RepetitionVerdict[]>([]);
  readonly announcer: Announcer;
  readonly countdown = new Countdown(
    (count) => this.tick(count),
    () => this.dispatch({ kind: "countdown-over" }),
  );
  readonly rest = new Rest(
    () => this.say(t("live.rest-soon"), false),
    () => this.say(t("live.rest-over"), true),
  );

  protected readonly loop: Loop;
  private readonly watch: CameraWatch;
  private readonly clock = new SessionClock();
  private readonly sight = new Sight(performance.now());
  private readonly prompter = new Prompter();
  private readonly release = keepAwake();
  private connection: Connection | null = null;
  private body: Rows | undefined;
  private size: [number, number] = [640, 480];
  private set_s = 0; // when the present set began
  private targetTimer: ReturnType<typeof setTimeout> | undefined;
  private isCameraStopped = false;

  constructor(
    private readonly task: Task,
    private readonly surroundings: Surroundings,
  ) {
    const { kind, needs, hasVoice, isRemote, resumed } = task;
    const { stream, video, canvas } = surroundings;
    this.announcer = new Announcer(hasVoice);
    this.state = initialState({ isResumed: resumed !== null, isGuided: task.isGuided ?? false });
    const listener = {
      frame: () => this.passFrame(),
      seen: (seen: Seen) => this.see(seen),
      checked: (found: Check[]) => this.check(found),
      failed: (text: string) => void this.failEstimation(text),
    };
    const makeEstimator = surroundings.makeEstimator ?? (isRemote ? estimatorInStudio : estimatorHere);
    this.loop = new Loop(video, canvas, needs, listener, makeEstimator, kind.parts);
    this.watch = new CameraWatch(stream, video, {
      lost: (loss) => this.dispatch({ kind: "camera-lost", loss }),
      found: () => {
        this.sight.see(performance.now());
        this.dispatch({ kind: "camera-found" });
      },
    });
    if (resumed) this.open(resumed);
  }

  get phase() {
    return this.state.phase;
  }

  get session(): string {
    return this.connection?.hello.session ?? "";
  }

  /** Whether nothing is counted because the studio was not there yet: what is seen is recorded. */
  get isRecording(): boolean {
    const { link } = this.state;
    return isInSet(this.phase) && this.live === null && (link === "waiting" || link === "refused");
  }

  get canBegin(): boolean {
    return canBegin(this.state);
  }

  /** Whether there is a session that leaving now would leave unfinished. */
  get hasBegun(): boolean {
    return this.state.hasSession;
  }

  begin = () => this.dispatch({ kind: "begin" });
  endSet = () => this.dispatch({ kind: "end-set" });
  finish = () => this.dispatch({ kind: "finish" });
  /** Somebody is asked whether to leave: nobody moves on meanwhile. */
  ask = () => this.dispatch({ kind: "ask" });
  stay = () => this.dispatch({ kind: "stay" });
  togglePause = () => this.dispatch({ kind: this.phase === "set" ? "pause" : "resume" });
  /** Opens the camera again, after the person has connected or allowed it. */
  retryCamera = () => void this.watch.retry(true);

  close(): void {
    this.stopTimers();
    this.stopCamera();
    if (this.connection) leave(this.connection);
    this.discard();
    this.announcer.close();
    this.release();
  }

  // -- what is decided, and what it does ------------------------------------------------------------------------

  protected dispatch(action: Action): void {
    const { state, effects } = step(this.state, action);
    this.state = state;
    for (const effect of effects) this.perform(effect);
    this.arm();
  }

  private perform(effect: Effect): void {
    switch (effect.kind) {
      case "mark":
        return this.connection?.socket.push({ kind: "mark", time_s: this.clock.now_s, mark: effect.mark });
      case "say":
        return this.say(t(effect.text), true);
      case "hush":
        return this.announcer.hush();
      case "start-countdown":
        return this.countdown.begin();
      case "start-rest":
        return this.rest.begin(this.task.rest_s);
      case "open-session":
        return this.open(null);
      case "count-anew":
        return this.countAnew();
      case "send-finish":
        return this.connection ? finish(this.connection) : undefined;
      case "clear-hint":
        return this.clearHint();
      case "stop-timers":
        return this.stopTimers();
      case "stop-camera":
        return this.stopCamera();
      case "keep-outbox":
        return this.keepOutbox();
      case "drop-outbox":
        return this.connection ? forget(this.connection) : undefined;
    }
  }

  /** What a figure does is nobody's: the studio is told so as soon as it knows the session, and when it is left. */
  private discard(): void {
    if (this.surroundings.makeEstimator && this.session)
      api.deleteSession(this.session).catch(() => undefined);
  }

  private stopTimers(): void {
    this.countdown.cancel();
    this.rest.end();
    clearTimeout(this.targetTimer);
  }

  private stopCamera(): void {
    if (this.isCameraStopped) return;
    this.isCameraStopped = true;
    this.loop.stop();
    this.watch.close();
  }

  /** What another page goes on with must not be mixed with what is left here. */
  private keepOutbox(): void {
    if (this.why.reason === "limit") this.connection?.saver.close();
    else this.connection?.saver.leave();
  }

  /** A set begins: what is shown of the one before is over. */
  protected countAnew(): void {
    this.set_s = this.clock.now_s;
    this.verdicts = [];
  }

  /** Whether what is seen now is sent to the studio. */
  protected get isSending(): boolean {
    return this.phase === "set";
  }

  /** Whether somebody who is not seen well now has to be told so. */
  protected get isWatching(): boolean {
    return this.phase === "set";
  }

  /** Whether a set may begin with what is seen now. */
  protected isSetUp(found: readonly Check[], now_ms: number): boolean {
    return this.sight.isSteady(this.canBegin && found.every((one) => one.isGood), now_ms);
  }

  private arm(): void {
    this.loop.isArmed = this.phase === "set" && this.live !== null && this.task.kind.isArmed(this.live);
  }

  private tick(count: number): void {
    this.announcer.tick();
    this.say(String(count), true);
  }

  protected say(text: string, isUrgent: boolean): void {
    this.announcer.say(text, tongue.language, isUrgent);
  }

  private open(resumed: Resumed | null): void {
    const hello = resumed?.hello ?? newHello(this.task.plan, this.size);
    const listener: Listener = {
      welcome: (welcome) => this.welcome(welcome),
      state: (live) => this.take(live),
      event: (event, isStale) => this.hear(event, isStale),
      summary: (summary) => {
        this.summary = summary;
        this.dispatch({ kind: "summary" });
      },
      link: (link, why) => this.relink(link, why),
      behind: (isBehind) => this.fallBehind(isBehind),
      store: (text) => {
        this.storeTrouble = text;
      },
    };
    const kept = (isKept: boolean) => (this.isUnkept = !isKept);
    const { account, makeEstimator } = this.surroundings;
    this.connection = connect(account, hello, resumed?.outbox ?? null, listener, kept, !makeEstimator);
  }

  // -- what the camera sees -------------------------------------------------------------------------------------

  private passFrame(): void {
    this.watch?.frame(); // the loop begins before the watch is there
    if (!this.isWatching) return;
    this.sight.passFrame(performance.now());
    this.hint = this.sight.hint;
  }

  protected see(seen: Seen): void {
    this.sight.see(performance.now());
    this.hint = this.sight.hint;
    this.body = seen.parts.body;
    this.noticeTurn(seen.size);
    if (!this.state.isReady && this.loop.isReady) this.dispatch({ kind: "ready" });
    if (this.isSending) this.send(seen);
  }

  private send(seen: Seen): void {
    if (!this.connection) return;
    const { hello, socket } = this.connection;
    const isFirst = !this.clock.hasBegun;
    const time_s = this.clock.take(seen.time_ms);
    if (time_s === null) return;
    // The zero of the session's times, for measurements.
    if (isFirst) performance.mark("poise-live", { startTime: Math.max(0, seen.time_ms - 1000 * time_s) });
    this.recorded_s = Math.floor(time_s);
    socket.push(observed(time_s, fitInto(seen.parts, seen.size, hello.image_size)));
  }

  /** A phone or tablet that was turned: its landmarks are fitted into the frame with which the session began. */
  private noticeTurn(size: [number, number]): void {
    const isTurned = size[0] > size[1] !== this.size[0] > this.size[1];
    this.size = size;
    if (isTurned && isInSet(this.phase)) this.announcer.show(t("live.turned"), tongue.language, false);
  }

  protected check(found: Check[]): void {
    this.found = found;
    const now_ms = performance.now();
    if (this.isWatching) {
      this.sight.update(troubleOf(found), now_ms);
      this.hint = this.sight.hint;
    }
    this.prompt(now_ms);
    if (this.phase === "check" && this.isSetUp(found, now_ms)) this.begin();
  }

  /** What is wrong before a set or in it is said aloud, for as long as it lasts. */
  private prompt(now_ms: number): void {
    const wrong = this.isSettingUp ? this.found.find((one) => !one.isGood)?.hint : this.hint;
    const hint = this.prompter.update(this.state.isReady ? (wrong ?? "") : "", now_ms);
    if (hint) this.say(named("check.hint", hint), false);
  }

  /** Whether somebody is being set up before the camera. */
  protected get isSettingUp(): boolean {
    return this.phase === "check";
  }

  protected clearHint(): void {
    this.sight.clear();
    this.hint = "";
  }

  // -- what the studio says -------------------------------------------------------------------------------------

  protected welcome({ time_s, state }: Welcome): void {
    this.discard();
    if (!this.state.isAwaitingWelcome) return;
    this.clock.resume(time_s);
    // A guided training is one set for the page, whatever the studio does in it.
    this.dispatch({ kind: "welcome", isSetOpen: this.state.isGuided || state.phase !== "resting" });
  }

  protected take(live: LiveState): void {
    this.live = live;
    this.loop.offLimbs = this.task.kind.offLimbs(live);
    this.arm();
  }

  private fallBehind(isBehind: boolean): void {
    this.isBehind = isBehind;
    if (isBehind) this.announcer.hush();
  }

  protected hear(event: LiveEvent, isStale: boolean): void {
    if (event.time_s >= this.set_s) this.takeVerdict(event);
    const present = { now_s: this.clock.now_s, set_s: this.set_s, isStale, hint: this.hint };
    for (const reaction of reactionsTo(event, present, this.task.kind.reactions)) this.react(reaction);
  }

  private takeVerdict(event: LiveEvent): void {
    const verdicts = addVerdict(this.verdicts, event);
    if (verdicts.length > this.verdicts.length) this.verdicts = verdicts;
  }

  private blame(parts: readonly Region[]): void {
    this.loop.blame(parts);
    this.announcer.place = captionPlace(parts, this.body, this.size[1]);
  }

  private react(reaction: Reaction): void {
    switch (reaction.kind) {
      case "end-set-soon":
        return this.endSetSoon();
      case "chime":
        return this.announcer.count(reaction.isAccurate);
      case "blame":
        return this.blame(reaction.parts);
      case "say":
        return this.say(reaction.text, false);
      case "say-key":
        return this.say(t(reaction.key), false);
      case "show-key":
        return this.announcer.show(t(reaction.key), tongue.language, false);
      case "show":
        return this.announcer.show(reaction.text, tongue.language, reaction.isUrgent);
    }
  }

  private endSetSoon(): void {
    this.announcer.show(t("live.target"), tongue.language, true);
    clearTimeout(this.targetTimer);
    this.targetTimer = setTimeout(this.endSet, TARGET_MS);
  }

  private relink(link: LinkState, why: LinkReason): void {
    const isNew = link === "refused" && why.reason !== this.why.reason;
    this.why = why;
    if (link === "failed") this.fail({ kind: "link", text: linkText(why) }, { kind: "link", link });
    else this.dispatch({ kind: "link", link });
    if (isNew) this.say(linkText(why), false);
  }

  private async failEstimation(text: string): Promise<void> {
    console.warn("estimation:", text);
    this.fail(await estimationTrouble(this.task.isRemote));
  }

  private fail(trouble: Trouble, action: Action = { kind: "fail" }): void {
    const before = this.phase;
    this.dispatch(action);
    if (this.phase === before) return;
    this.trouble = trouble;
    this.say(trouble.text, true);
  }
}

/** Begins a session with the frame size in pixels that the camera has now. */
function newHello(plan: Plan, image_size: [number, number]): Hello {
  return {
    type: "hello",
    protocol: PROTOCOL,
    session: uuid7(),
    plan,
    image_size,
    started_ms: Date.now(),
    events: 0,
    language: tongue.language,
  };
}
