import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { commonest } from "../../../src/features/coach/advice";
import Gauge from "../../../src/components/stage/Gauge.svelte";
import { targetOf } from "../../../src/features/coach/options";
import SetUpCheck from "../../../src/components/stage/SetUpCheck.svelte";
import Summary from "../../../src/features/coach/Summary.svelte";
import type { Fault, Repetition, SetResult } from "../../../src/lib/api/types";

const fault = (cue: string): Fault => ({ name: cue, time_s: 1, cue, severity: "major", parts: [] });
const repetition = (number: number, faults: Fault[]): Repetition => ({
  number,
  start_s: number,
  peak_s: number + 0.5,
  end_s: number + 1,
  accurate: faults.length === 0,
  score: 90,
  side: "both",
  faults,
  range_deg: {},
  tempo_s: { eccentric: 1, pause: 0.2, concentric: 0.8 },
  asymmetry: null,
});
const set = (repetitions: Repetition[]): SetResult => ({
  kind: "coaching",
  set: 1,
  exercise: "squat",
  level: "standard",
  consistency: null,
  fatigue: { range_percent: null, concentric_percent: null },
  rests_s: [],
  other_movements: 0,
  unjudged: {},
  attempted: repetitions.length,
  accurate: repetitions.filter((one) => one.accurate).length,
  unfinished: 0,
  hold_s: 0,
  score: 90,
  repetitions,
  faults: [],
  notices: [],
});

afterEach(cleanup);

describe("the summary", () => {
  it("gives the reason for every repetition that was not accurate", () => {
    render(Summary, { sets: [set([repetition(1, []), repetition(2, [fault("Go a little deeper")])])] });
    const rows = screen.getAllByRole("row").map((row) => row.textContent?.replace(/\s+/g, " "));
    expect(rows[1]).toMatch(/✓ Accurate/);
    expect(rows[2]).toMatch(/✕ Not quite · Go a little deeper/);
  });

  it("says that every repetition was clean", () => {
    render(Summary, { sets: [set([repetition(1, [])])] });
    expect(screen.getByText(/Every repetition was clean/)).toBeTruthy();
  });

  it("says that nothing was seen rather than nothing at all", () => {
    render(Summary, { sets: [set([])] });
    expect(screen.getByText(/No repetition was seen/)).toBeTruthy();
  });
});

describe("what to work on", () => {
  it("names the commonest cues first, at most three", () => {
    const faults = ["a", "b", "b", "c", "c", "c", "d"].map((cue, i) => repetition(i + 1, [fault(cue)]));
    expect(commonest([set(faults)])).toEqual([
      { cue: "c", count: 3 },
      { cue: "b", count: 2 },
      { cue: "a", count: 1 },
    ]);
  });
});

describe("the depth gauge", () => {
  it.each([
    ["shows a tick inside the band", 1, true],
    ["shows none below it", 0.4, false],
    ["shows none while nothing is seen", null, false],
  ])("%s", (_, progress, isTicked) => {
    const { container } = render(Gauge, { progress, band: [0.8, 1.2] as [number, number] });
    expect(container.querySelector(".tick") !== null).toBe(isTicked);
    expect(screen.getByRole("meter").getAttribute("aria-valuenow")).toBe(String((progress ?? 0) * 100));
  });
});

describe("the set-up check", () => {
  it("says the first thing to mend", () => {
    const found = [
      { name: "person" as const, isGood: true, hint: "" },
      { name: "size" as const, isGood: false, hint: "closer" },
    ];
    render(SetUpCheck, { found, isReady: true, canBegin: true, begin: () => undefined, useStudio: null });
    expect(screen.getByText("Come a little closer.")).toBeTruthy();
  });
});

describe("the options of a training", () => {
  it.each([
    ["none", null],
    ["repetitions", { repetitions: 10 }],
    ["accurate", { accurate: 10 }],
    ["seconds", { seconds: 10 }],
  ] as const)("with target %s asks for %j", (kind, target) => {
    expect(
      targetOf({ level: "standard", kind, amount: 10, rest_s: 60, hasVoice: true, isRemote: false }),
    ).toEqual(target && { repetitions: null, accurate: null, seconds: null, ...target });
  });
});
