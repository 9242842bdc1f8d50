/**
 * Rows of landmarks: the only place in the page that knows the order of a keypoint's values.
 *
 * A row holds x, y, z in pixels of the upright frame, x, y, z in metres, visibility, presence, as float32; NaN is "not
 * seen". `poise/pose/landmarks.py` is its twin; both are tested against tests/golden/landmarks.json.
 */
const ROW = 8;
const [IMAGE, WORLD, VISIBILITY, PRESENCE] = [0, 3, 6, 7];

/** The size of one keypoint in bytes, little endian. */
export const ROW_BYTES = 4 * ROW;

/** Landmarks of one part, row after row. */
export type Rows = Float32Array<ArrayBuffer>;
export type Triple = readonly [number, number, number];

/** One keypoint. */
export interface Landmark {
  /** x, y, z in pixels of the frame. */
  image: Triple;
  /** x, y, z in metres. */
  world: Triple;
  visibility: number;
  presence: number;
}

/** What of a person is estimated by a model of its own; left and right are the person's own. */
export const PARTS = ["body", "left_hand", "right_hand", "face"] as const;
export type Part = (typeof PARTS)[number];

/** How many keypoints each part has. */
export const POINT_COUNTS: Readonly<Record<Part, number>> = {
  body: 33,
  left_hand: 21,
  right_hand: 21,
  face: 478,
};

/** What was found of one person in one frame: only the parts that were found. */
export type Parts = Readonly<Partial<Record<Part, Rows>>>;

export function pack(landmarks: readonly Landmark[]): Rows {
  const rows = new Float32Array(landmarks.length * ROW);
  landmarks.forEach(({ image, world, visibility, presence }, index) =>
    rows.set([...image, ...world, visibility, presence], index * ROW),
  );
  return rows;
}

export function unpack(rows: Rows): Landmark[] {
  return Array.from({ length: countPoints(rows) }, (_, index) => ({
    image: imagePoint(rows, index),
    world: worldPoint(rows, index),
    visibility: visibilityOf(rows, index),
    presence: valueAt(rows, index, PRESENCE),
  }));
}

export function countPoints(rows: Rows): number {
  return rows.length / ROW;
}

/** A keypoint's x, y, z in pixels; NaN for an index that is not there. */
export function imagePoint(rows: Rows, index: number): Triple {
  return tripleAt(rows, index, IMAGE);
}

/** A keypoint's x, y, z in metres; NaN for an index that is not there. */
export function worldPoint(rows: Rows, index: number): Triple {
  return tripleAt(rows, index, WORLD);
}

/** How likely a keypoint is in the frame and not hidden; NaN where that is not known. */
export function visibilityOf(rows: Rows, index: number): number {
  return valueAt(rows, index, VISIBILITY);
}

/** All x, y in pixels, flat, as they are drawn. */
export function flatImagePoints(rows: Rows): Float64Array {
  return Float64Array.from({ length: 2 * countPoints(rows) }, (_, i) =>
    valueAt(rows, i >> 1, IMAGE + (i % 2)),
  );
}

/** All visibilities; 0 where one is not known. */
export function visibilities(rows: Rows): Float64Array {
  return Float64Array.from({ length: countPoints(rows) }, (_, i) => visibilityOf(rows, i) || 0);
}

/** The rows with every image point moved; metres and likelihoods stay. */
export function mapImagePoints(rows: Rows, move: (point: Triple) => Triple): Rows {
  const moved = Float32Array.from(rows);
  for (let index = 0; index < countPoints(rows); index++)
    moved.set(move(imagePoint(rows, index)), index * ROW + IMAGE);
  return moved;
}

/** All values, row after row, as JSON holds them: null is "not seen". */
export function valuesOf(rows: Rows): (number | null)[] {
  return Array.from(rows, (value) => (Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null));
}

/** Writes rows as bytes at `start`. */
export function writeRows(view: DataView, start: number, rows: Rows): void {
  rows.forEach((value, index) => view.setFloat32(start + 4 * index, value, true));
}

/** Reads `points` rows that begin at byte `start`; what is infinite was not seen. Throws a RangeError where bytes are missing. */
export function readRows(view: DataView, start: number, points: number): Rows {
  return Float32Array.from({ length: points * ROW }, (_, index) => {
    const value = view.getFloat32(start + 4 * index, true);
    return Number.isFinite(value) ? value : Number.NaN;
  });
}

function tripleAt(rows: Rows, index: number, column: number): Triple {
  return [valueAt(rows, index, column), valueAt(rows, index, column + 1), valueAt(rows, index, column + 2)];
}

function valueAt(rows: Rows, index: number, column: number): number {
  return rows[index * ROW + column] ?? Number.NaN;
}
