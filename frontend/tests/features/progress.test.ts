import { describe, expect, it } from "vitest";
import { addDays, mondayOf, todayIn, weeksOf } from "../../src/features/progress/calendar";
import { chartsOf, figuresOf } from "../../src/features/progress/measures";
import type { ProgressTotals } from "../../src/lib/api/types";

const NOTHING: ProgressTotals = {
  sessions: 0,
  sets: 0,
  attempted: 0,
  accurate: 0,
  accuracy: null,
  hold_s: 0,
  volume_kg: 0,
  score: null,
  range_deg: null,
  eccentric_s: null,
  concentric_s: null,
  asymmetry: null,
  effort_rpe: null,
};

describe("the calendar", () => {
  it.each([
    ["2026-03-29", 1, "2026-03-30"], // the night in which clocks go forward
    ["2025-10-26", 1, "2025-10-27"],
    ["2026-03-01", -1, "2026-02-28"],
    ["2026-01-01", -83, "2025-10-10"],
  ])("%s and %i days is %s", (day, count, expected) => {
    expect(addDays(day, count)).toBe(expected);
  });

  it.each([
    ["2026-03-29", "2026-03-23"],
    ["2026-03-30", "2026-03-30"],
    ["2026-01-01", "2025-12-29"],
  ])("the week of %s begins on %s", (day, monday) => {
    expect(mondayOf(day)).toBe(monday);
  });

  it.each([
    ["2026-03-29T22:30:00Z", "Europe/Berlin", "2026-03-30"],
    ["2026-03-28T22:30:00Z", "Europe/Berlin", "2026-03-28"],
    ["2026-03-29T22:30:00Z", "America/New_York", "2026-03-29"],
  ])("at %s in %s it is %s", (now, zone, day) => {
    expect(todayIn(zone, new Date(now))).toBe(day);
  });

  it("has a column for each week, and days outside of the period only to fill them", () => {
    const weeks = weeksOf("2026-03-26", "2026-04-01", new Map([["2026-03-27", 2]]));
    expect(weeks.map((one) => [one.day, one.newMonth])).toEqual([
      ["2026-03-23", ""],
      ["2026-03-30", "2026-04-01"],
    ]);
    expect(weeks[0]?.days.map((one) => [one.isIn, one.count])).toEqual([
      [false, 0],
      [false, 0],
      [false, 0],
      [true, 0],
      [true, 2],
      [true, 0],
      [true, 0],
    ]);
  });

  it("shows the last weeks of a long period", () => {
    const weeks = weeksOf("2020-01-01", "2026-04-01", new Map(), 53);
    expect([weeks.length, weeks.at(-1)?.day]).toEqual([53, "2026-03-30"]);
  });
});

describe("the charts and figures of a period", () => {
  it("are those of which there is anything", () => {
    expect(chartsOf([NOTHING])).toEqual([]);
    expect(chartsOf([{ ...NOTHING, hold_s: 30, effort_rpe: 8 }]).map((one) => one.name)).toEqual([
      "hold_s",
      "effort",
    ]);
    expect(figuresOf(NOTHING).map((one) => one.value)).toEqual(["0"]);
  });

  it("say nothing of all exercises together that only one of them can have", () => {
    const day = { ...NOTHING, sessions: 1, score: 80, range_deg: 100, eccentric_s: 1, asymmetry: 0.1 };
    expect(chartsOf([day], false).map((one) => one.name)).toEqual(["score"]);
    expect(figuresOf(day, false).map((one) => one.value)).toEqual(["1", "80"]);
    expect(chartsOf([day]).map((one) => one.name)).toEqual(["score", "range", "tempo", "asymmetry"]);
    expect(figuresOf(day).map((one) => one.value)).toEqual(["1", "80", "100°", "1 / 0 s", "10 %"]);
  });

  it("shows that nothing of what was attempted was accurate", () => {
    const day = { ...NOTHING, sessions: 1, attempted: 6, accurate: 0, accuracy: 0 };
    expect(figuresOf(day).map((one) => one.value)).toEqual(["1", "0", "0 %"]);
    expect(chartsOf([day])[0]?.lines.map((line) => line.value(day))).toEqual([6, 0]);
  });
});
