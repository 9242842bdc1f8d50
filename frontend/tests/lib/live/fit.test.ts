import { describe, expect, it } from "vitest";
import {
  pack,
  type Part,
  type Parts,
  POINT_COUNTS,
  type Rows,
  type Triple,
  unpack,
} from "../../../src/lib/landmarks";
import { fitInto } from "../../../src/lib/live/fit";

let seed = 7;
const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647;

/** Random points of a frame of 480x640, with depth and metres. */
function points(part: Part): Rows {
  return pack(
    Array.from({ length: POINT_COUNTS[part] }, () => ({
      image: [480 * next(), 640 * next(), 480 * next()],
      world: [next(), next(), next()],
      visibility: next(),
      presence: next(),
    })),
  );
}

const PARTS: Parts = { body: points("body"), right_hand: points("right_hand") };
const images = (rows: Rows | undefined) => (rows ? unpack(rows).map((one) => one.image) : []);

function angle(p: Triple, q: Triple, r: Triple): number {
  const [u, v] = [p, r].map((end) => end.map((x, axis) => x - (q[axis] ?? 0))) as [number[], number[]];
  const dot = u.reduce((sum, x, axis) => sum + x * (v[axis] ?? 0), 0);
  return Math.acos(dot / (Math.hypot(...u) * Math.hypot(...v)));
}

describe("a camera that was turned in the middle of a set", () => {
  it.each(["body", "right_hand"] as const)(
    "keeps every angle of the %s, and every point in the frame",
    (part) => {
      const before = images(PARTS[part]);
      const after = images(fitInto(PARTS, [480, 640], [640, 480])[part]);
      const angles = (all: Triple[]) => all.slice(2).map((one, i) => angle(all[i]!, all[i + 1]!, one));
      angles(after).forEach((one, i) => expect(one).toBeCloseTo(angles(before)[i]!, 4));
      for (const [x] of after) {
        expect(x).toBeGreaterThanOrEqual(140); // (640 - 480 * 0.75) / 2
        expect(x).toBeLessThanOrEqual(500);
      }
    },
  );

  it("leaves metres, visibility and presence alone", () => {
    const rest = (parts: Parts) => unpack(parts.body!).map((one) => ({ ...one, image: null }));
    expect(rest(fitInto(PARTS, [480, 640], [640, 480]))).toEqual(rest(PARTS));
  });

  it("changes nothing where the size is the same, and puts the middle into the middle", () => {
    expect(fitInto(PARTS, [640, 480], [640, 480])).toBe(PARTS);
    const middle = pack([{ image: [240, 320, 0], world: [0, 0, 0], visibility: 1, presence: 1 }]);
    expect(images(fitInto({ body: middle }, [480, 640], [640, 480]).body)).toEqual([[320, 240, 0]]);
  });

  it("finds nobody where nobody was", () => {
    expect(fitInto({}, [480, 640], [640, 480])).toEqual({});
  });
});
