/**
 * The course of a training as data: its phases, the legal moves between them, what can happen, and what the page has to do
 * then. No framework and no clock in here: `training.svelte.ts` performs the effects.
 */
import type { Key } from "../i18n/index.svelte";
import type { CameraLoss } from "../live/camera-watch";
import type { LinkState } from "../live/socket";

export type Phase = "check" | "countdown" | "set" | "paused" | "rest" | "saving" | "summary" | "trouble";

export type Move =
  | "begin" // the countdown, at the start or after a rest
  | "cancel" // of the countdown: the camera is gone, or somebody thought better of it
  | "go" // the set begins
  | "pause"
  | "resume"
  | "endSet"
  | "finish"
  | "summarise" // the studio has summed up; also where another page finished the session
  | "fail"; // nothing can go on in this page

/** The legal moves; what is not named here is not done. */
export const TRANSITIONS: Readonly<Record<Phase, Partial<Record<Move, Phase>>>> = {
  check: { begin: "countdown", finish: "saving", summarise: "summary", fail: "trouble" },
  countdown: { cancel: "check", go: "set", finish: "saving", summarise: "summary", fail: "trouble" },
  set: { pause: "paused", endSet: "rest", finish: "saving", summarise: "summary", fail: "trouble" },
  paused: { resume: "set", endSet: "rest", finish: "saving", summarise: "summary", fail: "trouble" },
  rest: { begin: "countdown", finish: "saving", summarise: "summary", fail: "trouble" },
  saving: { summarise: "summary", fail: "trouble" },
  trouble: { summarise: "summary" },
  summary: {},
};

/** The phase after a move, or null where the move is not legal. */
export function nextPhase(phase: Phase, move: Move): Phase | null {
  return TRANSITIONS[phase][move] ?? null;
}

/** Whether a set is going on, paused or not. */
export function isInSet(phase: Phase): boolean {
  return phase === "set" || phase === "paused";
}

/** Whether leaving now would leave something unfinished. */
export function isUnfinished(phase: Phase): boolean {
  return phase !== "summary" && phase !== "trouble";
}

export interface TrainingState {
  phase: Phase;
  /** The studio leads from set to set, and through the rests between them: for the page all of it is one set. */
  isGuided: boolean;
  /** The body model works. */
  isReady: boolean;
  /** The session was begun, here or in another page. */
  hasSession: boolean;
  /** The studio has not said yet where the other page's session stands. */
  isAwaitingWelcome: boolean;
  /** The other page's set goes on with the next countdown. */
  isSetOpen: boolean;
  isPausedByPerson: boolean;
  /** Somebody is asked whether to leave; `paused`: they had paused before. Nothing begins by itself meanwhile. */
  question: "none" | "running" | "paused";
  loss: CameraLoss | "";
  link: LinkState;
}

/** What changes the course of a guided training. */
export type GuidingMark = "setBegins" | "skip" | "repeat" | "moreRest";

/** What can happen to a training. */
export type Action =
  | { kind: "ready" }
  | { kind: "welcome"; isSetOpen: boolean }
  | { kind: "begin" }
  | { kind: "countdown-over" }
  | { kind: "pause" }
  | { kind: "resume" }
  | { kind: "end-set" }
  | { kind: "lead"; mark: GuidingMark } // in a guided training: what the person wants of its course
  | { kind: "finish" }
  | { kind: "camera-lost"; loss: CameraLoss }
  | { kind: "camera-found" }
  | { kind: "link"; link: LinkState }
  | { kind: "ask" } // whether to leave
  | { kind: "stay" } // the answer to it
  | { kind: "summary" }
  | { kind: "fail" };

/** What the page has to do, in this order. */
export type Effect =
  | { kind: "mark"; mark: "pause" | "goOn" | "setEnds" | GuidingMark }
  | { kind: "say"; text: Key }
  | { kind: "hush" }
  | { kind: "start-countdown" }
  | { kind: "start-rest" }
  | { kind: "open-session" }
  | { kind: "count-anew" }
  | { kind: "send-finish" }
  | { kind: "clear-hint" }
  | { kind: "stop-timers" }
  | { kind: "stop-camera" }
  | { kind: "keep-outbox" }
  | { kind: "drop-outbox" };

export interface Step {
  state: TrainingState;
  effects: readonly Effect[];
}

/** How a training begins: a new one, or one that another page began. */
export function initialState({
  isResumed,
  isGuided = false,
}: {
  isResumed: boolean;
  isGuided?: boolean;
}): TrainingState {
  return {
    phase: "check",
    isGuided,
    isReady: false,
    hasSession: isResumed,
    isAwaitingWelcome: isResumed,
    isSetOpen: false,
    isPausedByPerson: false,
    question: "none",
    loss: "",
    link: "connecting",
  };
}

/** Whether a set can begin: the body is found, the camera there, nobody asked, and it is known where we stand. */
export function canBegin(state: TrainingState): boolean {
  return state.isReady && !state.isAwaitingWelcome && state.loss === "" && state.question === "none";
}

/** What happens to the training, and what the page has to do; an action that is not legal now changes nothing. */
export function step(state: TrainingState, action: Action): Step {
  const handle = HANDLERS[action.kind] as (state: TrainingState, action: Action) => Step;
  return handle(state, action);
}

type Handlers = {
  [K in Action["kind"]]: (state: TrainingState, action: Extract<Action, { kind: K }>) => Step;
};

const HANDLERS: Handlers = {
  ready: (state) => only({ ...state, isReady: true }),
  welcome: (state, { isSetOpen }) =>
    only(state.isAwaitingWelcome ? { ...state, isAwaitingWelcome: false, isSetOpen } : state),
  begin: (state) => begin(state),
  "countdown-over": (state) => startSet(state),
  pause: (state) => pauseByPerson(state),
  resume: (state) => (state.question === "none" ? resumeByPerson(state) : only(state)),
  "end-set": (state) => endSet(state),
  lead: (state, { mark }) => lead(state, mark),
  finish: (state) =>
    state.hasSession
      ? move(state, "finish", [{ kind: "stop-timers" }, { kind: "clear-hint" }, { kind: "send-finish" }])
      : only(state),
  "camera-lost": (state, { loss }) => loseCamera(state, loss),
  "camera-found": (state) => findCamera(state),
  link: (state, { link }) => {
    const linked = { ...state, link };
    return link === "failed" ? fail(linked) : only(linked);
  },
  ask: (state) => ask(state),
  stay: (state) => stay(state),
  summary: (state) =>
    move(state, "summarise", [{ kind: "stop-timers" }, { kind: "drop-outbox" }, { kind: "stop-camera" }]),
  fail: (state) => fail(state),
};

function only(state: TrainingState): Step {
  return { state, effects: [] };
}

/** Makes a move with its effects; where it is not legal, nothing changes. */
function move(state: TrainingState, wanted: Move, effects: readonly Effect[]): Step {
  const phase = nextPhase(state.phase, wanted);
  return phase ? { state: { ...state, phase }, effects } : only(state);
}

/** One step after the other. */
function join(first: Step, next: (state: TrainingState) => Step): Step {
  const second = next(first.state);
  return { state: second.state, effects: [...first.effects, ...second.effects] };
}

/** Counts down to the set; a guided training begins with its first exercise, which has a countdown of its own. */
function begin(state: TrainingState): Step {
  if (!canBegin(state)) return only(state);
  if (state.isGuided) return join(move(state, "begin", [{ kind: "stop-timers" }]), startSet);
  return move(state, "begin", [{ kind: "stop-timers" }, { kind: "start-countdown" }]);
}

/** Every wish ends a pause, as it does in the studio; nothing goes on while the camera is away or somebody is asked. */
function lead(state: TrainingState, mark: GuidingMark): Step {
  if (!state.isGuided || !isInSet(state.phase) || state.question !== "none") return only(state);
  if (state.phase === "set") return { state, effects: [{ kind: "mark", mark }] };
  if (state.loss !== "") return only(state);
  return move({ ...state, isPausedByPerson: false }, "resume", [{ kind: "mark", mark }]);
}

function startSet(state: TrainingState): Step {
  const begins: Effect[] = state.isSetOpen
    ? [
        { kind: "mark", mark: "pause" }, // nobody looked since the other page was left
        { kind: "mark", mark: "goOn" },
      ]
    : [state.hasSession ? { kind: "mark", mark: "setBegins" } : { kind: "open-session" }];
  const said: Effect[] = state.isGuided ? [] : [{ kind: "say", text: "live.go" }];
  const made = move(state, "go", [{ kind: "count-anew" }, ...begins, ...said]);
  const isGoing = made.effects.length > 0;
  return isGoing ? { ...made, state: { ...made.state, hasSession: true, isSetOpen: false } } : made;
}

function endSet(state: TrainingState): Step {
  if (state.isGuided)
    return state.phase === "set" ? { state, effects: [{ kind: "mark", mark: "setEnds" }] } : only(state);
  const made = move(state, "endSet", [
    { kind: "mark", mark: "setEnds" },
    { kind: "clear-hint" },
    { kind: "stop-timers" },
    { kind: "start-rest" },
  ]);
  const isEnded = made.effects.length > 0;
  return isEnded ? { ...made, state: { ...made.state, isPausedByPerson: false, isSetOpen: false } } : made;
}

function enterPause(state: TrainingState, ...effects: Effect[]): Step {
  return move(state, "pause", [{ kind: "mark", mark: "pause" }, { kind: "clear-hint" }, ...effects]);
}

function leavePause(state: TrainingState, text: Key): Step {
  return move(state, "resume", [
    { kind: "mark", mark: "goOn" },
    { kind: "say", text },
  ]);
}

function pauseByPerson(state: TrainingState): Step {
  if (!isInSet(state.phase)) return only(state);
  return enterPause({ ...state, isPausedByPerson: true }, { kind: "say", text: "live.paused" });
}

/** Goes on, unless the camera is away: then as soon as it is back. */
function resumeByPerson(state: TrainingState): Step {
  const going = { ...state, isPausedByPerson: false };
  return going.loss === "" ? leavePause(going, "live.on") : only(going);
}

function cancelCountdown(state: TrainingState): Step {
  return move(state, "cancel", [{ kind: "stop-timers" }]);
}

function loseCamera(state: TrainingState, loss: CameraLoss): Step {
  const lost = join(
    { state: { ...state, loss }, effects: [{ kind: "hush" }, { kind: "clear-hint" }] },
    (now) => join(cancelCountdown(now), (then) => enterPause(then)),
  );
  const isWorthSaying = isInSet(lost.state.phase) || lost.state.phase === "check";
  const said: Effect[] = isWorthSaying ? [{ kind: "say", text: `live.camera.${loss}` }] : [];
  return { ...lost, effects: [...lost.effects, ...said] };
}

function findCamera(state: TrainingState): Step {
  const found = { ...state, loss: "" } as const;
  return found.isPausedByPerson ? only(found) : leavePause(found, "live.camera.back");
}

/** Holds everything while somebody is asked whether to leave; `stay` goes on where this found the training. */
function ask(state: TrainingState): Step {
  if (state.question !== "none") return only(state);
  const question = state.isPausedByPerson ? "paused" : "running";
  return join(cancelCountdown({ ...state, question }), pauseByPerson);
}

function stay(state: TrainingState): Step {
  const answered = { ...state, question: "none" } as const;
  return state.question === "running" ? resumeByPerson(answered) : only(answered);
}

function fail(state: TrainingState): Step {
  return move(state, "fail", [
    { kind: "hush" },
    { kind: "stop-timers" },
    { kind: "keep-outbox" },
    { kind: "stop-camera" },
  ]);
}
