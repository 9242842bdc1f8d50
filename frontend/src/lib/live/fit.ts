import { VALUES } from "./batch";

type Size = readonly [number, number];

/**
 * Landmarks of a frame of one size, as they would lie letterboxed in a frame of another: one scale for x, y and z, so
 * that every angle stays what it was. A phone that is turned in the middle of a set changes the size of its frames.
 */
export function fitInto(values: Float32Array, from: Size, into: Size): Float32Array {
  if (from[0] === into[0] && from[1] === into[1]) return values;
  const scale = Math.min(into[0] / from[0], into[1] / from[1]);
  const [left, top] = [(into[0] - scale * from[0]) / 2, (into[1] - scale * from[1]) / 2];
  const fitted = Float32Array.from(values);
  for (let at = 0; at < VALUES; at += 8) {
    fitted[at] = (values[at] ?? NaN) * scale + left;
    fitted[at + 1] = (values[at + 1] ?? NaN) * scale + top;
    fitted[at + 2] = (values[at + 2] ?? NaN) * scale;
  }
  return fitted;
}
