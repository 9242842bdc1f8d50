import { describe, expect, it } from "vitest";
import type { TrainingStep } from "../../../src/lib/api/types";
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
} from "../../../src/features/train/course";

function step(exercise: string, target: Partial<TrainingStep["target"]> = { repetitions: 10 }): TrainingStep {
  return {
    block: "main",
    exercise,
    target: { repetitions: null, accurate: null, seconds: null, ...target },
    level: "standard",
    side: "both",
    number: 1,
    of: 1,
    rounds: 1,
    rest_s: 30,
    text: "",
  };
}

function live(phase: TrainingLive["phase"], more: Partial<TrainingLive> = {}): TrainingLive {
  return {
    kind: "training",
    phase,
    paused: false,
    step: 1,
    steps: 2,
    rest_left_s: 0,
    worked_s: 0,
    set: null,
    ...more,
  };
}

const LOCAL: Local = { preparedFor: "squat", isCountingDown: false, isAwaiting: false };
const SQUAT = step("squat");

describe("the course of a training", () => {
  it.each([
    ["begins with getting ready", null, LOCAL, "preparing"],
    ["gets ready for another exercise", live("announced"), { ...LOCAL, preparedFor: "plank" }, "preparing"],
    ["waits for the start position", live("announced"), LOCAL, "position"],
    ["counts down once it is taken", live("working"), { ...LOCAL, isCountingDown: true }, "countdown"],
    ["works", live("working"), LOCAL, "working"],
    ["rests", live("resting"), LOCAL, "resting"],
    ["is over", live("finished"), LOCAL, "over"],
  ] as [string, TrainingLive | null, Local, CoursePhase][])("%s", (_, now, local, phase) => {
    expect(courseOf(now, SQUAT, local)).toBe(phase);
  });

  it("hands nothing on while somebody gets ready, or while a wish has no answer", () => {
    const sending = (["preparing", "position", "countdown", "working", "resting", "over"] as const).filter(
      (one) => isSending(one, LOCAL),
    );
    expect(sending).toEqual(["position", "countdown", "working", "resting"]);
    expect(isSending("working", { ...LOCAL, isAwaiting: true })).toBe(false);
  });

  it("tells who is not seen so only in a set", () => {
    expect(isWatching("resting") || isWatching("preparing")).toBe(false);
    expect(isWatching("position") && isWatching("working")).toBe(true);
  });

  it.each([
    ["begins the training", "preparing", "check", "begin"],
    ["says that one is ready", "preparing", "set", "prepared"],
    ["ends a rest", "resting", "set", "setBegins"],
    ["goes to the next set", "working", "set", "skip"],
    ["goes on after a pause", "working", "paused", "resume"],
    ["goes on after a pause in a rest", "resting", "paused", "resume"],
    ["means nothing once all is over", "over", "set", "nothing"],
    ["means nothing while the session is written down", "working", "saving", "nothing"],
  ] as [string, CoursePhase, string, string][])("next %s", (_, course, phase, meaning) => {
    expect(nextOf(course, phase)).toBe(meaning);
  });

  it.each([
    ["all hands mean something before a set", "preparing", false, true, "all"],
    ["all hands mean something in a rest", "resting", false, true, "all"],
    ["all hands mean something in a pause, whatever the exercise", "working", true, true, "all"],
    ["in a set only the left one", "working", false, false, "left"],
    ["in a set that lifts the hands none", "working", false, true, "none"],
    ["before a set that lifts the hands none: its start may be overhead", "position", false, true, "none"],
    ["while the start position is awaited all", "position", false, false, "all"],
    ["in the countdown none", "countdown", false, false, "none"],
  ] as [string, CoursePhase, boolean, boolean, string][])("%s", (_, course, isPaused, raises, allowed) => {
    expect(handsAllowed(course, isPaused, raises)).toBe(allowed);
  });

  it("knows the set of a state, in a rest the one that comes", () => {
    const steps = [SQUAT, step("plank")];
    expect(stepOf(steps, null)?.exercise).toBe("squat");
    expect(stepOf(steps, live("resting", { step: 2 }))?.exercise).toBe("plank");
    expect(stepOf(steps, live("finished", { step: 3 }))).toBeNull();
  });
});

describe("how far a set is", () => {
  const set = { attempted: 7, accurate: 5, hold_s: 12.4 } as NonNullable<TrainingLive["set"]>;
  it.each([
    ["repetitions", { repetitions: 10 }, { unit: "repetitions", value: 7, goal: 10 }],
    ["clean repetitions", { accurate: 8 }, { unit: "repetitions", value: 5, goal: 8 }],
    ["seconds held", { seconds: 30 }, { unit: "seconds", value: 12.4, goal: 30 }],
  ])("is counted in %s", (_, target, progress) => {
    expect(progressOf(step("squat", target), live("working", { set }))).toEqual(progress);
  });
  it("is counted in seconds worked", () => {
    const now = live("working", { worked_s: 4.2, set: { ...set, hold_s: 0 } });
    expect(progressOf(step("squat", { seconds: 20 }), now)).toEqual({
      unit: "seconds",
      value: 4.2,
      goal: 20,
    });
  });
});
