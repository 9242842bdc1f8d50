import { describe, expect, it } from "vitest";
import {
  accurateWords,
  measureWords,
  postureWords,
  rangeWords,
  viewWords,
} from "../../../src/features/teach/words";
import type { Reading } from "../../../src/lib/api/types";

function reading(change: object = {}): Reading {
  return {
    signal: { measure: "knee_flexion", rest: 8, peak: 96 },
    unit: "deg",
    posture: [],
    exercise: {
      views: ["front", "oblique"],
      range: { measure: "knee_flexion", peak: { beginner: 60, standard: 74, strict: 88 }, rest: {} },
    },
    ...change,
  } as unknown as Reading;
}

const lean = (at_least: number | null, at_most: number | null) =>
  reading({ posture: [{ measure: "trunk_lean", at_least, at_most }] });

describe("what was learned, in words", () => {
  it("names what counts, and a measure without words by its name", () => {
    expect(measureWords("knee_flexion")).toBe("the bend of the knees");
    expect(measureWords("foot_gap")).toBe("foot gap");
  });

  it("tells degrees as degrees, and shares of a length as numbers", () => {
    expect(rangeWords(reading())).toBe("from 8° to 96°");
    const raised = reading({ unit: "trunk", signal: { measure: "wrist_height", rest: -0.5, peak: 1.25 } });
    expect(rangeWords(raised)).toBe("from -0.50 to 1.25");
  });

  it("tells from where on a repetition is accurate", () => {
    expect(accurateWords(reading())).toBe("accurate from 74°");
    expect(accurateWords(reading({ exercise: { views: [], range: null } }))).toBe("");
  });

  it.each([
    ["nothing is asked", reading(), "as you like"],
    ["standing", lean(null, 40), "upright, leaning 40° at most"],
    ["leaning", lean(10, 70), "leaning between 10° and 70°"],
    ["bent over", lean(33, 104), "bent over, between 33° and 104°"],
    ["lying", lean(60, null), "lying or bent far over"],
  ])("tells the posture: %s", (_, given, words) => expect(postureWords(given)).toBe(words));

  it("tells from where the camera may look", () => {
    expect(viewWords(reading())).toBe("from the front, at an angle");
  });
});
