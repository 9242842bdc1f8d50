import { describe, expect, it } from "vitest";
import type { Replay } from "../../../src/lib/api/types";
import { BodyTrack, rowsOf, interpolate } from "../../../src/lib/film/body";
import { valuesOf } from "../../../src/lib/landmarks";
import { POINTS } from "../../../src/lib/pose/skeleton";

/** A recording in which every value of a frame is the number of the frame, in tens. */
function recording(times_s: number[]): Replay {
  const row = (frame: number, each: number) => Array.from({ length: POINTS * each }, () => 10 * frame);
  return {
    times_s,
    image: times_s.map((_, frame) => row(frame, 2)),
    world: times_s.map((_, frame) => row(frame, 3)),
    visibility: times_s.map(() => row(0.1, 1)),
    image_size: [640, 480],
    angles: {},
  };
}

describe("a body between two frames", () => {
  const track = new BodyTrack(recording([0, 0.1, 0.2, 60, 60.1]));

  it.each([
    ["on a frame", 0.1, 10],
    ["halfway", 0.05, 5],
    ["shortly before the next frame", 0.199, 19.9],
    ["a little before the first frame", -0.02, 0],
    ["a little after the last frame", 60.12, 40],
    ["at the edge of a rest", 0.3, 20],
    ["shortly before a rest is over", 59.9, null],
    ["in a rest", 30, null],
    ["long before the recording", -5, null],
    ["long after the recording", 70, null],
  ])("%s, at %f s", (_, at_s, value) => {
    const body = track.at(at_s);
    if (value === null) expect(body).toBeNull();
    else {
      expect(body?.image[7]).toBeCloseTo(value, 6);
      expect(body?.world[7]).toBeCloseTo(value, 6);
      expect(body?.visibility[7]).toBeCloseTo(1, 6);
    }
  });

  it("says how far frames lie apart", () => {
    expect(track.step_s).toBeCloseTo(0.1, 6);
    expect([track.first_s, track.last_s]).toEqual([0, 60.1]);
  });

  it("is nobody in an empty recording", () => {
    expect(new BodyTrack(recording([])).at(0)).toBeNull();
  });

  it.each([
    [0.4, 1],
    [0.6, NaN],
  ])("takes a point that only the frame before has from the nearer one: %f", (share, value) => {
    expect(interpolate([1], [null], share)).toEqual([value]);
  });
});

describe("a body as rows of landmarks", () => {
  const body = {
    image: [...Array(33).keys()].flatMap((index) => [index, 2 * index]),
    world: [...Array(33).keys()].flatMap((index) => [index / 100, index / 10, Number.NaN]),
    visibility: Array.from({ length: 33 }, () => 0.75),
  };

  it("has the pixels, the metres and the visibility of each point, and null where one is not known", () => {
    const values = valuesOf(rowsOf(body));
    expect(values).toHaveLength(33 * 8);
    expect(values.slice(8 * 7, 8 * 8)).toEqual([7, 14, 0, 0.07, 0.7, null, 0.75, 0.75]);
  });
});
