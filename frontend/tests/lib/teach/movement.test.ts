import { describe, expect, it } from "vitest";
import { frameAt, frameCount, pointsAt } from "../../../src/lib/teach/movement";

/** Four frames, in which every value is the number of its frame in metres. */
const MOVEMENT = {
  duration_s: 2,
  peak: 2,
  points_mm: [0, 1, 2, 3].flatMap((frame) => Array.from({ length: 99 }, () => 1000 * frame)),
};

describe("the movement of a repetition", () => {
  it("has its frames", () => expect(frameCount(MOVEMENT)).toBe(4));

  it.each([
    ["the first one at the beginning", 0, 0],
    ["the next one after a quarter of its time", 0.5, 1],
    ["the last one just before the end", 1.99, 3],
    ["the first one again when it is over", 2, 0],
    ["where it belongs in a later round", 7.1, 2],
  ])("shows %s", (_, past_s, frame) => expect(frameAt(MOVEMENT, past_s)).toBe(frame));

  it("gives the points of a frame in metres", () => {
    expect(pointsAt(MOVEMENT, 2)).toHaveLength(99);
    expect(new Set(pointsAt(MOVEMENT, 2))).toEqual(new Set([2]));
  });

  it("gives the nearest frame where there is none", () => {
    expect(pointsAt(MOVEMENT, 9)[0]).toBe(3);
    expect(pointsAt(MOVEMENT, -1)[0]).toBe(0);
  });
});
