import type { ExerciseDetails } from "../../lib/api/types";
import { boundedCorrection, type Count, countOf } from "../../lib/count";
import { t, tongue } from "../../lib/i18n/index.svelte";
import { keepAwake } from "../../lib/live/awake";
import { type CameraLoss, CameraWatch } from "../../lib/live/camera-watch";
import { type Check, type Joint, troubleOf } from "../../lib/live/check";
import { diagnoseLink } from "../../lib/live/diagnose";
import type { Seen } from "../../lib/live/estimator";
import { fitInto } from "../../lib/live/fit";
import { Loop } from "../../lib/live/loop";
import type { Hello, LiveEvent, LiveState, Summary } from "../../lib/live/messages";
import { Persistence } from "../../lib/live/persistence";
import { type LinkReason, LiveSocket, type LinkState, liveWire, type Welcome } from "../../lib/live/socket";
import { OutboxSaver } from "../../lib/live/stored-outbox";
import { outboxStore, type Resumed } from "../../lib/live/unfinished";
import { Announcer } from "./announcer.svelte";
import { Countdown } from "./countdown.svelte";
import { after, isInSet, type Move, type Phase } from "./phases";
import { linkText } from "./link-text";
import { newHello, type Plan } from "./plan";
import { Rest } from "./rest.svelte";
import { SessionClock } from "./session-clock";

const STEADY_MS = 2000; // so long must the set-up be right before the countdown begins by itself
const TARGET_MS = 2500; // after the target: time to put the weight down
const UNSEEN_MS = 4000; // so long no frame was looked at, though the camera delivers them
const STALE_S = 3; // what happened longer ago is not spoken any more

/** What ended a session in this page, and what can be done about it. */
export interface Trouble {
  kind: "camera" | "estimation" | "link";
  text: string;
}

export interface CourseOptions {
  exercise: ExerciseDetails;
  plan: Plan;
  stream: MediaStream;
  video: HTMLVideoElement;
  canvas: HTMLCanvasElement;
  account: string;
  /** The session of another page that goes on here. */
  resumed: Resumed | null;
}

/** One training session: joins camera loop, socket and voice, and tells the screen what it needs. */
export class Course {
  phase = $state<Phase>("check");
  found = $state.raw<Check[]>([]);
  isReady = $state(false);
  /** Somebody is being asked something: nothing begins by itself meanwhile. */
  private isHeld = $state(false);
  state = $state.raw<LiveState | null>(null);
  link = $state<LinkState>("connecting");
  why = $state.raw<LinkReason>({ reason: "", text: "" });
  isBehind = $state(false);
  storeTrouble = $state("");
  trouble = $state.raw<Trouble | null>(null);
  /** What keeps the body from being seen in a set, for as long as it lasts; a key of `check.hint`. */
  hint = $state("");
  loss = $state<CameraLoss | "">("");
  correction = $state(0);
  summary = $state.raw<Summary | null>(null);
  readonly announcer: Announcer;
  readonly countdown = new Countdown(
    (count) => this.tick(count),
    () => this.beginSet(),
  );
  readonly rest = new Rest(
    () => this.speak(t("live.rest-soon"), false),
    () => this.speak(t("live.rest-over"), true),
  );

  private readonly options: CourseOptions;
  private readonly loop: Loop;
  private readonly watch: CameraWatch;
  private readonly clock = new SessionClock();
  private readonly lasting = new Persistence();
  private readonly release = keepAwake();
  private socket: LiveSocket | null = null;
  private saver: OutboxSaver | null = null;
  private hello: Hello | null;
  private size: [number, number] = [640, 480];
  private isWelcome = false;
  private isSetOpen = false; // another page's set goes on
  private isPausedByPerson = false;
  private wasPaused = false; // by the person, before they were asked
  private set_s = 0; // when the present set began
  private good_since_ms = 0;
  private seen_ms = performance.now();
  private ending: ReturnType<typeof setTimeout> | undefined; // of a set whose target is reached
  private isBlind = false;
  private corrected = 0; // in the sets before

  constructor(options: CourseOptions) {
    this.options = options;
    const { exercise, plan, stream, video, canvas, resumed } = options;
    this.announcer = new Announcer(plan.hasVoice);
    this.hello = resumed?.hello ?? null;
    const needs = { views: exercise.views, joints: exercise.joints as Joint[] };
    const listener = {
      frame: () => this.passFrame(),
      seen: (seen: Seen) => this.see(seen),
      checked: (found: Check[]) => this.check(found),
      failed: (text: string) => void this.failEstimation(text),
    };
    this.loop = new Loop(video, canvas, needs, listener, plan.isRemote);
    this.watch = new CameraWatch(stream, video, {
      lost: (why) => this.loseCamera(why),
      found: () => this.findCamera(),
    });
    if (resumed) this.connect(resumed);
  }

  get attempted(): number {
    return this.shown.attempted;
  }

  get accurate(): number {
    return this.shown.accurate;
  }

  /** Corrects the count of this set by one repetition, as far as a count may be corrected. */
  correct(by: 1 | -1): void {
    const seen = { attempted: this.state?.attempted ?? 0, accurate: this.state?.accurate ?? 0 };
    this.correction = boundedCorrection(seen, this.accurate + by) - seen.accurate;
  }

  private get shown(): Count {
    const seen = { attempted: this.state?.attempted ?? 0, accurate: this.state?.accurate ?? 0 };
    return countOf({ ...seen, corrected: Math.max(0, seen.accurate + this.correction) });
  }

  /** By how much the person corrected the counts of all sets. */
  get correctionOfAll(): number {
    return this.corrected + this.correction;
  }

  get session(): string {
    return this.hello?.session ?? "";
  }

  get isPaused(): boolean {
    return this.phase === "paused";
  }

  /** Whether there is a session that leaving now would leave unfinished. */
  get hasBegun(): boolean {
    return this.socket !== null;
  }

  /** Whether a set can begin: the body is found, the camera there, and the studio has said where we stand. */
  get canBegin(): boolean {
    const isPlaced = this.options.resumed === null || this.isWelcome;
    return this.isReady && isPlaced && this.loss === "" && !this.isHeld;
  }

  /** Begins the countdown, at the start or after a rest. */
  begin(): void {
    if (!this.canBegin || !this.move("begin")) return;
    this.rest.end();
    this.countdown.begin();
  }

  /** Nobody moves on while the person is asked whether to leave; `letGo` goes on where this found the session. */
  hold(): void {
    this.isHeld = true;
    this.wasPaused = this.isPausedByPerson;
    if (this.move("cancel")) this.countdown.cancel();
    this.pause();
  }

  letGo(): void {
    this.isHeld = false;
    if (!this.wasPaused) this.goOn();
  }

  togglePause(): void {
    if (this.phase === "set") this.pause();
    else this.goOn();
  }

  pause(): void {
    if (!isInSet(this.phase)) return;
    this.isPausedByPerson = true;
    if (this.enterPause()) this.speak(t("live.paused"), true);
  }

  goOn(): void {
    this.isPausedByPerson = false;
    if (this.loss === "" && this.leavePause()) this.speak(t("live.on"), true);
  }

  endSet(): void {
    if (!this.move("endSet")) return;
    this.mark("setEnds");
    this.isPausedByPerson = this.isSetOpen = false;
    this.loop.isArmed = false;
    this.clearHint();
    clearTimeout(this.ending);
    this.rest.begin(this.options.plan.rest_s);
  }

  finish(): void {
    if (!this.socket || !this.move("finish")) return;
    this.stopTimers();
    this.clearHint();
    this.socket.finish();
  }

  /** Opens the camera again, after the person has connected or allowed it. */
  retryCamera(): void {
    void this.watch.retry(true);
  }

  close(): void {
    this.stopTimers();
    this.stopLooking();
    this.saver?.leave();
    this.socket?.close();
    this.announcer.close();
    this.release();
  }

  private move(move: Move): boolean {
    const next = after(this.phase, move);
    if (next) this.phase = next;
    return next !== null;
  }

  private stopTimers(): void {
    this.countdown.cancel();
    this.rest.end();
    clearTimeout(this.ending);
  }

  private tick(count: number): void {
    this.announcer.tick();
    this.speak(String(count), true);
  }

  private beginSet(): void {
    if (!this.move("go")) return;
    this.corrected += this.correction;
    this.correction = 0;
    this.set_s = this.clock.now_s;
    if (this.isSetOpen) {
      this.mark("pause"); // nobody looked since the other page was left
      this.mark("goOn");
      this.isSetOpen = false;
    } else if (this.socket) this.mark("setBegins");
    else this.connect(null);
    this.speak(t("live.go"), true);
  }

  private connect(resumed: Resumed | null): void {
    const { account, exercise, plan } = this.options;
    this.hello = resumed
      ? { ...resumed.hello, language: tongue.language }
      : newHello(exercise.identifier, plan, this.size);
    this.socket = new LiveSocket(
      this.hello,
      {
        welcome: (welcome) => this.welcome(welcome),
        state: (state) => this.take(state),
        event: (event, isStale) => this.hear(event, isStale),
        summary: (summary) => this.sumUp(summary),
        link: (state, why) => this.relink(state, why),
        behind: (isBehind) => this.fallBehind(isBehind),
        store: (text) => {
          this.storeTrouble = text;
        },
      },
      {
        open: liveWire,
        diagnose: diagnoseLink,
        isResumed: resumed !== null,
        ...(resumed && { outbox: resumed.outbox }),
      },
    );
    this.saver = new OutboxSaver(this.hello.session, this.socket.outbox, outboxStore);
    void outboxStore.begin({
      session: this.hello.session,
      account,
      hello: this.hello,
      saved_ms: Date.now(),
    });
  }

  // -- what is seen ---------------------------------------------------------------------------------------------

  private passFrame(): void {
    this.watch?.frame();
    const isUnseen = this.phase === "set" && performance.now() - this.seen_ms > UNSEEN_MS;
    if (isUnseen) this.hint = "unseen";
  }

  private see(seen: Seen): void {
    this.seen_ms = performance.now();
    if (this.hint === "unseen") this.clearHint();
    this.noticeTurn(seen.size);
    this.isReady ||= this.loop.isReady;
    if (this.phase !== "set" || !this.socket || !this.hello) return;
    const isFirst = !this.clock.hasBegun;
    const time_s = this.clock.take(seen.time_ms);
    if (time_s === null) return;
    // The zero of the session's times, for measurements.
    if (isFirst) performance.mark("poise-live", { startTime: Math.max(0, seen.time_ms - 1000 * time_s) });
    const values = seen.values && fitInto(seen.values, seen.size, this.hello.image_size);
    this.socket.push(values ? { kind: "landmarks", time_s, values } : { kind: "nobody", time_s });
  }

  /** A phone or tablet that was turned: its landmarks are fitted into the frame with which the session began. */
  private noticeTurn(size: [number, number]): void {
    const isTurned = size[0] > size[1] !== this.size[0] > this.size[1];
    this.size = size;
    if (isTurned && isInSet(this.phase)) this.announcer.show(t("live.turned"), tongue.language, false);
  }

  private mark(mark: "setEnds" | "setBegins" | "pause" | "goOn"): void {
    this.socket?.push({ kind: "mark", time_s: this.clock.now_s, mark });
  }

  private check(found: Check[]): void {
    this.found = found;
    if (this.phase === "set") this.hint = this.lasting.update(troubleOf(found), performance.now());
    if (this.phase !== "check") return;
    const isGood = this.canBegin && found.every((one) => one.isGood);
    if (!isGood) this.good_since_ms = 0;
    else if (this.good_since_ms === 0) this.good_since_ms = performance.now();
    else if (performance.now() - this.good_since_ms > STEADY_MS) this.begin();
  }

  private clearHint(): void {
    this.lasting.clear();
    this.hint = "";
  }

  // -- the camera -----------------------------------------------------------------------------------------------

  private loseCamera(why: CameraLoss): void {
    this.loss = why;
    this.announcer.hush();
    this.clearHint();
    this.good_since_ms = 0;
    if (this.move("cancel")) this.countdown.cancel();
    this.enterPause();
    if (isInSet(this.phase) || this.phase === "check") this.speak(t(`live.camera.${why}`), true);
  }

  private findCamera(): void {
    this.loss = "";
    this.seen_ms = performance.now();
    if (!this.isPausedByPerson && this.leavePause()) this.speak(t("live.camera.back"), true);
  }

  private enterPause(): boolean {
    if (!this.move("pause")) return false;
    this.mark("pause");
    this.clearHint();
    return true;
  }

  private leavePause(): boolean {
    if (!this.move("goOn")) return false;
    this.mark("goOn");
    return true;
  }

  // -- what the studio says -------------------------------------------------------------------------------------

  private welcome({ time_s, state }: Welcome): void {
    if (this.isWelcome || !this.options.resumed) return;
    this.isWelcome = true;
    this.clock.resume(time_s);
    this.isSetOpen = state.phase !== "resting";
  }

  private take(state: LiveState): void {
    this.state = state;
    this.loop.isArmed = state.armed && this.phase === "set";
  }

  private fallBehind(isBehind: boolean): void {
    this.isBehind = isBehind;
    if (isBehind) this.announcer.hush();
  }

  private hear(event: LiveEvent, isLate: boolean): void {
    const isOfThisSet = event.time_s >= this.set_s;
    if (event.name === "target") {
      if (isOfThisSet) this.reachTarget();
      return;
    }
    if (isLate || !isOfThisSet || this.clock.now_s - event.time_s > STALE_S) return;
    if (event.name === "repetition") {
      const { accurate, faults, number } = event.repetition;
      this.announcer.count(accurate);
      if (!accurate && faults[0]) this.loop.blame(faults[0].name);
      this.speak(String(number), false);
    } else if (event.name === "cue") {
      this.loop.blame(event.rule);
      this.announcer.show(event.text, tongue.language, true);
    } else if (event.name === "notice") this.notice(event.code, event.text);
  }

  /** What stands on the screen for as long as it lasts is only spoken. */
  private notice(code: string, text: string): void {
    const isShown = code === "start-position" || (code === "lost" && this.hint !== "");
    if (isShown) this.announcer.say(text, tongue.language);
    else this.announcer.show(text, tongue.language, false);
  }

  private reachTarget(): void {
    this.announcer.show(t("live.target"), tongue.language, true);
    clearTimeout(this.ending);
    this.ending = setTimeout(() => this.endSet(), TARGET_MS);
  }

  private speak(text: string, isUrgent: boolean): void {
    this.announcer.say(text, tongue.language, isUrgent);
  }

  private relink(state: LinkState, why: LinkReason): void {
    const isNew = state === "refused" && why.reason !== this.why.reason;
    [this.link, this.why] = [state, why];
    if (state === "failed") this.fail({ kind: "link", text: linkText(why) });
    else if (isNew) this.speak(linkText(why), false);
  }

  private sumUp(summary: Summary): void {
    this.summary = summary;
    this.phase = "summary"; // also where another page finished the session
    this.stopTimers();
    this.saver?.close();
    void outboxStore.remove(this.session);
    this.stopLooking();
  }

  private async failEstimation(text: string): Promise<void> {
    console.warn("estimation:", text);
    // The body model comes from the studio, and so does its answer where it looks itself: it may just be away.
    const reason = await diagnoseLink();
    const isStudioThere = reason !== "" && reason !== "signed-out";
    if (isStudioThere)
      this.fail({
        kind: "estimation",
        text: t(this.options.plan.isRemote ? "live.no-studio" : "live.no-model"),
      });
    else this.fail({ kind: "link", text: t(reason === "" ? "live.no-link" : "link.signed-out") });
  }

  private fail(trouble: Trouble): void {
    if (!this.move("fail")) return;
    this.trouble = trouble;
    this.announcer.hush();
    this.speak(trouble.text, true);
    this.stopTimers();
    // What another page goes on with must not be mixed with what is left here.
    if (this.why.reason === "limit") this.saver?.close();
    else this.saver?.leave();
    this.stopLooking();
  }

  private stopLooking(): void {
    if (this.isBlind) return;
    this.isBlind = true;
    this.loop.stop();
    this.watch.close();
  }
}
