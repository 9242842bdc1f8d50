import { describe, expect, it } from "vitest";
import golden from "../../../../tests/golden/live_items.json";
import {
  countPoints,
  type Part,
  type Parts,
  PARTS,
  POINT_COUNTS,
  type Rows,
} from "../../../src/lib/landmarks";
import {
  decodeBatch,
  encodeBatch,
  encodeItem,
  fitBatch,
  type Item,
  MAX_BATCH_BYTES,
  MAX_ITEMS,
  type Mark,
  observed,
  readItem,
  timeOf,
} from "../../../src/lib/live/batch";

/** Values of the golden file. */
function rowsFor(part: Part): Rows {
  return Float32Array.from({ length: POINT_COUNTS[part] * 8 }, (_, i) => (i % 257) / 8 - 16);
}

function itemOf(one: (typeof golden.items)[number]): Item {
  const parts: Parts = Object.fromEntries(one.parts.map((part) => [part, rowsFor(part as Part)]));
  return one.mark
    ? { kind: "mark", time_s: one.time_s, mark: one.mark as Mark }
    : observed(one.time_s, parts);
}

const bytesOf = (one: { bytes: string }) => Uint8Array.from(Buffer.from(one.bytes, "base64"));
const written = golden.items.filter((one) => one.kind !== "landmarks");
const hand = rowsFor("left_hand");

describe("an item", () => {
  it.each(written)("$is has the bytes that the studio reads", (one) => {
    expect(encodeItem(itemOf(one))).toEqual(bytesOf(one));
  });

  it.each(golden.items)("$is is read as it was written", (one) => {
    const bytes = bytesOf(one);
    expect(readItem(new DataView(bytes.buffer), 0)).toEqual({ item: itemOf(one), end: bytes.length });
    expect(timeOf(bytes)).toBe(one.time_s);
  });

  it("comes back whatever parts it holds and whatever was not seen", () => {
    for (let some = 1; some < 2 ** PARTS.length; some++) {
      const chosen = PARTS.filter((_, index) => some & (1 << index));
      const parts = Object.fromEntries(chosen.map((part) => [part, rowsFor(part)]));
      for (const rows of Object.values(parts)) rows[some] = NaN;
      const item = observed(some / 7, parts);
      expect(decodeBatch(encodeBatch(some, [encodeItem(item)]))).toEqual({ first: some, items: [item] });
    }
  });

  it("of no parts says that nobody is there", () => {
    expect(observed(1, {})).toEqual({ kind: "nobody", time_s: 1 });
  });

  it("with another number of points is a mistake", () => {
    expect(() => encodeItem(observed(0, { body: hand }))).toThrow(RangeError);
  });
});

describe("a batch", () => {
  it("has the bytes that the protocol lays down", () => {
    const bytes = encodeBatch(258, [encodeItem({ kind: "mark", time_s: 1, mark: "pause" })]);
    const head = [2, 1, 1, 0, 2, 1, 0, 0];
    const item = [2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f];
    expect([...bytes]).toEqual([...head, ...item]);
  });

  it("carries what a page of version 1 left in the outbox", () => {
    const old = golden.items.find((one) => one.kind === "landmarks")!;
    const { items } = decodeBatch(encodeBatch(0, [bytesOf(old)]));
    expect(items).toEqual([itemOf(old)]);
  });

  it("refuses other numbers of items", () => {
    expect(() => encodeBatch(0, [])).toThrow(RangeError);
    const many = Array.from({ length: MAX_ITEMS + 1 }, () => encodeItem({ kind: "nobody", time_s: 0 }));
    expect(() => encodeBatch(0, many)).toThrow(RangeError);
  });

  it("takes as many items as the studio takes in one message", () => {
    const body = encodeItem(observed(0, { body: rowsFor("body") }));
    const face = encodeItem(observed(0, { face: rowsFor("face") }));
    const huge = new Uint8Array(MAX_BATCH_BYTES + 1);
    expect(fitBatch(Array(100).fill(body))).toHaveLength(MAX_ITEMS);
    expect(fitBatch(Array(100).fill(face))).toHaveLength(Math.floor((MAX_BATCH_BYTES - 8) / face.length));
    expect(fitBatch([huge, body])).toHaveLength(1);
    expect(fitBatch([body, huge])).toHaveLength(1);
    expect(fitBatch([])).toEqual([]);
  });
});

describe("damaged bytes", () => {
  const good = encodeItem(observed(1, { left_hand: hand, right_hand: hand }));
  const second = 12 + 4 + hand.byteLength;
  const changed = (at: number, ...values: number[]) => {
    const bytes = Uint8Array.from(good);
    bytes.set(values, at);
    return bytes;
  };
  it.each([
    ["an unknown kind", changed(0, 3)],
    ["a part of an unknown code", changed(12, 4)],
    ["a part that stands twice", changed(second, 1)],
    ["a wrong number of points", changed(14, 20)],
    ["more parts than there are", changed(1, 3)],
    ["no parts", changed(1, 0)],
    ["a mark that nobody knows", Uint8Array.from([2, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
    ["a time that is no number", changed(4, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f)],
    ["an item that is cut off", good.slice(0, -1)],
    ["a head that is cut off", good.slice(0, 11)],
  ])("with %s are refused", (_, bytes) => {
    expect(() => decodeBatch(encodeBatch(0, [bytes]))).toThrow(RangeError);
  });

  it("are refused with another version or count", () => {
    const batch = encodeBatch(0, [good]);
    expect(countPoints(hand)).toBe(21);
    for (const [at, value] of [
      [0, 3],
      [2, 2],
    ] as const) {
      const other = Uint8Array.from(batch);
      other[at] = value;
      expect(() => decodeBatch(other)).toThrow(RangeError);
    }
  });
});
