import { describe, expect, it } from "vitest";
import { findingOf } from "../../../src/lib/pose/score";

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
