import type { SessionDetails, SessionRow, SetResult } from "../../lib/api/types";
import { clock, number, t } from "../../lib/i18n/index.svelte";
import type { Summary } from "../../lib/live/messages";
import type { NotedSet } from "../../lib/set-notes";
import type { Figure, Notice, SessionKind } from "../feature";

export type TrainingResult = Extract<Summary, { kind: "training" }>;

/** What a finished training came to; null while it goes on. */
export function resultOf(session: SessionDetails): TrainingResult | null {
  const { result } = session.details;
  return result?.kind === "training" ? result : null;
}

/** The sets of all exercises in the order in which they were done, numbered through. */
export function setsOf(found: TrainingResult): SetResult[] {
  const sets = found.parts.flatMap((part) => part.sets);
  return sets
    .map((one) => ({ one, at_s: one.repetitions[0]?.start_s ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => a.one.step - b.one.step || a.at_s - b.at_s)
    .map(({ one }, index) => ({ ...one, set: index + 1 }));
}

/** The sets of which weight and effort may be written down, in the order in which they were done. */
export function notedSets(found: TrainingResult, nameOf: (exercise: string) => string): NotedSet[] {
  const steps = found.parts.flatMap((part) =>
    part.sets.map(({ step, set }) => ({ step, set, exercise: part.exercise })),
  );
  const first = new Map(steps.sort((a, b) => b.set - a.set).map((one) => [one.step, one]));
  return [...first.values()]
    .sort((a, b) => a.step - b.step)
    .map(({ step, set, exercise }) => ({
      key: String(step),
      exercise,
      label: `${nameOf(exercise)}, ${t("notes.of-set", { number: set })}`,
    }));
}

function result(row: SessionRow): string {
  const [done, steps] = [row.measures["steps_done"] ?? 0, row.measures["steps"] ?? 0];
  return steps ? t("train.sets-done", { done, steps }) : "–";
}

function figures(session: SessionDetails): Figure[] {
  const found = resultOf(session);
  if (!found) return [];
  const all: Figure[] = [{ label: "train.sets", value: number(found.steps_done), of: number(found.steps) }];
  if (found.attempted) {
    all.push({ label: "session.accurate", value: number(found.accurate), of: number(found.attempted) });
  }
  if (found.hold_s) all.push({ label: "session.held", value: clock(found.hold_s) });
  if (found.score !== null) all.push({ label: "summary.score", value: number(found.score) });
  return all;
}

/** What the coach noticed in between: the person lost from view, for instance. */
function notices(session: SessionDetails): Notice[] {
  const found = resultOf(session);
  return (found ? setsOf(found) : [])
    .flatMap((one) => one.notices)
    .map((one) => ({ at_ms: session.started_ms + 1000 * one.time_s, text: one.text }));
}

export const training: SessionKind = {
  kind: "training",
  name: "kind.training",
  result,
  figures,
  notices,
  isCorrectable: () => false,
  exports: ["json", "csv", "trc", "mot", "poise"],
  // What was done counts under its exercises, which coaching shows.
  details: () => import("./SessionDetails.svelte"),
};
