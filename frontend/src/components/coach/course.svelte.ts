import type { ExerciseDetails, Level } from "../../lib/api/types";
import { boundedCorrection, type Count, countOf } from "../../lib/count";
import { t, tongue } from "../../lib/i18n/index.svelte";
import { keepAwake } from "../../lib/live/awake";
import { closeCamera } from "../../lib/live/camera";
import type { Check } from "../../lib/live/check";
import type { Seen } from "../../lib/live/estimator";
import { Loop } from "../../lib/live/loop";
import type { Hello, LiveEvent, LiveState, Summary } from "../../lib/live/messages";
import { LiveSocket, type LinkState, liveWire } from "../../lib/live/socket";
import { uuid7 } from "../../lib/live/uuid7";
import { Voice } from "../../lib/voice/voice";
import { type Plan, targetOf } from "./plan";

/** Where a training session stands. `trouble` ends it; everything else goes from left to right, rest and set in turn. */
export type Phase = "check" | "countdown" | "set" | "rest" | "saving" | "summary" | "trouble";

const CAPTION_MS = 4000;
const STEADY_MS = 2000; // so long must the set-up be right before the countdown begins by itself
const TARGET_MS = 2500; // after the target: time to put the weight down

/** One training session: joins camera loop, socket and voice, and tells the screen what it needs. */
export class Course {
  phase = $state<Phase>("check");
  found = $state.raw<Check[]>([]);
  isReady = $state(false);
  count = $state(3);
  state = $state.raw<LiveState | null>(null);
  link = $state<LinkState>("connecting");
  storeTrouble = $state("");
  trouble = $state("");
  caption = $state("");
  isPaused = $state(false);
  correction = $state(0);
  rest_s = $state(0);
  seconds = $state(0);
  isMuted = $state(false);
  summary = $state.raw<Summary | null>(null);
  readonly session = uuid7();

  private readonly voice = new Voice();
  private readonly loop: Loop;
  private readonly release = keepAwake();
  private socket: LiveSocket | null = null;
  private size: [number, number] = [640, 480];
  private zero_ms = Number.NaN;
  private time_s = 0;
  private good_since_ms = 0;
  private timers = new Set<ReturnType<typeof setTimeout>>();
  private captionTimer: ReturnType<typeof setTimeout> | undefined;
  private ticking: ReturnType<typeof setInterval> | undefined;
  private said = { attempted: 0, sets: 0 };
  private corrected = 0; // in the sets before

  constructor(
    private readonly exercise: ExerciseDetails,
    private readonly plan: Plan,
    private readonly stream: MediaStream,
    video: HTMLVideoElement,
    canvas: HTMLCanvasElement,
  ) {
    this.isMuted = !plan.hasVoice;
    this.voice.isOn = plan.hasVoice;
    this.voice.wake();
    const listener = {
      seen: (seen: Seen) => this.seen(seen),
      checked: (found: Check[]) => this.checked(found),
      failed: (text: string) => this.fail(plan.isRemote && text ? text : `${t("live.no-model")} (${text})`),
    };
    this.loop = new Loop(video, canvas, exercise.views, listener, plan.isRemote);
    for (const track of stream.getTracks()) track.onended = () => this.cameraGone();
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

  /** Begins the countdown, at the start or after a rest. */
  begin(): void {
    if (this.phase !== "check" && this.phase !== "rest") return;
    clearInterval(this.ticking);
    this.phase = "countdown";
    this.countDown(3);
  }

  togglePause(): void {
    if (this.phase !== "set") return;
    this.isPaused = !this.isPaused;
    this.mark(this.isPaused ? "pause" : "goOn");
    this.speak(t(this.isPaused ? "live.paused" : "live.on"), tongue.language, true);
  }

  endSet(): void {
    if (this.phase !== "set") return;
    this.mark("setEnds");
    this.phase = "rest";
    this.isPaused = false;
    this.loop.isArmed = false;
    this.rest_s = this.plan.rest_s;
    this.ticking = setInterval(() => this.restTick(), 1000);
  }

  finish(): void {
    if (!this.socket) return;
    clearInterval(this.ticking);
    this.phase = "saving";
    this.socket.finish();
  }

  toggleVoice(): void {
    this.isMuted = !this.isMuted;
    this.voice.isOn = !this.isMuted;
    if (this.isMuted) this.voice.silence();
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    clearTimeout(this.captionTimer);
    clearInterval(this.ticking);
    this.loop.stop();
    this.socket?.close();
    this.voice.close();
    this.release();
    closeCamera(this.stream);
  }

  private later(ms: number, call: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      call();
    }, ms);
    this.timers.add(timer);
  }

  private countDown(from: number): void {
    if (this.phase !== "countdown") return;
    this.count = from;
    if (from === 0) {
      this.beginSet();
      return;
    }
    this.voice.tick();
    this.speak(String(from), tongue.language, true);
    this.later(1000, () => this.countDown(from - 1));
  }

  private beginSet(): void {
    this.corrected += this.correction;
    this.correction = 0;
    this.phase = "set";
    this.said = { attempted: 0, sets: this.said.sets + 1 };
    if (this.socket) this.mark("setBegins");
    else this.connect();
    this.speak(t("live.go"), tongue.language, true);
  }

  private connect(): void {
    const hello: Hello = {
      type: "hello",
      protocol: 1,
      session: this.session,
      exercise: this.exercise.identifier,
      level: this.plan.level satisfies Level,
      target: targetOf(this.plan),
      image_size: this.size,
      started_ms: Date.now(),
      events: 0,
      estimation: "browser",
      language: tongue.language,
    };
    this.socket = new LiveSocket(
      hello,
      {
        state: (state) => this.tell(state),
        event: (event) => this.hear(event),
        summary: (summary) => this.done(summary),
        link: (state, text) => this.linked(state, text),
        store: (text) => {
          this.storeTrouble = text;
        },
      },
      liveWire,
    );
  }

  private seen(seen: Seen): void {
    this.size = seen.size;
    this.isReady ||= this.loop.isReady;
    if (this.phase !== "set" || this.isPaused || !this.socket) return;
    if (Number.isNaN(this.zero_ms)) {
      this.zero_ms = seen.time_ms;
      performance.mark("poise-live", { startTime: seen.time_ms }); // the zero of the session's times, for measurements
    }
    const time_s = (seen.time_ms - this.zero_ms) / 1000;
    if (time_s < this.time_s) return;
    this.time_s = time_s;
    this.seconds = Math.floor(time_s);
    const { values } = seen;
    this.socket.push(values ? { kind: "landmarks", time_s, values } : { kind: "nobody", time_s });
  }

  private mark(mark: "setEnds" | "setBegins" | "pause" | "goOn"): void {
    this.socket?.push({ kind: "mark", time_s: this.time_s, mark });
  }

  private checked(found: Check[]): void {
    if (this.phase !== "check") return;
    this.found = found;
    const isGood = this.isReady && found.every((one) => one.isGood);
    if (!isGood) this.good_since_ms = 0;
    else if (this.good_since_ms === 0) this.good_since_ms = performance.now();
    else if (performance.now() - this.good_since_ms > STEADY_MS) this.begin();
  }

  private tell(state: LiveState): void {
    this.state = state;
    this.loop.isArmed = state.armed && this.phase === "set";
  }

  private hear(event: LiveEvent): void {
    if (event.name === "repetition")
      this.repetition(event.repetition.accurate, event.repetition.faults[0]?.name);
    else if (event.name === "cue") {
      this.loop.blame(event.rule);
      this.show(event.text, true);
    } else if (event.name === "notice") this.show(event.text, false);
    else if (event.name === "target") {
      this.show(t("live.target"), true, tongue.language);
      const set = this.said.sets;
      this.later(TARGET_MS, () => {
        if (this.said.sets === set) this.endSet();
      });
    }
  }

  private repetition(isAccurate: boolean, fault: string | undefined): void {
    this.said.attempted += 1;
    this.voice.count(isAccurate);
    if (!isAccurate && fault) this.loop.blame(fault);
    this.speak(String(this.said.attempted), tongue.language, false);
  }

  private show(text: string, isUrgent: boolean, language: string = tongue.language): void {
    this.caption = text;
    clearTimeout(this.captionTimer);
    this.captionTimer = setTimeout(() => {
      this.caption = "";
    }, CAPTION_MS);
    this.speak(text, language, isUrgent);
  }

  private speak(text: string, language: string, isUrgent: boolean): void {
    this.voice.say(text, language, isUrgent);
  }

  private restTick(): void {
    this.rest_s -= 1;
    if (this.rest_s === 10) this.speak(t("live.rest-soon"), tongue.language, false);
    if (this.rest_s <= 0) {
      clearInterval(this.ticking);
      this.speak(t("live.rest-over"), tongue.language, true);
    }
  }

  private linked(state: LinkState, text: string): void {
    this.link = state;
    if (state === "failed") this.fail(text || t("live.refused"));
  }

  private done(summary: Summary): void {
    this.summary = summary;
    this.phase = "summary";
    this.loop.stop();
    closeCamera(this.stream);
  }

  private cameraGone(): void {
    if (this.phase === "summary" || this.phase === "saving") return;
    if (this.socket) this.finish();
    else this.fail(t("camera.gone"));
  }

  private fail(text: string): void {
    this.trouble = text;
    this.phase = "trouble";
    this.loop.stop();
    closeCamera(this.stream);
  }
}
