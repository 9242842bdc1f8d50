import { describe, expect, it } from "vitest";
import { fitted, placed, project } from "../../../src/lib/pose/projection";
import { flatImage, frameAt } from "../../../src/lib/pose/replay";
import { meaning } from "../../../src/lib/pose/score";
import { BONES, KEYPOINTS, regionsOf } from "../../../src/lib/pose/skeleton";

describe("the projection", () => {
  const world = [1, 2, 3];
  it.each([
    ["from the front leaves x and y", 0, 0, [1, 2]],
    ["after a quarter turn shows the depth as x", Math.PI / 2, 0, [3, 2]],
    ["after half a turn mirrors x", Math.PI, 0, [-1, 2]],
    ["from above shows the depth as y", 0, Math.PI / 2, [1, -3]],
  ])("%s", (_, yaw_rad, pitch_rad, expected) => {
    const flat = project(world, { yaw_rad, pitch_rad });
    expected.forEach((value, index) => expect(flat[index]).toBeCloseTo(value, 9));
  });

  it("keeps lengths in the plane that it turns", () => {
    for (let yaw_rad = 0; yaw_rad < 6; yaw_rad += 0.37) {
      const a = project([0.3, 0, 0.4], { yaw_rad, pitch_rad: 0 });
      const b = project([0.3, 0, 0.4], { yaw_rad: yaw_rad + Math.PI / 2, pitch_rad: 0 });
      expect(Math.hypot(a[0] ?? NaN, b[0] ?? NaN)).toBeCloseTo(0.5, 9);
    }
  });

  it("keeps what was not seen unseen", () => {
    expect([...project([NaN, 1, 1], { yaw_rad: 1, pitch_rad: 0 })][0]).toBeNaN();
  });
});

describe("a fit", () => {
  it("lays points into the middle of the frame and keeps proportions", () => {
    const fit = fitted([0, 0, 2, 1, NaN, 5], 100, 100, 0.1);
    expect([...placed([0, 0, 2, 1], fit)]).toEqual([10, 30, 90, 70]);
  });

  it("has an answer where nothing was seen", () => {
    expect(fitted([NaN, NaN], 100, 100)).toEqual({ scale: 1, x: 0, y: 0 });
  });
});

describe("a replay", () => {
  const times_s = [0, 0.1, 0.2, 0.5];
  it.each([
    [-1, 0],
    [0, 0],
    [0.1, 1],
    [0.49, 2],
    [0.5, 3],
    [9, 3],
  ])("at %f s shows picture %i", (at_s, frame) => {
    expect(frameAt(times_s, at_s)).toBe(frame);
  });

  it("reads points with two and with three values alike", () => {
    expect(flatImage([1, 2, 9, 3, null, 9], 2)).toEqual([1, 2, 3, NaN]);
    expect(flatImage([1, 2, 3, 4], 2)).toEqual([1, 2, 3, 4]);
  });
});

describe("the skeleton", () => {
  it("has 33 keypoints, and every bone joins two of one side or two partners", () => {
    expect(KEYPOINTS.length).toBe(33);
    for (const bone of BONES) {
      const [start, end] = [KEYPOINTS[bone.start] ?? "", KEYPOINTS[bone.end] ?? ""];
      const sides = [start.slice(0, 4), end.slice(0, 4)];
      const isLine = start.replace("left", "right") === end;
      expect(isLine || sides[0] === sides[1], `${start} ${end}`).toBe(true);
    }
  });

  it("shows the parts that a fault names, and all of the body where it names none", () => {
    expect(regionsOf(["thighs"])).toEqual(["thighs"]);
    expect(regionsOf([])).toEqual(["arms", "trunk", "thighs", "shanks", "feet"]);
  });
});

describe("a score", () => {
  it.each([
    [97, "same"],
    [80, "close"],
    [61, "similar"],
    [35, "far"],
    [5, "other"],
  ])("of %i is %s", (score, expected) => {
    expect(meaning(score)).toBe(expected);
  });
});
