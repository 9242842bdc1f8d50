import { describe, expect, it } from "vitest";
import {
  type Action,
  canBegin,
  type Effect,
  initialState,
  isInSet,
  isUnfinished,
  type Move,
  nextPhase,
  type Phase,
  step,
  TRANSITIONS,
  type TrainingState,
} from "../../../src/lib/stage/machine";

const PHASES = Object.keys(TRANSITIONS) as Phase[];
const MOVES: Move[] = ["begin", "cancel", "go", "pause", "resume", "endSet", "finish", "summarise", "fail"];

/** Every legal move, written down a second time and by hand; all others are illegal. */
const LEGAL: Record<Phase, Partial<Record<Move, Phase>>> = {
  check: { begin: "countdown", finish: "saving", summarise: "summary", fail: "trouble" },
  countdown: { cancel: "check", go: "set", finish: "saving", summarise: "summary", fail: "trouble" },
  set: { pause: "paused", endSet: "rest", finish: "saving", summarise: "summary", fail: "trouble" },
  paused: { resume: "set", endSet: "rest", finish: "saving", summarise: "summary", fail: "trouble" },
  rest: { begin: "countdown", finish: "saving", summarise: "summary", fail: "trouble" },
  saving: { summarise: "summary", fail: "trouble" },
  trouble: { summarise: "summary" },
  summary: {},
};
const EVERY_MOVE = PHASES.flatMap((phase) =>
  MOVES.map((move) => [phase, move, LEGAL[phase][move] ?? null] as const),
);

describe("the table of moves", () => {
  it.each(EVERY_MOVE)("in %s, %s leads to %s", (phase, move, next) => {
    expect(nextPhase(phase, move)).toBe(next);
  });

  it("leads from every phase that leaves something unfinished to its end", () => {
    for (const phase of PHASES.filter(isUnfinished)) {
      const saving = phase === "saving" ? phase : nextPhase(phase, "finish");
      expect([phase, saving && nextPhase(saving, "summarise")]).toEqual([phase, "summary"]);
    }
  });
});

/** Does one thing after the other, beginning with a new training that sees somebody. */
function after(...actions: Action[]): TrainingState {
  return run({ ...initialState({ isResumed: false }), isReady: true }, actions).state;
}

function run(state: TrainingState, actions: Action[]): { state: TrainingState; effects: Effect[] } {
  const effects: Effect[] = [];
  for (const action of actions) {
    const done = step(state, action);
    state = done.state;
    effects.push(...done.effects);
  }
  return { state, effects };
}

/** What was done, in short: "mark pause", "say live.go", "start-countdown". */
function told(effects: readonly Effect[]): string[] {
  return effects.map((one) =>
    one.kind === "mark" ? `mark ${one.mark}` : one.kind === "say" ? `say ${one.text}` : one.kind,
  );
}

const BEGIN: Action = { kind: "begin" };
const GO: Action = { kind: "countdown-over" };
const PAUSE: Action = { kind: "pause" };
const RESUME: Action = { kind: "resume" };
const END_SET: Action = { kind: "end-set" };
const FINISH: Action = { kind: "finish" };
const UNPLUG: Action = { kind: "camera-lost", loss: "ended" };
const HIDE: Action = { kind: "camera-lost", loss: "hidden" };
const FOUND: Action = { kind: "camera-found" };
const ASK: Action = { kind: "ask" };
const STAY: Action = { kind: "stay" };
const FAIL: Action = { kind: "fail" };
const SUMMARY: Action = { kind: "summary" };
const SET = [BEGIN, GO];
const REST = [...SET, END_SET];
const link = (state: TrainingState["link"]): Action => ({ kind: "link", link: state });

/** How each phase is reached. */
const REACHED: Record<Phase, Action[]> = {
  check: [],
  countdown: [BEGIN],
  set: SET,
  paused: [...SET, PAUSE],
  rest: REST,
  saving: [...SET, FINISH],
  summary: [...SET, FINISH, SUMMARY],
  trouble: [...SET, FAIL],
};

describe("an action that is not legal", () => {
  const LEGAL_ACTIONS: Record<Phase, Action["kind"][]> = {
    check: ["begin", "summary", "fail"], // finishing needs a session
    countdown: ["countdown-over", "summary", "fail"],
    set: ["pause", "end-set", "finish", "summary", "fail"],
    paused: ["resume", "end-set", "finish", "summary", "fail"],
    rest: ["begin", "finish", "summary", "fail"],
    saving: ["summary", "fail"],
    summary: [],
    trouble: ["summary"],
  };
  const MOVING = [BEGIN, GO, PAUSE, RESUME, END_SET, FINISH, SUMMARY, FAIL];
  const TABLE = PHASES.flatMap((phase) => MOVING.map((action) => [phase, action.kind, action] as const));

  it.each(TABLE)("in %s: %s does something only where it is legal", (phase, kind, action) => {
    const before = after(...REACHED[phase]);
    expect(before.phase).toBe(phase);
    const { state, effects } = step(before, action);
    const isLegal = LEGAL_ACTIONS[phase].includes(kind);
    expect([state.phase !== phase, effects.length > 0]).toEqual([isLegal, isLegal]);
  });
});

describe("a training", () => {
  it.each([
    ["of two sets", [...REST, ...REST, FINISH, SUMMARY], "summary"],
    ["is paused and goes on", [...SET, PAUSE, RESUME], "set"],
    ["has a set that ends in its pause", [...SET, PAUSE, END_SET], "rest"],
    ["is finished in the middle of a set", [...SET, FINISH], "saving"],
    ["is finished in the rest", [...REST, FINISH], "saving"],
    ["is finished in the countdown after a rest", [...REST, BEGIN, FINISH], "saving"],
    ["is finished by another page in its rest", [...REST, SUMMARY], "summary"],
    ["that never began has nothing to finish", [FINISH], "check"],
    ["does not begin a set while it is written down", [...SET, FINISH, BEGIN, GO], "saving"],
    ["does not go on after trouble", [...SET, FAIL, BEGIN, RESUME, FINISH], "trouble"],
  ] as [string, Action[], Phase][])("%s", (_, actions, phase) => {
    expect(after(...actions).phase).toBe(phase);
  });

  it("begins its session with its first set, and every other set with a mark", () => {
    const { effects } = run(after(), [...REST, ...SET]);
    expect(told(effects)).toEqual([
      ...["stop-timers", "start-countdown"],
      ...["count-anew", "open-session", "say live.go"],
      ...["mark setEnds", "clear-hint", "stop-timers", "start-rest"],
      ...["stop-timers", "start-countdown"],
      ...["count-anew", "mark setBegins", "say live.go"],
    ]);
  });

  it("ends the rest's clock when it is finished in the rest", () => {
    expect(told(step(after(...REST), FINISH).effects)).toEqual(["stop-timers", "clear-hint", "send-finish"]);
  });

  it("does not begin before the body is found", () => {
    const blind = initialState({ isResumed: false });
    expect(step(blind, BEGIN)).toEqual({ state: blind, effects: [] });
    expect(canBegin(step(blind, { kind: "ready" }).state)).toBe(true);
  });
});

describe("a camera that is lost", () => {
  it.each([
    ["in the check: nothing can begin", [UNPLUG, BEGIN], "check"],
    ["in the countdown: it is broken off", [BEGIN, UNPLUG], "check"],
    ["in the countdown: its end comes too late", [BEGIN, UNPLUG, GO], "check"],
    ["in a set: it pauses", [...SET, UNPLUG], "paused"],
    ["in a set and back: it goes on by itself", [...SET, UNPLUG, FOUND], "set"],
    ["by a hidden tab, and back", [...SET, HIDE, FOUND], "set"],
    ["in a pause, and back: the person's pause lasts", [...SET, PAUSE, UNPLUG, FOUND], "paused"],
    ["and the person wants to go on: not without it", [...SET, UNPLUG, RESUME], "paused"],
    ["and the person wants to go on: when it is back", [...SET, PAUSE, UNPLUG, RESUME, FOUND], "set"],
    ["in a set, which the person then pauses", [...SET, UNPLUG, PAUSE, FOUND], "paused"],
    ["in a set, which then ends", [...SET, UNPLUG, END_SET], "rest"],
    ["in the rest: it stays a rest", [...REST, UNPLUG], "rest"],
    ["in the rest: no set begins without it", [...REST, UNPLUG, BEGIN], "rest"],
    ["in the rest and back: the next set can begin", [...REST, UNPLUG, FOUND, BEGIN], "countdown"],
    ["and the training is finished", [...SET, UNPLUG, FINISH], "saving"],
    ["while it is written down", [...SET, FINISH, UNPLUG], "saving"],
  ] as [string, Action[], Phase][])("%s", (_, actions, phase) => {
    expect(after(...actions).phase).toBe(phase);
  });

  it("is told to the studio and to the person, and its return as well", () => {
    const { effects } = run(after(...SET), [UNPLUG, FOUND]);
    expect(told(effects)).toEqual([
      ...["hush", "clear-hint", "mark pause", "clear-hint", "say live.camera.ended"],
      ...["mark goOn", "say live.camera.back"],
    ]);
  });

  it("twice pauses once", () => {
    const { effects } = run(after(...SET), [UNPLUG, HIDE]);
    expect(told(effects).filter((one) => one === "mark pause")).toHaveLength(1);
  });

  it.each([
    ["the rest", REST],
    ["the saving", [...SET, FINISH]],
  ] as [string, Action[]][])("is not spoken of in %s", (_, actions) => {
    expect(told(step(after(...actions), UNPLUG).effects)).toEqual(["hush", "clear-hint"]);
  });
});

describe("a connection that is lost", () => {
  it.each([
    ["in a set: it goes on", [...SET, link("waiting")], "set"],
    ["in a set and back", [...SET, link("waiting"), link("live")], "set"],
    ["in a set that ends without it", [...SET, link("waiting"), END_SET], "rest"],
    ["for a while by refusal", [...SET, link("refused")], "set"],
    ["while it is written down: it waits", [...SET, FINISH, link("waiting")], "saving"],
    ["for good in a set", [...SET, link("failed")], "trouble"],
    ["for good in the rest", [...REST, link("failed")], "trouble"],
    ["for good after its end: that is no trouble", [...SET, FINISH, SUMMARY, link("failed")], "summary"],
  ] as [string, Action[], Phase][])("%s", (_, actions, phase) => {
    const state = after(...actions);
    expect(state.phase).toBe(phase);
  });

  it("for good stops everything and keeps what was not sent", () => {
    const effects = told(step(after(...SET), link("failed")).effects);
    expect(effects).toEqual(["hush", "stop-timers", "keep-outbox", "stop-camera"]);
  });
});

describe("somebody who is asked whether to leave", () => {
  it.each([
    ["in a set: it waits", [...SET, ASK], "paused"],
    ["in a set and stays: it goes on", [...SET, ASK, STAY], "set"],
    ["in a pause and stays: the pause lasts", [...SET, PAUSE, ASK, STAY], "paused"],
    ["in the countdown: no set begins behind the question", [BEGIN, ASK, GO], "check"],
    ["in the countdown: nor by itself", [BEGIN, ASK, BEGIN], "check"],
    ["in the countdown and stays: it can begin anew", [BEGIN, ASK, STAY, BEGIN], "countdown"],
    ["in the rest and stays", [...REST, ASK, STAY], "rest"],
    ["in the rest: no set begins behind the question", [...REST, ASK, BEGIN], "rest"],
    ["and finishes", [...SET, ASK, FINISH], "saving"],
    ["twice and stays once", [...SET, ASK, ASK, STAY], "set"],
    ["while the camera goes, and stays", [...SET, ASK, UNPLUG, STAY], "paused"],
    ["while the camera goes and comes back", [...SET, ASK, UNPLUG, FOUND], "paused"],
    ["while the camera goes and comes back, and stays", [...SET, ASK, UNPLUG, FOUND, STAY], "set"],
    ["after the camera went, and stays until it is back", [...SET, UNPLUG, ASK, STAY, FOUND], "set"],
    ["while the studio sums up", [...SET, FINISH, ASK, SUMMARY], "summary"],
  ] as [string, Action[], Phase][])("%s", (_, actions, phase) => {
    expect(after(...actions).phase).toBe(phase);
  });

  it("twice had paused before only where it was so the first time", () => {
    expect(after(...SET, ASK, ASK).question).toBe("running");
  });
});

describe("a session that another page began", () => {
  const resumed = { ...initialState({ isResumed: true }), isReady: true };
  const welcome = (isSetOpen: boolean): Action => ({ kind: "welcome", isSetOpen });

  it("waits until the studio has said where it stands", () => {
    expect(step(resumed, BEGIN).state.phase).toBe("check");
    expect(run(resumed, [welcome(true), BEGIN]).state.phase).toBe("countdown");
  });

  it("goes on in its open set, whose gap is a pause", () => {
    const { effects } = run(run(resumed, [welcome(true), BEGIN]).state, [GO]);
    expect(told(effects)).toEqual(["count-anew", "mark pause", "mark goOn", "say live.go"]);
  });

  it("goes on after its rest with a new set", () => {
    const { effects } = run(run(resumed, [welcome(false), BEGIN]).state, [GO]);
    expect(told(effects)).toEqual(["count-anew", "mark setBegins", "say live.go"]);
  });

  it("has a new set after the open one", () => {
    const { state } = run(resumed, [welcome(true), ...REST, BEGIN]);
    expect(told(step(state, GO).effects)).toContain("mark setBegins");
  });

  it("is welcomed once: a later welcome is of its own connection", () => {
    const { state } = run(resumed, [welcome(true), ...SET, welcome(true)]);
    expect(state.isSetOpen).toBe(false);
  });

  it("can be finished before anything is seen", () => {
    expect(step(initialState({ isResumed: true }), FINISH).state.phase).toBe("saving");
  });
});

describe("whatever happens in whatever order", () => {
  const ACTIONS: Action[] = [
    ...[BEGIN, GO, PAUSE, RESUME, END_SET, FINISH, UNPLUG, HIDE, FOUND, ASK, STAY, SUMMARY, FAIL],
    ...[link("waiting"), link("live"), link("refused"), link("failed")],
  ];

  /** Every state that can be reached, and how it was reached first. */
  function reachable(): Map<string, { state: TrainingState; effects: readonly Effect[]; from: Phase }> {
    const first = after();
    const seen = new Map([
      [JSON.stringify(first), { state: first, effects: [] as readonly Effect[], from: first.phase }],
    ]);
    for (const { state } of seen.values()) {
      for (const action of ACTIONS) {
        const next = step(state, action);
        const key = JSON.stringify(next.state);
        if (!seen.has(key)) seen.set(key, { ...next, from: state.phase });
      }
    }
    return seen;
  }
  const STATES = [...reachable().values()];

  it("a set runs only while the camera is there and nobody is asked", () => {
    expect(STATES.length).toBeGreaterThan(100);
    const wrong = STATES.filter(
      ({ state }) => state.phase === "set" && (state.loss !== "" || state.question !== "none"),
    );
    expect(wrong).toEqual([]);
  });

  it("no countdown runs while the camera is away or somebody is asked", () => {
    const wrong = STATES.filter(({ state }) => state.phase === "countdown" && !canBegin(state));
    expect(wrong).toEqual([]);
  });

  it("every pause and every return is marked, and nothing else is", () => {
    for (const { state } of STATES)
      for (const action of ACTIONS) {
        const next = step(state, action);
        const marks = told(next.effects).filter((one) => /mark (pause|goOn)/.test(one));
        const isPaused = isInSet(state.phase) && state.phase !== "paused" && next.state.phase === "paused";
        const isBack = state.phase === "paused" && next.state.phase === "set";
        expect(marks).toEqual(isPaused ? ["mark pause"] : isBack ? ["mark goOn"] : []);
      }
  });

  it("somebody who stays can always go on to a summary", () => {
    for (const { state } of STATES.filter((one) => isUnfinished(one.state.phase) && one.state.hasSession)) {
      expect(run(state, [STAY, FINISH, SUMMARY]).state.phase).toBe("summary");
    }
  });
});

describe("a training that the studio leads through", () => {
  const guided = { ...initialState({ isResumed: false, isGuided: true }), isReady: true };
  const lead = (mark: "skip" | "repeat" | "moreRest" | "setBegins"): Action => ({ kind: "lead", mark });

  it("begins without a countdown: each exercise has its own", () => {
    const { state, effects } = run(guided, [BEGIN]);
    expect(state.phase).toBe("set");
    expect(told(effects)).toEqual(["stop-timers", "count-anew", "open-session"]);
  });

  it("begins only when a set may begin", () => {
    expect(run({ ...guided, isReady: false }, [BEGIN]).state.phase).toBe("check");
    expect(run({ ...guided, loss: "ended" }, [BEGIN]).state.phase).toBe("check");
  });

  it("ends a set without a rest of the page's own", () => {
    const { state, effects } = run(guided, [BEGIN, END_SET]);
    expect(state.phase).toBe("set");
    expect(told(effects).at(-1)).toBe("mark setEnds");
  });

  it.each(["skip", "repeat", "moreRest", "setBegins"] as const)("says %s, which ends a pause", (mark) => {
    expect(told(run(guided, [BEGIN, lead(mark)]).effects).at(-1)).toBe(`mark ${mark}`);
    const paused = run(guided, [BEGIN, PAUSE, lead(mark)]);
    expect([paused.state.phase, paused.state.isPausedByPerson]).toEqual(["set", false]);
    expect(told(paused.effects).at(-1)).toBe(`mark ${mark}`);
  });

  it("is led nowhere before it begins, without a camera, or while somebody is asked whether to leave", () => {
    for (const actions of [[], [BEGIN, UNPLUG], [BEGIN, ASK]]) {
      const before = run(guided, actions);
      expect(run(before.state, [lead("skip")])).toEqual({ state: before.state, effects: [] });
    }
    const free = run({ ...initialState({ isResumed: false }), isReady: true }, SET);
    expect(run(free.state, [lead("skip")]).effects).toEqual([]);
  });

  it("goes on in a session of another page, wherever that was", () => {
    const resumed = { ...initialState({ isResumed: true, isGuided: true }), isReady: true };
    const { state, effects } = run(resumed, [{ kind: "welcome", isSetOpen: true }, BEGIN]);
    expect(state.phase).toBe("set");
    expect(told(effects)).toEqual(["stop-timers", "count-anew", "mark pause", "mark goOn"]);
  });
});
