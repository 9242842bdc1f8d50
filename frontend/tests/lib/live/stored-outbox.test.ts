import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Outbox } from "../../../src/lib/live/outbox";
import { joined, OutboxSaver } from "../../../src/lib/live/stored-outbox";

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

describe("the saver of an outbox", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A saver over a disc that can be full, and the numbers of the items that are on the disc. */
  function saver() {
    const outbox = new Outbox();
    const disc = {
      isFull: false,
      chunks: [] as { first: number; items: Uint8Array[] }[],
      kept: [] as boolean[],
    };
    const store = {
      append: async (_: string, first: number, items: Uint8Array[]) => {
        if (!disc.isFull) disc.chunks.push({ first, items });
        return !disc.isFull;
      },
      clear: async () => {
        disc.chunks = [];
        return true;
      },
    };
    const made = new OutboxSaver("s", outbox, store, (isKept) => disc.kept.push(isKept));
    const push = (count: number) => {
      for (let i = 0; i < count; i++) outbox.push(Uint8Array.of(outbox.count));
    };
    const onDisc = () => joined(disc.chunks).items.map((item) => item[0]);
    return { outbox, disc, made, push, onDisc, second: () => vi.advanceTimersByTimeAsync(1000) };
  }
  const numbers = (count: number) => [...Array(count).keys()];

  it("writes all but the last second where nothing arrives at the studio", async () => {
    const one = saver();
    for (let i = 0; i < 4; i++) {
      one.push(30);
      await one.second();
      expect(one.onDisc()).toEqual(numbers(30 * (i + 1)));
    }
    one.made.close();
  });

  it("writes nothing that arrives within a second", async () => {
    const one = saver();
    for (let i = 0; i < 4; i++) {
      one.push(30);
      one.outbox.release(one.outbox.count - 2);
      await one.second();
    }
    expect(one.onDisc()).toEqual([]);
    one.made.close();
  });

  it("says once that the disc is full, and leaves no gap when it is not full any more", async () => {
    const one = saver();
    one.push(30);
    await one.second();
    one.disc.isFull = true;
    one.push(30);
    await one.second();
    await one.second();
    one.push(30);
    one.disc.isFull = false;
    await one.second();
    expect(one.onDisc()).toEqual(numbers(90));
    expect(one.disc.kept).toEqual([false, true]);
    one.made.close();
  });

  it("writes the rest when the page is left", async () => {
    const one = saver();
    one.push(7);
    one.made.leave();
    expect(one.onDisc()).toEqual(numbers(7));
  });
});
