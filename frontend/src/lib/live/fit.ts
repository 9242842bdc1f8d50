import { mapImagePoints, type Part, type Parts, type Rows } from "../landmarks";

type Size = readonly [number, number];

/**
 * Landmarks of a frame of one size, as they would lie letterboxed in a frame of another: one scale for x, y and z, so
 * that every angle stays what it was. A phone that is turned in the middle of a set changes the size of its frames.
 */
export function fitInto(parts: Parts, from: Size, into: Size): Parts {
  if (from[0] === into[0] && from[1] === into[1]) return parts;
  const entries = Object.entries(parts) as [Part, Rows][];
  return Object.fromEntries(entries.map(([part, rows]) => [part, fitRows(rows, from, into)]));
}

function fitRows(rows: Rows, from: Size, into: Size): Rows {
  const scale = Math.min(into[0] / from[0], into[1] / from[1]);
  const [left, top] = [(into[0] - scale * from[0]) / 2, (into[1] - scale * from[1]) / 2];
  return mapImagePoints(rows, ([x, y, z]) => [x * scale + left, y * scale + top, z * scale]);
}
