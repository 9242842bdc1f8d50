/** What can be charted of days and weeks, and in which words. */
import type { ProgressTotals } from "../../lib/api/types";
import { clock, number, shortNumber, type Text } from "../../lib/i18n/index.svelte";

type Value = (totals: ProgressTotals) => number | null;

/** One chart: its lines are of one unit. */
export interface Charted {
  name: "accurate" | "accuracy" | "hold_s" | "range" | "tempo" | "asymmetry" | "volume" | "effort" | "score";
  label: Text;
  unit: string;
  lines: readonly { label: Text; value: Value }[];
}

const percent = (share: number | null): number | null => (share === null ? null : 100 * share);
/** What was not done is nothing to be charted; a mean that nobody measured is none either. */
const orNone = (value: number): number | null => value || null;

export const CHARTS: readonly Charted[] = [
  {
    name: "accurate",
    label: "progress.measure.accurate",
    unit: "",
    lines: [
      { label: "progress.attempted", value: (one) => orNone(one.attempted) },
      { label: "session.accurate", value: (one) => (one.attempted ? one.accurate : null) },
    ],
  },
  single("accuracy", "progress.measure.accuracy", " %", (one) => percent(one.accuracy)),
  single("hold_s", "progress.measure.hold_s", " s", (one) => orNone(one.hold_s)),
  single("score", "progress.measure.score", " ", (one) => one.score),
  single("range", "progress.measure.range", "°", (one) => one.range_deg),
  {
    name: "tempo",
    label: "progress.measure.tempo",
    unit: " s",
    lines: [
      { label: "progress.eccentric", value: (one) => one.eccentric_s },
      { label: "progress.concentric", value: (one) => one.concentric_s },
    ],
  },
  single("asymmetry", "progress.measure.asymmetry", " %", (one) => percent(one.asymmetry)),
  single("volume", "progress.measure.volume", " kg", (one) => orNone(one.volume_kg)),
  single("effort", "progress.measure.effort", " ", (one) => one.effort_rpe),
];

function single(name: Charted["name"], label: Text, unit: string, value: Value): Charted {
  return { name, label, unit, lines: [{ label, value }] };
}

/** What is measured of a movement, and is no number of several movements together. */
const OF_ONE_EXERCISE = new Set<Text>([
  "progress.measure.range",
  "progress.measure.tempo",
  "progress.measure.asymmetry",
]);

/** The charts for which there is anything to be drawn. */
export function chartsOf(rows: readonly ProgressTotals[], isOneExercise = true): Charted[] {
  return CHARTS.filter(
    (chart) =>
      (isOneExercise || !OF_ONE_EXERCISE.has(chart.label)) &&
      chart.lines.some((line) => rows.some((row) => line.value(row) !== null)),
  );
}

/** A figure with its name, for the head of the page and for comparing two sessions. */
export interface NamedValue {
  label: Text;
  value: string;
}

/** The figures of a period, those left out of which there is nothing. */
export function figuresOf(totals: ProgressTotals, isOneExercise = true): NamedValue[] {
  const found: (NamedValue | null)[] = [
    { label: "progress.sessions", value: number(totals.sessions) },
    totals.attempted ? { label: "progress.measure.accurate", value: number(totals.accurate) } : null,
    given(totals.accuracy, "progress.measure.accuracy", (share) => `${number(100 * share)} %`),
    given(orNone(totals.hold_s), "progress.measure.hold_s", clock),
    given(totals.score, "progress.measure.score", (score) => number(score)),
    given(totals.range_deg, "progress.measure.range", (range) => `${number(range)}°`),
    given(
      totals.eccentric_s,
      "progress.measure.tempo",
      (down) => `${shortNumber(down)} / ${shortNumber(totals.concentric_s ?? 0)} s`,
    ),
    given(totals.asymmetry, "progress.measure.asymmetry", (share) => `${number(100 * share)} %`),
    given(orNone(totals.volume_kg), "progress.measure.volume", (kg) => `${shortNumber(kg)} kg`),
    given(totals.effort_rpe, "progress.measure.effort", (effort) => shortNumber(effort)),
  ];
  return found.filter(
    (one) => one !== null && (isOneExercise || !OF_ONE_EXERCISE.has(one.label)),
  ) as NamedValue[];
}

function given(value: number | null, label: Text, write: (value: number) => string): NamedValue | null {
  return value === null ? null : { label, value: write(value) };
}
