import { describe, expect, it } from "vitest";
import golden from "../../../tests/golden/landmarks.json";
import {
  countPoints,
  flatImagePoints,
  type Landmark,
  mapImagePoints,
  pack,
  PARTS,
  POINT_COUNTS,
  readRows,
  ROW_BYTES,
  type Triple,
  unpack,
  visibilities,
  visibilityOf,
  worldPoint,
  writeRows,
} from "../../src/lib/landmarks";
import { POINTS } from "../../src/lib/pose/skeleton";

const known = (value: number | null) => value ?? Number.NaN;
const triple = (values: (number | null)[]) => values.map(known) as unknown as Triple;
const LANDMARKS: Landmark[] = golden.rows.map((row) => ({
  image: triple(row.image_px),
  world: triple(row.world_m),
  visibility: known(row.visibility),
  presence: known(row.presence),
}));
const BYTES = Uint8Array.from(Buffer.from(golden.rows.map((row) => row.bytes).join(""), "hex"));
const rounded = (landmark: Landmark): Landmark => ({
  image: landmark.image.map(Math.fround) as unknown as Triple,
  world: landmark.world.map(Math.fround) as unknown as Triple,
  visibility: Math.fround(landmark.visibility),
  presence: Math.fround(landmark.presence),
});

describe("rows of landmarks", () => {
  it("have the bytes that the studio writes and reads", () => {
    const bytes = new Uint8Array(BYTES.length);
    writeRows(new DataView(bytes.buffer), 0, pack(LANDMARKS));
    expect(bytes).toEqual(BYTES);
    expect(bytes.length).toBe(LANDMARKS.length * ROW_BYTES);
  });

  it("come back as the landmarks that they were, to the last bit of float32", () => {
    const rows = readRows(new DataView(BYTES.buffer), 0, LANDMARKS.length);
    expect(unpack(rows)).toEqual(LANDMARKS.map(rounded));
    expect(countPoints(rows)).toBe(LANDMARKS.length);
  });

  it("are NaN where something infinite was sent, and are refused where bytes are missing", () => {
    const view = new DataView(new ArrayBuffer(ROW_BYTES));
    view.setFloat32(0, Infinity, true);
    view.setFloat32(12, -Infinity, true);
    const [landmark] = unpack(readRows(view, 0, 1));
    expect([landmark?.image[0], landmark?.world[0], landmark?.visibility]).toEqual([NaN, NaN, 0]);
    expect(() => readRows(view, 0, 2)).toThrow(RangeError);
  });

  it("give each keypoint by its index, and NaN for one that is not there", () => {
    const rows = pack(LANDMARKS);
    expect(worldPoint(rows, 0)).toEqual([0.5, -1.25, 0.125]);
    expect(visibilityOf(rows, 2)).toBe(0.03125);
    expect(worldPoint(rows, 99)).toEqual([NaN, NaN, NaN]);
  });

  it("are drawn from flat image points and visibilities, 0 where one is not known", () => {
    const rows = pack(LANDMARKS);
    expect([...flatImagePoints(rows).slice(0, 4)]).toEqual([320, 240, 123.456, 7.1].map(Math.fround));
    expect([...visibilities(rows)]).toEqual([1, 0.9, 0.03125, 0.7, 0.25, 0].map(Math.fround));
  });

  it("move in the frame without a change to metres and likelihoods", () => {
    const rows = pack(LANDMARKS);
    const moved = unpack(mapImagePoints(rows, ([x, y, z]) => [x + 1, 2 * y, z]));
    expect(moved[0]).toEqual({ ...LANDMARKS[0], image: [321, 480, -100] });
    expect(moved[3]?.world).toEqual([4, 5, 6]);
    expect(unpack(rows)[0]?.image).toEqual([320, 240, -100]);
  });
});

describe("the parts of a person", () => {
  it("have as many points as their models find", () => {
    expect(PARTS.map((part) => POINT_COUNTS[part])).toEqual([33, 21, 21, 478]);
    expect(POINT_COUNTS.body).toBe(POINTS);
  });
});
