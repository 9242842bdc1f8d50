import { describe, expect, it } from "vitest";
import { containedIn, hasShapeOf, layOnto } from "../../../src/lib/film/geometry";

describe("a film in its element", () => {
  it.each([
    ["of the same shape fills it", [1920, 1080], [640, 360], { x: 0, y: 0, width: 640, height: 360 }],
    [
      "that is upright has ground at its sides",
      [720, 1280],
      [640, 640],
      { x: 140, y: 0, width: 360, height: 640 },
    ],
    [
      "that is wider has ground above and below",
      [200, 100],
      [100, 100],
      { x: 0, y: 25, width: 100, height: 50 },
    ],
    ["that has no size yet is nowhere", [0, 0], [100, 100], { x: 0, y: 0, width: 0, height: 0 }],
  ] as const)("%s", (_, frame, element, place) => {
    expect(containedIn(frame, element)).toEqual(place);
  });

  it.each([
    ["the same film", [1920, 1080], [1920, 1080], true],
    ["a smaller copy whose size was rounded", [1920, 1080], [854, 480], true],
    ["a film that was turned", [1080, 1920], [1920, 1080], false],
    ["a film of another camera", [640, 480], [1280, 720], false],
    ["a film without a size", [0, 0], [1280, 720], false],
  ] as const)("fits the recording: %s", (_, film, recording, isAlike) => {
    expect(hasShapeOf(film, recording)).toBe(isAlike);
  });

  it("has the points of the recording where they were seen", () => {
    const place = containedIn([720, 1280], [640, 640]);
    expect([...layOnto([0, 0, 360, 640, 180, 320], [360, 640], place)]).toEqual([140, 0, 500, 640, 320, 320]);
  });

  it("has points that were not seen nowhere", () => {
    expect([...layOnto([NaN, 1], [10, 10], { x: 0, y: 0, width: 10, height: 10 })]).toEqual([NaN, 1]);
  });
});
