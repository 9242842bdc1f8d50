import { describe, expect, it } from "vitest";
import { Rate } from "../../../src/lib/uploads/rate";

describe("the rate of an upload", () => {
  it("is that of the last seconds", () => {
    const rate = new Rate();
    expect(rate.note(0, 0)).toBe(0);
    expect(rate.note(1000, 1000)).toBe(1000);
    expect(rate.note(2000, 2000)).toBe(1000);
    for (let second = 3; second <= 20; second++) rate.note(2000 + 100 * (second - 2), 1000 * second);
    expect(rate.note(3900, 21_000)).toBeCloseTo(100);
  });

  it("begins anew where bytes are sent again", () => {
    const rate = new Rate();
    rate.note(5000, 0);
    rate.note(6000, 1000);
    expect(rate.note(2000, 2000)).toBe(0);
    expect(rate.note(2500, 3000)).toBe(500);
  });

  it("is not known after a pause", () => {
    const rate = new Rate();
    rate.note(0, 0);
    rate.reset();
    expect(rate.note(1000, 1000)).toBe(0);
  });
});
