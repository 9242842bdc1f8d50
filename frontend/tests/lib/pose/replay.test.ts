import { describe, expect, it } from "vitest";
import { gapLimit_s, isInGap, withGaps } from "../../../src/lib/pose/replay";

const steps = (from: number, count: number, step = 0.1) =>
  Array.from({ length: count }, (_, index) => from + index * step);

describe("a recording with a rest in it", () => {
  const times = [...steps(0, 20), ...steps(60, 20)];
  const values = times.map((_, index) => index);

  it("has one empty point between what was seen before and after", () => {
    const [at, series = []] = withGaps(times, [values]);
    expect(at).toHaveLength(41);
    expect(series.filter((value) => value === null)).toHaveLength(1);
    expect(series[20]).toBeNull();
    expect(at[20]).toBeGreaterThan(1.9);
    expect(at[20]).toBeLessThan(60);
    expect([...at].sort((a, b) => a - b)).toEqual(at);
  });

  it.each([
    [0.05, false],
    [1.9, false],
    [30, true],
    [59.9, true],
    [60, false],
    [61.9, false],
    [100, false],
  ])("shows nobody at %f s: %s", (at, isUnseen) => {
    expect(isInGap(times, at, gapLimit_s(times))).toBe(isUnseen);
  });
});

describe("a recording without a rest", () => {
  it.each([
    ["of a fast device", steps(0, 100, 0.033)],
    ["of a device that sees twice in a second", steps(0, 50, 0.5)],
    ["thinned out to a picture every two seconds", steps(0, 50, 2)],
    ["of one picture", [3]],
    ["without any", []],
  ])("%s is left as it is", (_, times) => {
    const values = times.map(() => 1);
    expect(withGaps(times, [values, values])).toEqual([times, values, values]);
  });

  it("keeps what was not measured unmeasured", () => {
    expect(withGaps([0, 0.1, 0.2], [[1, null, 3]])).toEqual([
      [0, 0.1, 0.2],
      [1, null, 3],
    ]);
  });
});
