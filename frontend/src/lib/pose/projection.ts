/** A view of a body in space: turned about the vertical, then tilted towards the viewer. */
export interface View {
  yaw_rad: number;
  pitch_rad: number;
}

/**
 * Projects points onto a picture (parallel projection).
 *
 * World: metres, x to the right of the picture, y down, z away from the camera; flat x, y, z per point.
 * Returns flat x, y per point in metres, x right and y down, origin kept; NaN stays NaN.
 */
export function project(world: ArrayLike<number>, view: View): Float64Array {
  const points = turned(world, view);
  return Float64Array.from(
    { length: (points.length / 3) * 2 },
    (_, i) => points[3 * (i >> 1) + (i % 2)] ?? 0,
  );
}

/** Points as one sees them from somewhere else: flat x, y, z per point in the same frame of reference as `project`. */
export function turned(world: ArrayLike<number>, view: View): Float64Array {
  const [cy, sy] = [Math.cos(view.yaw_rad), Math.sin(view.yaw_rad)];
  const [cp, sp] = [Math.cos(view.pitch_rad), Math.sin(view.pitch_rad)];
  const count = Math.floor(world.length / 3);
  const seen = new Float64Array(count * 3);
  for (let i = 0; i < count; i++) {
    const x = world[3 * i] ?? Number.NaN;
    const y = world[3 * i + 1] ?? Number.NaN;
    const z = world[3 * i + 2] ?? Number.NaN;
    const depth = -x * sy + z * cy;
    seen.set([x * cy + z * sy, y * cp - depth * sp, y * sp + depth * cp], 3 * i);
  }
  return seen;
}

/** Scale and shift that lay points (flat x, y) into a frame with a margin, keeping their proportions. */
export interface Fit {
  scale: number;
  x: number;
  y: number;
}

export function fitted(points: ArrayLike<number>, width: number, height: number, margin = 0.1): Fit {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [points[i] ?? Number.NaN, points[i + 1] ?? Number.NaN];
    if (!Number.isFinite(x + y)) continue;
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  if (left > right) return { scale: 1, x: 0, y: 0 };
  const room = 1 - 2 * margin;
  const scale = Math.min((width * room) / (right - left || 1), (height * room) / (bottom - top || 1));
  return { scale, x: width / 2 - (scale * (left + right)) / 2, y: height / 2 - (scale * (top + bottom)) / 2 };
}

/** Points (flat x, y) after a fit. */
export function placed(points: ArrayLike<number>, fit: Fit): Float64Array {
  return Float64Array.from(points, (value, index) => value * fit.scale + (index % 2 ? fit.y : fit.x));
}
