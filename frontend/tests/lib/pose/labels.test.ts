import { describe, expect, it } from "vitest";
import { placeLabels, type Place, type Point } from "../../../src/lib/pose/labels";

/** The same numbers each time, evenly in 0..1 (Park and Miller 1988). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

function overlap(one: Place, other: Place): boolean {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  return across > 0 && Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y) > 0;
}

describe("labels", () => {
  it("never overlap and never leave the picture, whatever their sizes and places", () => {
    const next = numbers(7);
    let placed = 0;
    for (let round = 0; round < 300; round++) {
      const room: Point = [200 + 600 * next(), 200 + 600 * next()];
      const sizes = [0, 1, 2, 3].map((): Point => [10 + 150 * next(), 10 + 80 * next()]);
      const anchors = sizes.map((): Point => [
        (1.2 * next() - 0.1) * room[0],
        (1.2 * next() - 0.1) * room[1],
      ]);
      const body = sizes.map((): Point => [next() * room[0], next() * room[1]]);
      const places = placeLabels(sizes, anchors, room, body).filter((one) => one !== null);
      placed += places.length;
      places.forEach((one, index) => {
        expect(
          Math.min(one.x, one.y, room[0] - one.x - one.width, room[1] - one.y - one.height),
        ).toBeGreaterThanOrEqual(0);
        for (const other of places.slice(index + 1)) expect(overlap(one, other)).toBe(false);
      });
    }
    expect(placed).toBeGreaterThan(1000);
  });

  it("lie beside the limb that they speak of", () => {
    const limb = Array.from({ length: 81 }, (_, i): Point => [200, 5 * i]);
    const place = placeLabels([[60, 30]], [[200, 200]], [400, 400], limb)[0];
    expect(place && (place.x > 200 || place.x + place.width < 200)).toBe(true);
  });

  it("are left out where there is no room", () => {
    expect(placeLabels([[120, 20]], [[50, 50]], [100, 100], [])).toEqual([null]);
  });
});
