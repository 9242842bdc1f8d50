import { describe, expect, it } from "vitest";
import { boundedCorrection, countOf, largestCorrection } from "../../src/lib/count";

describe("what is shown of a count", () => {
  it.each([
    ["the coach's, where nobody corrected it", { attempted: 6, accurate: 5, corrected: null }, [5, 6]],
    ["a person's own in its place", { attempted: 6, accurate: 5, corrected: 6 }, [6, 6]],
    ["nothing, where the person says so", { attempted: 6, accurate: 5, corrected: 0 }, [0, 6]],
    ["an attempt for each that the coach overlooked", { attempted: 6, accurate: 6, corrected: 7 }, [7, 7]],
    ["a count where the coach saw nothing", { attempted: 0, accurate: 0, corrected: 4 }, [4, 4]],
  ])("is %s", (_, seen, [accurate, attempted]) => {
    expect(countOf(seen)).toEqual({ accurate, attempted });
  });
});

describe("a correction", () => {
  it.each([
    [6, 999, 16],
    [6, -1, 0],
    [6, 7, 7],
    [6, 2.6, 3],
    [0, 11, 10],
  ])("of %i attempted to %f is %i", (attempted, wanted, corrected) => {
    expect(boundedCorrection({ attempted }, wanted)).toBe(corrected);
    expect(corrected).toBeLessThanOrEqual(largestCorrection({ attempted }));
  });
});
