import { BONES } from "./skeleton";
import type { Fit } from "./projection";

/** Somebody in a picture: flat x, y in its pixels, flat x, y, z in metres. */
export interface Framed {
  image: ArrayLike<number>;
  world: ArrayLike<number>;
  visibility: ArrayLike<number>;
  size: [number, number];
}

/** From which visibility on a point counts as seen. */
export const SEEN = 0.35;
const MARGIN = 1.25; // around the person; landmarks end at the ears, so that hair needs some of it

interface Box {
  low: [number, number];
  high: [number, number];
}

/**
 * For each person, how its picture is laid into a panel of one size: cropped to the person, and with all people
 * equally large. Where the picture is large enough, it fills the panel.
 */
export function framed(people: readonly Framed[], width: number, height: number): Fit[] {
  const boxes = people.map(boxOf);
  const units = people.map((one) => metrePx(one.image, one.world));
  const scales = boxes.map(({ low, high }, index) => {
    const unit = units[index] ?? 1;
    const across = (MARGIN * (high[0] - low[0])) / unit;
    const down = (MARGIN * (high[1] - low[1])) / unit;
    return Math.min(width / Math.max(across, 1e-6), height / Math.max(down, 1e-6));
  });
  const metre_px = Math.min(...scales);
  return people.map((one, index) => {
    const { low, high } = boxes[index] ?? { low: [0, 0], high: one.size };
    const scale = metre_px / (units[index] ?? 1);
    return {
      scale,
      x: start(low[0], high[0], one.size[0], scale, width),
      y: start(low[1], high[1], one.size[1], scale, height),
    };
  });
}

/** Where a picture begins on an axis of a panel: its person in the middle, but no gap that need not be. */
function start(low: number, high: number, whole: number, scale: number, room: number): number {
  const middle = room / 2 - (scale * (low + high)) / 2;
  const other = room - scale * whole;
  return Math.min(Math.max(middle, Math.min(0, other)), Math.max(0, other));
}

/** The visibilities of somebody's points, 0 for those that lie outside the picture. */
export function seenInside({ image, visibility, size }: Framed): number[] {
  return Array.from(visibility, (seen, i) => {
    const [x, y] = [image[2 * i] ?? NaN, image[2 * i + 1] ?? NaN];
    return x >= 0 && y >= 0 && x <= size[0] && y <= size[1] ? seen : 0;
  });
}

/** The box around what of a person is seen in the picture; the whole picture where nothing is. */
function boxOf(one: Framed): Box {
  const low: [number, number] = [Infinity, Infinity];
  const high: [number, number] = [-Infinity, -Infinity];
  seenInside(one).forEach((seen, i) => {
    if (seen < SEEN) return;
    const [x, y] = [one.image[2 * i] ?? NaN, one.image[2 * i + 1] ?? NaN];
    [low[0], low[1]] = [Math.min(low[0], x), Math.min(low[1], y)];
    [high[0], high[1]] = [Math.max(high[0], x), Math.max(high[1], y)];
  });
  return low[0] < high[0] && low[1] < high[1] ? { low, high } : { low: [0, 0], high: one.size };
}

/** How long a metre of a body is in its picture, by least squares over the bones; 1 where that is not known. */
export function metrePx(image: ArrayLike<number>, world: ArrayLike<number>): number {
  let [both, metres] = [0, 0];
  for (const { start, end } of BONES) {
    for (const axis of [0, 1]) {
      const pixels = (image[2 * end + axis] ?? NaN) - (image[2 * start + axis] ?? NaN);
      const length = (world[3 * end + axis] ?? NaN) - (world[3 * start + axis] ?? NaN);
      if (!Number.isFinite(pixels + length)) continue;
      both += pixels * length;
      metres += length * length;
    }
  }
  return both > 0 && metres > 0 ? both / metres : 1;
}
