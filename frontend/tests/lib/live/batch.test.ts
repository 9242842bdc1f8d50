import { describe, expect, it } from "vitest";
import {
  decodeBatch,
  encodeBatch,
  encodeItem,
  type Item,
  MAX_ITEMS,
  VALUES,
} from "../../../src/lib/live/batch";

const values = Float32Array.from({ length: VALUES }, (_, i) => i / 7);
const CASES: [string, Item, number][] = [
  ["nobody takes 12 bytes", { kind: "nobody", time_s: 0.033 }, 12],
  ["a mark takes 12 bytes", { kind: "mark", time_s: 12.5, mark: "setBegins" }, 12],
  ["landmarks take 1068 bytes", { kind: "landmarks", time_s: 1.25, values }, 1068],
];

describe("a batch", () => {
  it.each(CASES)("%s and comes back as it was", (_, item, size) => {
    const bytes = encodeItem(item);
    expect(bytes.length).toBe(size);
    expect(decodeBatch(encodeBatch(7, [bytes]))).toEqual({ first: 7, items: [item] });
  });

  it("has the bytes that the protocol lays down", () => {
    const bytes = encodeBatch(258, [encodeItem({ kind: "mark", time_s: 1, mark: "pause" })]);
    const head = [1, 1, 1, 0, 2, 1, 0, 0];
    const item = [2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f];
    expect([...bytes]).toEqual([...head, ...item]);
  });

  it("keeps a point that was not seen as NaN", () => {
    const holes = Float32Array.from(values, (value, i) => (i % 8 === 7 ? NaN : value));
    const [item] = decodeBatch(
      encodeBatch(0, [encodeItem({ kind: "landmarks", time_s: 0, values: holes })]),
    ).items;
    expect(item?.kind === "landmarks" && Number.isNaN(item.values[7])).toBe(true);
  });

  it("refuses other numbers of values and of items", () => {
    expect(() => encodeItem({ kind: "landmarks", time_s: 0, values: new Float32Array(8) })).toThrow(
      RangeError,
    );
    expect(() => encodeBatch(0, [])).toThrow(RangeError);
    const many = Array.from({ length: MAX_ITEMS + 1 }, () => encodeItem({ kind: "nobody", time_s: 0 }));
    expect(() => encodeBatch(0, many)).toThrow(RangeError);
  });
});
