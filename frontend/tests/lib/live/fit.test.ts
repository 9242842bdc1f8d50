import { describe, expect, it } from "vitest";
import { fitInto } from "../../../src/lib/live/fit";
import { POINTS } from "../../../src/lib/pose/skeleton";

/** Random points of a frame of 480x640, with depth and metres. */
function points(): Float32Array {
  let seed = 7;
  const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  return Float32Array.from({ length: POINTS * 8 }, (_, i) => next() * (i % 8 === 0 ? 480 : 640));
}

function angle(values: Float32Array, a: number, b: number, c: number): number {
  const at = (index: number) => [0, 1, 2].map((axis) => values[8 * index + axis] ?? NaN);
  const [p, q, r] = [at(a), at(b), at(c)];
  const [u, v] = [p.map((x, i) => x - (q[i] ?? 0)), r.map((x, i) => x - (q[i] ?? 0))];
  const dot = u.reduce((sum, x, i) => sum + x * (v[i] ?? 0), 0);
  return Math.acos(dot / (Math.hypot(...u) * Math.hypot(...v)));
}

describe("a camera that was turned in the middle of a set", () => {
  it("keeps every angle, and every point inside the frame", () => {
    const values = points();
    const fitted = fitInto(values, [480, 640], [640, 480]);
    for (let i = 0; i + 2 < POINTS; i++)
      expect(angle(fitted, i, i + 1, i + 2)).toBeCloseTo(angle(values, i, i + 1, i + 2), 4);
    for (let i = 0; i < POINTS; i++) {
      expect(fitted[8 * i]).toBeGreaterThanOrEqual(140); // (640 - 480 * 0.75) / 2
      expect(fitted[8 * i]).toBeLessThanOrEqual(500);
    }
  });

  it("leaves metres, visibility and presence alone", () => {
    const values = points();
    const fitted = fitInto(values, [480, 640], [640, 480]);
    for (let i = 0; i < values.length; i++) if (i % 8 > 2) expect(fitted[i]).toBe(values[i]);
  });

  it("changes nothing where the size is the same, and puts the middle into the middle", () => {
    const values = points();
    expect(fitInto(values, [640, 480], [640, 480])).toBe(values);
    values.set([240, 320]);
    expect([...fitInto(values, [480, 640], [640, 480]).slice(0, 2)]).toEqual([320, 240]);
  });
});
