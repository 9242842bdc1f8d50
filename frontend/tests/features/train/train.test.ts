import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { resultOf, setsOf, training, type TrainingResult } from "../../../src/features/train/history";
import Parts from "../../../src/features/train/Parts.svelte";
import type { SessionDetails, SessionRow } from "../../../src/lib/api/types";

afterEach(cleanup);

type Part = TrainingResult["parts"][number];
type TrainingSet = Part["sets"][number];

function set(number: number, step: number, change: Partial<TrainingSet> = {}): TrainingSet {
  return {
    kind: "coaching",
    set: number,
    step,
    side: "both",
    ended: "reached",
    worked_s: 0,
    exercise: "squat",
    level: "standard",
    attempted: 10,
    accurate: 8,
    unfinished: 0,
    other_movements: 0,
    hold_s: 0,
    score: 91,
    consistency: null,
    fatigue: { range_percent: null, concentric_percent: null },
    rests_s: [],
    repetitions: [],
    faults: [],
    unjudged: {},
    notices: [],
    ...change,
  };
}

function part(exercise: string, sets: TrainingSet[]): Part {
  return { exercise, attempted: 0, accurate: 0, unfinished: 0, hold_s: 0, score: null, sets };
}

const PLANK = { exercise: "side-plank", attempted: 0, accurate: 0, hold_s: 20, score: null } as const;
const RESULT: TrainingResult = {
  kind: "training",
  programme: "core",
  steps: 4,
  steps_done: 3,
  attempted: 20,
  accurate: 16,
  unfinished: 0,
  hold_s: 20,
  score: 91,
  parts: [
    part("squat", [set(1, 1), set(2, 4, { ended: "skipped" })]),
    part("side-plank", [set(1, 2, { ...PLANK, side: "left" })]),
  ],
};
const NAMES = new Map([["squat", "Squat"]]);
const session = (result: object | null) => ({ details: { result } }) as unknown as SessionDetails;

describe("a training in the history", () => {
  it("says how many of its sets were done", () => {
    const row = (measures: object) => ({ measures }) as unknown as SessionRow;
    expect(training.result(row({ steps: 4, steps_done: 3 }))).toBe("3 of 4 sets");
    expect(training.result(row({}))).toBe("–");
  });

  it("has the figures of all its exercises", () => {
    expect(training.figures(session(RESULT)).map((one) => [one.label, one.value, one.of])).toEqual([
      ["train.sets", "3", "4"],
      ["session.accurate", "16", "20"],
      ["session.held", "0:20", undefined],
      ["summary.score", "91", undefined],
    ]);
    expect(training.figures(session(null))).toEqual([]);
  });

  it("goes on while it has no result", () => {
    expect(resultOf(session(null))).toBeNull();
    expect(resultOf(session({ kind: "coaching" }))).toBeNull();
  });
});

describe("the sets of a training", () => {
  it("come in the order in which they were done, numbered through", () => {
    expect(setsOf(RESULT).map((one) => [one.set, one.exercise])).toEqual([
      [1, "squat"],
      [2, "side-plank"],
      [3, "squat"],
    ]);
  });

  it("stand under their exercises with what was done and how they ended", () => {
    render(Parts, { result: RESULT, names: NAMES });
    expect(screen.getAllByRole("heading").map((one) => one.textContent)).toEqual(["Squat", "side plank"]);
    const rows = screen
      .getAllByRole("row")
      .map((row) => [...row.children].map((cell) => cell.textContent.trim()));
    expect(rows.filter(([first]) => first !== "Set")).toEqual([
      ["1", "8 of 10", "91", "target reached"],
      ["2", "8 of 10", "91", "skipped"],
      ["1, left", "0:20 held", "–", "target reached"],
    ]);
  });
});
