import { beforeEach, describe, expect, it } from "vitest";
import { Plans } from "../../../src/lib/choosing/plans";

const USUAL = { level: "standard", amount: 10, without: [] as string[], isRemote: false };

beforeEach(() => localStorage.clear());

describe("the plan of the last time", () => {
  it("is the usual one before there was any", () => {
    expect(new Plans("ada").recall("/coach/squat", USUAL)).toEqual(USUAL);
    expect(new Plans("ada").camera).toBe("");
  });

  it("is remembered for each page, person and device, with the camera", () => {
    new Plans("ada").keep(
      "/coach/squat",
      { ...USUAL, level: "strict", amount: 12, without: ["left arm"] },
      "usb-1",
    );
    const found = new Plans("ada");
    expect(found.recall("/coach/squat", USUAL)).toEqual({
      ...USUAL,
      level: "strict",
      amount: 12,
      without: ["left arm"],
    });
    expect(found.camera).toBe("usb-1");
    expect(found.recall("/coach/lunge", USUAL)).toEqual(USUAL);
    expect(new Plans("bob").recall("/coach/squat", USUAL)).toEqual(USUAL);
  });

  it("never sends pictures to the studio because somebody once wanted it", () => {
    new Plans("ada").keep("/coach/squat", { ...USUAL, isRemote: true }, "");
    expect(new Plans("ada").recall("/coach/squat", USUAL).isRemote).toBe(false);
  });

  it.each([
    ["another type", { level: 3, amount: "12", without: "arm" }],
    ["nothing", { level: null, amount: undefined, without: null }],
  ])("leaves out a choice that is of %s", (_, kept) => {
    new Plans("ada").keep("/coach/squat", kept, "");
    expect(new Plans("ada").recall("/coach/squat", USUAL)).toEqual(USUAL);
  });

  it.each(["", "null", "[]", "{", '{"plans": 3, "camera": []}'])(
    "is the usual one where %j was kept",
    (text) => {
      localStorage.setItem("poise-plans ada", text);
      expect(new Plans("ada").recall("/coach/squat", USUAL)).toEqual(USUAL);
      expect(new Plans("ada").camera).toBe("");
    },
  );

  it("is forgotten of the oldest pages, so that the browser's room is never filled", () => {
    const plans = new Plans("ada");
    for (let number = 0; number < 101; number += 1) plans.keep(`/coach/${number}`, { amount: 20 }, "");
    expect(plans.recall("/coach/0", USUAL).amount).toBe(10);
    expect(plans.recall("/coach/1", USUAL).amount).toBe(20);
  });
});
