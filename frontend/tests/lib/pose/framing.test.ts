import { describe, expect, it } from "vitest";
import { framed, metrePx, seenInside, type Framed } from "../../../src/lib/pose/framing";
import { BONES, POINTS } from "../../../src/lib/pose/skeleton";

/** Somebody whose metre is `metre_px` long, the upper left corner of the body at `at`. */
function person(metre_px: number, at: [number, number], size: [number, number]): Framed {
  const world = Array.from(
    { length: 3 * POINTS },
    (_, i) => [((i * 7) % 11) / 22, ((i * 5) % 17) / 10, 0][i % 3] ?? 0,
  );
  const image = Array.from({ length: 2 * POINTS }, (_, i) => {
    const axis = i % 2;
    return (at[axis] ?? 0) + metre_px * (world[3 * (i >> 1) + axis] ?? 0);
  });
  return { image, world, visibility: Array.from({ length: POINTS }, () => 1), size };
}

/** The lengths of all bones as they are drawn. */
function drawn(one: Framed, scale: number): number[] {
  return BONES.map(({ start, end }) =>
    Math.hypot(
      scale * ((one.image[2 * end] ?? 0) - (one.image[2 * start] ?? 0)),
      scale * ((one.image[2 * end + 1] ?? 0) - (one.image[2 * start + 1] ?? 0)),
    ),
  );
}

describe("the frames of two pictures", () => {
  const near = person(500, [50, 60], [400, 1000]);
  const far = person(60, [1500, 700], [1920, 1080]);

  it("know how long a metre is", () => {
    expect(metrePx(near.image, near.world)).toBeCloseTo(500, 6);
    expect(metrePx(near.image, [])).toBe(1);
  });

  it("show both people equally large", () => {
    const [one, other] = framed([near, far], 800, 850).map(({ scale }) => scale);
    drawn(near, one ?? 0).forEach((length, index) => {
      expect(drawn(far, other ?? 0)[index]).toBeCloseTo(length, 3);
    });
  });

  it("show everybody whole", () => {
    const people = [near, far];
    framed(people, 800, 850).forEach((fit, index) => {
      const { image } = people[index] ?? near;
      for (let i = 0; i < POINTS; i++) {
        const x = (image[2 * i] ?? 0) * fit.scale + fit.x;
        const y = (image[2 * i + 1] ?? 0) * fit.scale + fit.y;
        expect(x >= 0 && x <= 800 && y >= 0 && y <= 850, `${i}: ${x}, ${y}`).toBe(true);
      }
    });
  });

  it("leave no gap beside a picture that is large enough", () => {
    const fit = framed([person(60, [1880, 980], [1920, 1080])], 800, 850)[0] ?? { scale: 0, x: 0, y: 0 };
    expect(fit.x + fit.scale * 1920).toBeCloseTo(800, 6);
    expect(fit.y + fit.scale * 1080).toBeCloseTo(850, 6);
  });

  it("leave out what lies outside the picture", () => {
    const cut = { ...near, size: [400, 500] as [number, number] };
    const seen = seenInside(cut);
    seen.forEach((value, i) => expect(value).toBe((near.image[2 * i + 1] ?? 0) <= 500 ? 1 : 0));
    expect(new Set(seen)).toEqual(new Set([0, 1]));
  });

  it("show the whole picture where nobody is seen", () => {
    const nobody = { ...near, visibility: near.visibility && Array.from({ length: POINTS }, () => 0) };
    const fit = framed([nobody], 800, 1000)[0] ?? { scale: 0, x: 0, y: 0 };
    expect(fit.scale * 1000).toBeLessThanOrEqual(1000);
    expect(fit.x).toBeGreaterThanOrEqual(0);
  });
});
