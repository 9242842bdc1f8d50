/** Where a film is shown inside of its element, and where a recording's points lie on it. */

export type Size = readonly [width: number, height: number];

/** A rectangle in CSS pixels of the element. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

// Encoders round sizes to whole blocks, and a studio may look at a smaller copy: both change the shape by less.
const MAX_SHAPE_ERROR = 0.03;

/** Where the frame lies in an element that shows it whole (`object-fit: contain`), in the element's CSS pixels. */
export function containedIn(frame: Size, element: Size): Rectangle {
  if (!(frame[0] > 0 && frame[1] > 0)) return { x: 0, y: 0, width: 0, height: 0 };
  const scale = Math.min(element[0] / frame[0], element[1] / frame[1]);
  const [width, height] = [scale * frame[0], scale * frame[1]];
  return { x: (element[0] - width) / 2, y: (element[1] - height) / 2, width, height };
}

/** Whether two frames have the same shape; a recording's points lie right on a film only where they have. */
export function hasShapeOf(one: Size, other: Size): boolean {
  const [first, second] = [one[0] / one[1], other[0] / other[1]];
  return Number.isFinite(first) && Math.abs(first / second - 1) <= MAX_SHAPE_ERROR;
}

/** Points (flat x, y) in pixels of a recording's frame, laid onto the place where the film is shown. */
export function layOnto(points: ArrayLike<number>, frame: Size, film: Rectangle): Float64Array {
  const [x, y] = [film.width / frame[0], film.height / frame[1]];
  return Float64Array.from(points, (value, index) => (index % 2 ? film.y + value * y : film.x + value * x));
}
