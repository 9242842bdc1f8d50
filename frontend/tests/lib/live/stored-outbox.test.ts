import { describe, expect, it } from "vitest";
import { joined } from "../../../src/lib/live/stored-outbox";

const piece = (first: number, ...numbers: number[]) => ({
  first,
  items: numbers.map((number) => Uint8Array.of(number)),
});
const numbers = (chunks: Parameters<typeof joined>[0]) => {
  const { first, items } = joined(chunks);
  return [first, items.map((item) => item[0])];
};

describe("pieces of an outbox", () => {
  it.each([
    ["are joined in order", [piece(7, 7, 8), piece(5, 5, 6)], [5, [5, 6, 7, 8]]],
    ["that overlap hold nothing twice", [piece(5, 5, 6, 7), piece(6, 6, 7, 8)], [5, [5, 6, 7, 8]]],
    ["end where one is missing", [piece(5, 5), piece(9, 9)], [5, [5]]],
    ["may be none", [], [0, []]],
  ])("%s", (_, chunks, expected) => {
    expect(numbers(chunks)).toEqual(expected);
  });
});
