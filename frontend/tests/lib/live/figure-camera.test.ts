import { describe, expect, it } from "vitest";
import { type Joint, checks, view } from "../../../src/lib/live/check";
import { figureShare, framesOf } from "../../../src/lib/live/figure-camera";
import { worldPoint } from "../../../src/lib/landmarks";
import { shareAt } from "../../../src/lib/pose/demonstration";
import { indexOf, type Keypoint, KEYPOINTS } from "../../../src/lib/pose/skeleton";

const ROUND_MS = 3700;
const HEIGHTS_MM: readonly [RegExp, number][] = [
  [/eye|nose|ear|mouth/, -1600],
  [/shoulder/, -1400],
  [/elbow/, -1150],
  [/wrist|pinky|index$|thumb/, -900],
  [/hip/, -900],
  [/knee/, -450],
  [/ankle|heel|foot/, 0],
];

/** Somebody upright who faces the viewer: their left is on the right of the picture. */
function upright(): number[] {
  return KEYPOINTS.flatMap((name) => {
    const height = name.includes("foot") ? 0 : (HEIGHTS_MM.find(([pattern]) => pattern.test(name))?.[1] ?? 0);
    return [name.startsWith("left") ? 200 : name.startsWith("right") ? -200 : 0, height, 0];
  });
}
const JOINTS: Joint[] = ["shoulder", "hip", "knee", "ankle"];

describe("a figure in the place of a person", () => {
  it.each([
    [0, "front"],
    [45, "oblique"],
    [90, "side"],
  ])("turned by %d degrees it stands well in view, from the %s", (seen_from_deg, name) => {
    const [body] = framesOf({ frames: [upright()], seen_from_deg });
    const scene = { body, size: [640, 480] as [number, number], brightness: 128, rate_hz: 30 };
    const found = checks({ ...scene, needs: { views: [name], joints: JOINTS } });
    expect(found.filter((one) => !one.isGood)).toEqual([]);
    expect(body && view(body)).toBe(name);
  });

  it("is told in metres from the middle of the hips, as a model tells it", () => {
    const [body] = framesOf({ frames: [upright()], seen_from_deg: 90 });
    const at = (name: Keypoint) => (body ? worldPoint(body, indexOf(name)) : [0, 0, 0]);
    expect(at("left_hip")[1]).toBeCloseTo(0);
    expect(at("left_knee")[1]).toBeCloseTo(0.45);
    expect(Math.abs(at("left_shoulder")[2])).toBeCloseTo(0.2);
  });

  it("does three whole repetitions, then one that is too small", () => {
    const peaks = [0, 1, 2, 3, 4].map((repetition) => figureShare(repetition * ROUND_MS + 1700, false));
    expect(peaks).toEqual([1, 1, 1, 0.5, 1]);
    expect(figureShare(500, false)).toBe(shareAt(500));
  });

  it("takes the pose of a hold and keeps it", () => {
    expect([0, 750, 1500, 60_000].map((at_ms) => figureShare(at_ms, true))).toEqual([0, 0.5, 1, 1]);
  });
});
