import { describe, expect, it } from "vitest";
import { checks, type Scene, view } from "../../src/lib/live/check";
import { indexOf, type Keypoint, POINTS } from "../../src/lib/pose/skeleton";

/** A person who stands upright in a picture of 640x480, from `top` to `bottom` pixels, turned by `yaw_deg`. */
function standing(top: number, bottom: number, yaw_deg = 0): Float32Array {
  const values = new Float32Array(POINTS * 8);
  const places: Partial<Record<Keypoint, number>> = {
    nose: 0.05,
    left_hip: 0.5,
    right_hip: 0.5,
    left_ankle: 0.96,
    right_ankle: 0.96,
    left_foot_index: 1,
    right_foot_index: 1,
  };
  for (let i = 0; i < POINTS; i++) values.set([320, (top + bottom) / 2, 0, 0, 0, 0, 0.9, 0.9], 8 * i);
  for (const [name, share] of Object.entries(places))
    values[8 * indexOf(name as Keypoint) + 1] = top + share * (bottom - top);
  const yaw = (yaw_deg * Math.PI) / 180;
  for (const [name, sign] of [
    ["left_shoulder", 1],
    ["right_shoulder", -1],
  ] as const) {
    values[8 * indexOf(name) + 3] = sign * 0.2 * Math.cos(yaw);
    values[8 * indexOf(name) + 5] = sign * 0.2 * Math.sin(yaw);
  }
  return values;
}

const GOOD: Scene = {
  values: standing(60, 430),
  size: [640, 480],
  brightness: 120,
  rate_hz: 30,
  views: ["front", "side"],
};

const CASES: [string, Partial<Scene>, string[]][] = [
  ["a person well in view is told nothing", {}, []],
  ["nobody is asked to come", { values: null }, ["nobody"]],
  ["feet below the picture are named", { values: standing(60, 520) }, ["feet"]],
  ["a small person is asked to come closer", { values: standing(200, 400) }, ["closer"]],
  ["a head above the picture is named", { values: standing(-40, 400) }, ["head"]],
  ["a dark room is named", { brightness: 20 }, ["dark"]],
  ["unknown brightness is no reproach", { brightness: NaN }, []],
  ["slow pictures are named", { rate_hz: 6 }, ["slow"]],
  ["the wrong side is named", { views: ["side"] }, ["turn-side"]],
  ["an exercise for any view asks for none", { views: [] }, []],
];

describe("the set-up check", () => {
  it.each(CASES)("%s", (_, change, hints) => {
    const found = checks({ ...GOOD, ...change }).filter((one) => !one.isGood);
    expect(found.map((one) => one.hint)).toEqual(hints);
  });

  it.each([
    [0, "front"],
    [40, "oblique"],
    [85, "side"],
    [180, "back"],
  ])("a body turned by %i degrees is seen from the %s", (yaw_deg, expected) => {
    expect(view(standing(60, 430, yaw_deg))).toBe(expected);
  });
});
