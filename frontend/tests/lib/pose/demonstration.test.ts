import { describe, expect, it } from "vitest";
import figures from "../../../../src/poise/catalogue/exercises/figures.json";
import { DemonstrationFigure, shareAt } from "../../../src/lib/pose/demonstration";

const { start, peak } = figures.squat;
const figure = new DemonstrationFigure({ frames: [start.flat(), peak.flat()], seen_from_deg: 75 });

describe("a moving figure", () => {
  it("goes from its start to its peak and back, and stays at both for a moment", () => {
    const at = (ms: number) => Math.round(100 * shareAt(ms)) / 100;
    expect([0, 750, 1500, 1800, 2600, 3350, 3600, 3700].map(at)).toEqual([0, 0.5, 1, 1, 0.5, 0, 0, 0]);
    expect(at(3700 + 750)).toBe(0.5);
  });

  it("stays within its square and on one scale", () => {
    for (const share of [0, 0.3, 1]) {
      const { lines, head } = figure.at(share);
      for (const { x1, y1, x2, y2 } of lines)
        for (const value of [x1, y1, x2, y2]) {
          expect(value).toBeGreaterThan(0);
          expect(value).toBeLessThan(100);
        }
      expect(head.y - head.radius).toBeGreaterThan(0);
    }
    expect(figure.at(0).head.radius).toBeCloseTo(figure.at(1).head.radius, 0);
    expect(figure.at(1).head.y).toBeGreaterThan(figure.at(0).head.y + 5);
  });
});
