import { describe, expect, it } from "vitest";
import { after, isUnfinished, type Move, MOVES, type Phase } from "../../../src/features/coach/phases";

const PHASES = Object.keys(MOVES) as Phase[];

function walk(...moves: Move[]): Phase | null {
  return moves.reduce<Phase | null>((phase, move) => phase && after(phase, move), "check");
}

describe("the course of a session", () => {
  it.each([
    [
      "a session of two sets",
      ["begin", "go", "endSet", "begin", "go", "endSet", "finish", "saved"],
      "summary",
    ],
    ["a pause in a set", ["begin", "go", "pause", "goOn"], "set"],
    ["a set that is ended in its pause", ["begin", "go", "pause", "endSet"], "rest"],
    ["a camera that is lost in the countdown", ["begin", "cancel"], "check"],
    ["finishing in the middle of a set", ["begin", "go", "finish"], "saving"],
    ["finishing before a set that goes on elsewhere", ["finish"], "saving"],
    ["a rest cannot be paused", ["begin", "go", "endSet", "pause"], null],
    ["a set cannot begin without its countdown", ["go"], null],
    ["nothing begins while it is written down", ["begin", "go", "finish", "begin"], null],
    ["trouble is the end", ["begin", "go", "fail", "begin"], null],
  ] as [string, Move[], Phase | null][])("%s", (_, moves, phase) => {
    expect(walk(...moves)).toBe(phase);
  });

  it("reaches its end from every phase that leaves something unfinished", () => {
    for (const phase of PHASES.filter(isUnfinished)) {
      const ways =
        phase === "saving" ? after(phase, "saved") : after(after(phase, "finish") ?? phase, "saved");
      expect([phase, ways]).toEqual([phase, "summary"]);
    }
  });

  it("can fail wherever something goes on, and nowhere else", () => {
    for (const phase of PHASES)
      expect([phase, after(phase, "fail")]).toEqual([phase, isUnfinished(phase) ? "trouble" : null]);
  });
});
