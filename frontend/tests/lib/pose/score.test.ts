import { describe, expect, it } from "vitest";
import { findingOf, shownError } from "../../../src/lib/pose/score";

describe("a limb's difference", () => {
  it.each([
    [0, "right"],
    [14.9, "right"],
    [15, "off"],
    [24.9, "off"],
    [25, "wrong"],
    [180, "wrong"],
    [null, "unjudged"],
    [undefined, "unjudged"],
    [Number.NaN, "unjudged"],
  ] as const)("of %s is shown as %s", (error_deg, finding) => {
    expect(findingOf(error_deg)).toBe(finding);
  });
});

describe("what is shown of a limb", () => {
  it.each([
    ["its difference", { compared: true, error_deg: 30, sure: true }, 30],
    ["the difference, where an older result does not say how sure", { compared: true, error_deg: 30 }, 30],
    ["nothing, where depth alone tells it", { compared: true, error_deg: 30, sure: false }, null],
    ["nothing, where it was not compared", { compared: false, error_deg: null, sure: false }, null],
  ])("is %s", (_, limb, shown) => {
    expect(shownError(limb)).toBe(shown);
  });
});
