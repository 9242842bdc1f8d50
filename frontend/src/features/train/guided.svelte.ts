import type { Demonstration, ExerciseDetails, TrainingStep } from "../../lib/api/types";
import { t, tongue } from "../../lib/i18n/index.svelte";
import type { Check, Joint, Needs } from "../../lib/live/check";
import type { Seen } from "../../lib/live/estimator";
import type { EventOf, LiveEvent, LiveState, Plan } from "../../lib/live/messages";
import { type RaisedHand, RaisedHands } from "../../lib/live/raised-hands";
import type { Welcome } from "../../lib/live/socket";
import type { Resumed } from "../../lib/live/unfinished";
import { raisesHands } from "../../lib/pose/demonstration";
import { Countdown } from "../../lib/stage/countdown.svelte";
import type { GuidingMark } from "../../lib/stage/machine";
import { secondsToSay } from "../../lib/stage/seconds";
import type { GuidedShortcut } from "../../lib/stage/shortcuts";
import { SetUp } from "../../lib/stage/set-up";
import { type Surroundings, Training } from "../../lib/stage/training.svelte";
import { trainingActivity } from "./activity";
import {
  type CoursePhase,
  courseOf,
  handsAllowed,
  isSending,
  isWatching,
  type Local,
  nextOf,
  progressOf,
  stepOf,
  type TrainingLive,
} from "./course";
import { announcement, restText, resultText, setText } from "./words";

/** An exercise of a programme, and the figure that shows it where there is one. */
export interface Shown {
  exercise: ExerciseDetails;
  figure: Demonstration | null;
}

/** A programme, ready to be done. */
export interface Lesson {
  programme: string;
  name: string;
  steps: readonly TrainingStep[];
  /** Its exercises by identifier. */
  shown: ReadonlyMap<string, Shown>;
}

export interface GuidedOptions {
  hasVoice: boolean;
  /** The studio finds the body; the pictures are sent to it. */
  isRemote: boolean;
}

const NOTHING_RAISED: RaisedHand = { hands: "none", share: 0, isRecognised: false };
const AWAIT_MS = 2000; // a wish that has had no answer for so long is not waited for
const END_EARLY_S = 0.4; // of a rest: the page ends it before the studio does, if somebody has to get ready first
const SOON_S = 10;

/** A whole programme, hands free: what the studio says of its course, and what the page says to the person. */
export class GuidedTraining extends Training {
  /** What the last set came to. */
  ended = $state.raw<EventOf<"step-ended"> | null>(null);
  raised = $state.raw<RaisedHand>(NOTHING_RAISED);
  /** What was recognised of the hands, for a moment. */
  recognised = $state("");
  isHelpShown = $state(false);
  private local = $state.raw<Local>({ preparedFor: "", isCountingDown: false, isAwaiting: false });
  readonly startCountdown = new Countdown(
    (count) => this.sayCount(count),
    () => this.endCountdown(),
  );
  private readonly hands = new RaisedHands();
  private readonly setUp = new SetUp();
  private handsBefore: string = "none";
  private held_s = 0;
  private announced = "";
  private awaitTimer: ReturnType<typeof setTimeout> | undefined;
  private recognisedTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly lesson: Lesson,
    options: GuidedOptions,
    resumed: Resumed | null,
    surroundings: Surroundings,
  ) {
    const plan: Plan = { kind: "training", programme: lesson.programme, steps: [...lesson.steps] };
    const first = lesson.steps[0];
    super(
      {
        plan,
        kind: trainingActivity,
        needs: needsOf(first && lesson.shown.get(first.exercise)),
        rest_s: 0,
        isGuided: true,
        ...options,
        resumed,
      },
      surroundings,
    );
    if (!resumed) this.announce();
  }

  /** What the studio says of the training; null before it has said anything. */
  get now(): TrainingLive | null {
    return this.live?.kind === "training" ? this.live : null;
  }

  get step(): TrainingStep | null {
    return stepOf(this.lesson.steps, this.now);
  }

  /** Which set it is, from 1, in a rest the one that comes. */
  get number(): number {
    return this.now?.step || 1;
  }

  get course(): CoursePhase {
    return courseOf(this.now, this.step, this.local);
  }

  get shown(): Shown | undefined {
    return this.step ? this.lesson.shown.get(this.step.exercise) : undefined;
  }

  /** Whether the set-up for an exercise is being looked at. */
  override get isSettingUp(): boolean {
    return this.phase === "check" || (this.phase === "set" && this.course === "preparing");
  }

  // -- what the person wants ------------------------------------------------------------------------------------

  next = (): void => {
    switch (nextOf(this.course, this.phase)) {
      case "begin":
        return this.begin();
      case "prepared":
        return this.finishPreparing();
      case "resume":
        return this.togglePause();
      case "setBegins":
        return this.lead("setBegins");
      case "skip":
        return this.lead("skip");
      case "nothing":
        return;
    }
  };
  repeat = (): void => this.lead("repeat");
  moreRest = (): void => {
    if (this.course === "resting") this.dispatch({ kind: "lead", mark: "moreRest" });
  };

  toggleHelp = (): void => {
    this.isHelpShown = !this.isHelpShown;
  };

  /** What a key of the keyboard or of a clicker means. */
  follow(wish: GuidedShortcut): void {
    const ways: Record<GuidedShortcut, () => void> = {
      next: this.next,
      repeat: this.repeat,
      "more-rest": this.moreRest,
      help: this.toggleHelp,
    };
    ways[wish]();
  }

  override close(): void {
    this.startCountdown.cancel();
    clearTimeout(this.awaitTimer);
    clearTimeout(this.recognisedTimer);
    super.close();
  }

  /** Says it to the studio, and hands nothing on until its answer: what is seen now may belong to another exercise. */
  private lead(mark: GuidingMark): void {
    if (this.phase !== "set" && this.phase !== "paused") return;
    this.startCountdown.cancel();
    this.local = { ...this.local, isCountingDown: false, isAwaiting: true };
    clearTimeout(this.awaitTimer);
    this.awaitTimer = setTimeout(() => this.endAwaiting(), AWAIT_MS);
    this.dispatch({ kind: "lead", mark });
  }

  private endAwaiting(): void {
    clearTimeout(this.awaitTimer);
    this.local = { ...this.local, isAwaiting: false };
  }

  // -- what the camera sees -------------------------------------------------------------------------------------

  protected override get isSending(): boolean {
    return super.isSending && (this.now === null || isSending(this.course, this.local));
  }

  protected override get isWatching(): boolean {
    return super.isWatching && isWatching(this.course);
  }

  protected override see(seen: Seen): void {
    super.see(seen);
    this.lookAtHands(seen);
  }

  private lookAtHands(seen: Seen): void {
    const figure = this.shown?.figure;
    const isPaused = this.phase === "paused";
    const isUnder = this.phase === "set" || isPaused || this.phase === "check";
    // Of an exercise that nobody has drawn it is not known whether it lifts the hands.
    const raises = figure ? raisesHands(figure) : true;
    const allowed = isUnder ? handsAllowed(this.course, isPaused, raises) : "none";
    if (allowed !== this.handsBefore) this.hands.clear();
    this.handsBefore = allowed;
    const raised = this.hands.update(seen.parts.body, seen.time_ms);
    const isMeant = allowed === "all" || (allowed === "left" && raised.hands === "left");
    this.raised = isMeant ? raised : NOTHING_RAISED;
    if (isMeant && raised.isRecognised) this.followHands(raised.hands);
  }

  private followHands(hands: RaisedHand["hands"]): void {
    if (hands === "none") return;
    this.recognised = hands;
    clearTimeout(this.recognisedTimer);
    this.recognisedTimer = setTimeout(() => {
      this.recognised = "";
    }, 2000);
    this.announcer.tick();
    if (hands === "both") this.finish();
    else if (hands === "right") this.next();
    else if (this.phase === "set" || this.phase === "paused") this.togglePause();
  }

  protected override isSetUp(found: readonly Check[], now_ms: number): boolean {
    const verdict = this.setUp.update(this.canBegin ? found : [], now_ms);
    if (verdict === "enough") this.say(t("train.say.enough"), false);
    return verdict !== "waiting";
  }

  protected override check(found: Check[]): void {
    super.check(found);
    const isPreparing = this.phase === "set" && this.course === "preparing" && this.now !== null;
    if (isPreparing && this.isSetUp(found, performance.now())) this.finishPreparing();
  }

  /** Somebody stands right for the exercise: from now on the studio looks for its start position. */
  private finishPreparing(): void {
    this.local = { ...this.local, preparedFor: this.step?.exercise ?? "" };
    this.setUp.clear();
    this.say(t("live.position"), true);
  }

  /** The session begins, or goes on in this page. */
  protected override countAnew(): void {
    super.countAnew();
    this.local = { ...this.local, preparedFor: this.step?.exercise ?? "" };
    this.setUp.clear();
  }

  // -- what the studio says -------------------------------------------------------------------------------------

  protected override welcome(welcome: Welcome): void {
    const isAwaited = this.state.isAwaitingWelcome;
    super.welcome(welcome);
    if (!isAwaited) return;
    super.take(welcome.state);
    if (this.now?.phase === "finished") this.finish();
    else this.announce();
  }

  protected override take(live: LiveState): void {
    const before = this.now;
    super.take(live);
    const now = this.now;
    if (!now) return;
    if (before && (before.phase !== now.phase || before.step !== now.step)) this.endAwaiting();
    this.watchRest(before, now);
    this.watchStart(before, now);
    this.sayHeld(now);
    // Also where the end was told to a page that is gone.
    if (now.phase === "finished" && this.phase === "set") this.finish();
    if (this.local.isCountingDown && (now.set?.attempted ?? 0) > 0) this.endCountdown();
  }

  /** A rest whose end begins another exercise is ended here, so that nothing is handed on before somebody is ready. */
  private watchRest(before: TrainingLive | null, now: TrainingLive): void {
    if (now.phase !== "resting" || now.paused) return;
    const isOver = now.rest_left_s < END_EARLY_S && !this.local.isAwaiting;
    if (isOver && this.step && this.step.exercise !== this.local.preparedFor) this.lead("setBegins");
    const before_s = before?.phase === "resting" ? before.rest_left_s : 0;
    if (before_s > SOON_S && now.rest_left_s <= SOON_S) this.say(t("live.rest-soon"), false);
  }

  /** A set that began before somebody was ready for its exercise begins again. */
  private watchStart(before: TrainingLive | null, now: TrainingLive): void {
    const isNew = before?.step !== now.step || before.phase === "announced";
    if (now.phase !== "working" || !isNew || !this.step) return;
    if (this.step.exercise !== this.local.preparedFor && !this.local.isAwaiting) this.lead("repeat");
  }

  private sayHeld(now: TrainingLive): void {
    const step = this.step;
    if (now.phase !== "working" || !step?.target.seconds) {
      this.held_s = 0;
      return;
    }
    const { value, goal } = progressOf(step, now);
    this.say(secondsToSay(this.held_s, value, goal), false);
    this.held_s = value;
  }

  protected override hear(event: LiveEvent, isStale: boolean): void {
    super.hear(event, isStale);
    if (!isStale) this.tell(event);
    else if (event.kind === "step-ended") this.ended = event;
  }

  private tell(event: LiveEvent): void {
    switch (event.kind) {
      case "step-began":
        return this.beginStep(event);
      case "step-armed":
        return this.arming();
      case "step-ended":
        return this.endStep(event);
      case "rest-began":
        return this.announcer.add(restText(event, this.nameOf(event.what.exercise)), tongue.language);
      case "training-ended":
        return this.announcer.add(t("train.say.over"), tongue.language);
    }
  }

  private beginStep(event: EventOf<"step-began">): void {
    super.countAnew();
    this.clearHint();
    this.startCountdown.cancel();
    this.local = { ...this.local, isCountingDown: false };
    this.loop.needs = needsOf(this.lesson.shown.get(event.what.exercise));
    this.setUp.clear();
    if (event.what.exercise !== this.local.preparedFor) this.announce(event.step);
    else if (event.step > 1) this.say(setText(event.what), true);
  }

  private arming(): void {
    const isHold = this.shown?.exercise.kind === "hold";
    if (isHold || this.local.preparedFor !== this.step?.exercise) return;
    this.local = { ...this.local, isCountingDown: true };
    this.startCountdown.begin();
  }

  private endStep(event: EventOf<"step-ended">): void {
    this.startCountdown.cancel();
    this.local = { ...this.local, isCountingDown: false };
    this.clearHint();
    this.verdicts = [];
    if (event.ended === "repeated") return;
    this.ended = event;
    this.say(resultText(event, this.lesson.steps[event.step - 1]), true);
  }

  private sayCount(count: number): void {
    this.announcer.tick();
    this.say(String(count), true);
  }

  private endCountdown(): void {
    if (!this.local.isCountingDown) return;
    this.startCountdown.cancel();
    this.local = { ...this.local, isCountingDown: false };
    this.say(t("live.go"), true);
  }

  /** Says what comes, and how one stands for it before the camera. */
  private announce(number = this.number): void {
    const step = this.lesson.steps[number - 1];
    const shown = step && this.lesson.shown.get(step.exercise);
    if (!step || !shown) return;
    this.loop.needs = needsOf(shown);
    const text = announcement(step, shown.exercise);
    const key = `${number} ${text}`;
    if (key !== this.announced) this.say(text, true);
    this.announced = key;
  }

  private nameOf(exercise: string): string {
    return this.lesson.shown.get(exercise)?.exercise.name ?? exercise.replaceAll("-", " ");
  }
}

function needsOf(shown: Shown | undefined): Needs {
  const exercise = shown?.exercise;
  return { views: exercise?.views ?? [], joints: (exercise?.joints ?? []) as Joint[] };
}
