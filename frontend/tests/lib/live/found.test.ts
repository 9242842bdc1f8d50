import { describe, expect, it } from "vitest";
import { unpack } from "../../../src/lib/landmarks";
import { bestHands, placesOf, rowsOf } from "../../../src/lib/live/found";

const hand = (label: string, score: number) => ({ label, score });

describe("what MediaPipe found", () => {
  it("is in pixels, with a depth in the scale of the width", () => {
    const [point] = unpack(
      rowsOf(
        { image: [{ x: 0.5, y: 0.5, z: -0.25, visibility: 0.75 }], world: [{ x: 1, y: 2, z: 3 }] },
        [640, 480],
      ),
    );
    expect(point).toEqual({ image: [320, 240, -160], world: [1, 2, 3], visibility: 0.75, presence: NaN });
  });

  it("has no metres where the model knows none, and no likelihoods for hands and faces", () => {
    const [point] = unpack(rowsOf({ image: placesOf([{ x: 1, y: 1, z: 0, visibility: 0 }]) }, [640, 480]));
    expect(point).toEqual({ image: [640, 480, 0], world: [NaN, NaN, NaN], visibility: NaN, presence: NaN });
  });
});

describe("the hands of a person", () => {
  it.each([
    ["are told apart by the model", [hand("Left", 0.9), hand("Right", 0.8)], [0.9, 0.8]],
    ["may be one", [hand("Right", 0.8)], [undefined, 0.8]],
    ["may be none", [], [undefined, undefined]],
    [
      "of which two are called left are the surer one",
      [hand("Left", 0.6), hand("Left", 0.9)],
      [0.9, undefined],
    ],
  ])("%s", (_, found, [left, right]) => {
    const best = bestHands(found);
    expect([best.left_hand?.score, best.right_hand?.score]).toEqual([left, right]);
  });
});
