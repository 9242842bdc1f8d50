import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { type HoldResult, holding, resultOf } from "../../../src/features/hold/history";
import { type HoldOptions, optionsOf, planOf } from "../../../src/features/hold/options";
import Result from "../../../src/features/hold/Result.svelte";
import ScoreRing from "../../../src/features/hold/ScoreRing.svelte";
import type { SessionDetails, SessionRow } from "../../../src/lib/api/types";

afterEach(cleanup);

const RESULT: HoldResult = {
  kind: "hold-pose",
  pose: "tree",
  name: "Tree",
  level: "standard",
  mirror: "allowed",
  goal_s: 30,
  reached: false,
  hold_s: 25,
  longest_s: 20,
  score: 84.4,
  best_score: 93.1,
  attempts: [
    { start_s: 2, end_s: 22, hold_s: 20, score: 85, mirrored: false },
    { start_s: 30, end_s: 35, hold_s: 5, score: 82, mirrored: true },
  ],
  deviations: [
    {
      limb: "left_forearm",
      action: "up",
      joints: [],
      amount_deg: 20,
      text: "Raise your left hand",
      seconds: 6,
    },
  ],
  judged_s: 40,
  unjudged_s: 1,
};
const session = (result: object | null) => ({ details: { result } }) as unknown as SessionDetails;

describe("the options of a hold", () => {
  const options: HoldOptions = {
    level: "strict",
    seconds: 45,
    isSideLocked: true,
    without: ["left-arm"],
    hasVoice: true,
    isRemote: false,
  };

  it("become a plan, and the plan the options again", () => {
    const plan = planOf("tree", options);
    expect(plan).toMatchObject({
      kind: "hold-pose",
      pose: "tree",
      seconds: 45,
      mirror: "locked",
      without: ["left-arm"],
    });
    expect(optionsOf(plan)).toEqual({
      level: "strict",
      seconds: 45,
      isSideLocked: true,
      without: ["left-arm"],
    });
  });
});

describe("a hold in the history", () => {
  it.each([
    [{ hold_s: 83 }, "1:23 held"],
    [{ hold_s: 0 }, "–"],
    [{}, "–"],
  ])("with measures %j is listed as %s", (measures, text) => {
    expect(holding.result({ measures } as unknown as SessionRow)).toBe(text);
  });

  it("shows longest, sum, mean and best in its head", () => {
    expect(holding.figures(session(RESULT)).map((one) => one.value)).toEqual(["0:20", "0:25", "84", "93"]);
  });

  it("has no result while it goes on", () => {
    expect(resultOf(session({ plan: {} }))).toBeNull();
    expect(holding.figures(session({ plan: {} }))).toEqual([]);
  });
});

describe("the result of a hold", () => {
  it("lists what was off, and each hold with its side", () => {
    render(Result, { result: RESULT });
    expect(screen.getByText("Raise your left hand")).toBeTruthy();
    expect(screen.getByText("off for 0:06")).toBeTruthy();
    expect(screen.getByText("5.0 s · other side")).toBeTruthy();
  });

  it.each([
    [{ attempts: [], deviations: [], hold_s: 0 }, /your best moment scored 93 of 100/],
    [{ attempts: [], deviations: [], hold_s: 0, best_score: null }, /never saw enough of you/],
    [{ deviations: [] }, /Nothing stood out/],
  ])("with %j says so", (change, text) => {
    render(Result, { result: { ...RESULT, ...change } });
    expect(screen.getByText(text)).toBeTruthy();
  });
});

describe("the ring of the score", () => {
  it("says in words that nothing can be judged", () => {
    render(ScoreRing, { score: null, isHolding: false });
    expect(screen.getByRole("meter").getAttribute("aria-valuetext")).toBe("cannot be judged");
  });
});
