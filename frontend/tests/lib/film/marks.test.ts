import { describe, expect, it } from "vitest";
import type { Fault, Repetition } from "../../../src/lib/api/types";
import {
  markAt,
  marksOf,
  neighbourOf,
  outcomeOf,
  repetitionAt,
  verdictOf,
} from "../../../src/lib/film/marks";
import { BONES } from "../../../src/lib/pose/skeleton";

const PARTS: Record<string, Fault["parts"]> = { "chest-down": ["trunk"] };
const fault = (time_s: number, severity: Fault["severity"] = "major", name = "too-shallow") => ({
  name,
  parts: PARTS[name] ?? (["thighs", "shanks"] satisfies Fault["parts"]),
  time_s,
  severity,
  cue: `${name} ${severity}`,
});

function repetition(number: number, accurate: boolean, faults: Repetition["faults"] = []): Repetition {
  return {
    number,
    start_s: 2 * number,
    peak_s: 2 * number + 1,
    end_s: 2 * number + 1.8,
    accurate,
    faults,
    score: 80,
    side: "both",
    range_deg: {},
    tempo_s: { eccentric: 1, pause: 0, concentric: 0.8 },
    asymmetry: null,
  };
}

const CLEAN = repetition(1, true);
const TIP = repetition(2, true, [fault(5, "minor", "chest-down")]);
const MISSED = repetition(3, false, [fault(7), fault(7.1, "minor", "knees-in")]);
const MARKS = marksOf([
  { repetitions: [CLEAN, TIP], faults: [] },
  { repetitions: [MISSED], faults: [fault(7)] },
]);

describe("the marks of a session", () => {
  it("are its repetitions and their faults in the order of time, each once", () => {
    expect(MARKS.map((one) => [one.kind, one.at_s])).toEqual([
      ["repetition", 2],
      ["repetition", 4],
      ["fault", 5],
      ["repetition", 6],
      ["fault", 7],
      ["fault", 7.1],
    ]);
    expect(new Set(MARKS.map((one) => one.identifier)).size).toBe(MARKS.length);
  });

  it("are the faults themselves where a hold has no repetitions", () => {
    const marks = marksOf([{ repetitions: [], faults: [fault(3)] }]);
    expect(marks.map((one) => [one.kind, one.at_s])).toEqual([["fault", 3]]);
  });

  it.each([
    ["clean", CLEAN],
    ["tip", TIP],
    ["missed", MISSED],
  ] as const)("say that a repetition is %s", (outcome, one) => {
    expect(outcomeOf(one)).toBe(outcome);
  });

  it.each([
    ["the next of the beginning", 0, 1, 2],
    ["the next of a mark", 2, 1, 4],
    ["the one before a mark", 4, -1, 2],
    ["the next where a frame is shown a little early", 3.9997, 1, 5],
    ["none after the last", 7.1, 1, null],
    ["none before the first", 2, -1, null],
  ] as const)("have neighbours: %s", (_, at_s, direction, expected) => {
    expect(neighbourOf(MARKS, at_s, direction)?.at_s ?? null).toBe(expected);
  });

  it.each([
    ["on a repetition", 2.5, ["repetition", 2]],
    ["near a fault", 4.95, ["fault", 5]],
    ["between two faults, the nearer one", 7.08, ["fault", 7.1]],
    ["on nothing", 3.9, null],
  ] as const)("are meant by a click %s", (_, at_s, expected) => {
    const mark = markAt(MARKS, at_s, 0.1);
    expect(mark && [mark.kind, mark.at_s]).toEqual(expected);
  });

  it.each([
    [1.9, null],
    [2, 1],
    [3.8, 1],
    [3.9, null],
    [7, 3],
  ] as const)("know which repetition goes on at %f s", (at_s, number) => {
    expect(repetitionAt(MARKS, at_s)?.repetition.number ?? null).toBe(number);
  });
});

describe("the limbs", () => {
  const looks = (number: number) => {
    const verdict = verdictOf(repetitionAt(MARKS, 2 * number + 0.5));
    return Object.fromEntries(BONES.map((bone) => [bone.region, verdict(bone)]));
  };

  it("are right in a clean repetition", () => {
    expect(new Set(Object.values(looks(1)))).toEqual(new Set(["right"]));
  });

  it("show which of them a tip speaks of", () => {
    expect(looks(2)).toEqual({
      arms: "right",
      trunk: "off",
      thighs: "right",
      shanks: "right",
      feet: "right",
    });
  });

  it("show what was wrong, and call nothing right in a repetition that was not counted", () => {
    expect(looks(3)).toEqual({
      arms: "plain",
      trunk: "plain",
      thighs: "wrong",
      shanks: "wrong",
      feet: "plain",
    });
  });

  it("are plain outside of repetitions", () => {
    expect(new Set(Object.values(looks(0)))).toEqual(new Set(["plain"]));
  });
});
