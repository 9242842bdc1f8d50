import { api } from "../../lib/api/client";
import type { Exercise, SessionDetails, SessionRow, SetResult } from "../../lib/api/types";
import { countOf } from "../../lib/count";
import { clock, number, t } from "../../lib/i18n/index.svelte";
import type { NotedSet } from "../../lib/set-notes";
import type { Figure, Measure, Notice, SessionKind, Subject } from "../feature";

export function setsOf(session: SessionDetails): SetResult[] {
  const { result } = session.details;
  return result?.kind === "coaching" ? result.sets : [];
}

function result(row: SessionRow): string {
  const count = countOf(row);
  if (row.hold_s > 0 && count.attempted === 0) return t("history.held", { time: clock(row.hold_s) });
  return count.attempted === 0 ? "–" : t("history.accurate", { ...count });
}

function figures(session: SessionDetails): Figure[] {
  const found: Figure[] = [];
  const count = countOf(session);
  if (count.attempted) found.push(accurateFigure(session));
  if (session.hold_s) found.push({ label: "session.held", value: clock(session.hold_s) });
  if (session.score !== null) found.push(scoreFigure(session.score, session.hold_s > 0 && !count.attempted));
  return found;
}

function scoreFigure(score: number, isHold: boolean): Figure {
  const figure = { label: "summary.score", value: number(score) } as const;
  return isHold ? { ...figure, note: t("session.hold-score") } : figure;
}

function accurateFigure(session: SessionDetails): Figure {
  const { accurate, attempted } = countOf(session);
  const figure = { label: "session.accurate", value: number(accurate), of: number(attempted) } as const;
  if (session.corrected === null) return figure;
  const seen = { accurate: session.accurate, attempted: session.attempted };
  return { ...figure, note: t("session.counted", seen) };
}

/** What the coach noticed in between: the person lost from view, doubts of the chosen exercise. */
function notices(session: SessionDetails): Notice[] {
  return setsOf(session)
    .flatMap((one) => one.notices)
    .map((one) => ({ at_ms: session.started_ms + 1000 * one.time_s, text: one.text }));
}

function origin(session: SessionDetails): string {
  const { film } = session.details;
  if (!film) return "";
  return t(film.recognised ? "session.film-recognised" : "session.film", { name: film.name });
}

const COUNTED: readonly Measure[] = [
  { name: "attempted", label: "progress.attempted", unit: "" },
  { name: "accurate", label: "session.accurate", unit: "" },
];
const HELD: readonly Measure[] = [{ name: "hold_s", label: "session.held", unit: "s" }];

export function subjectOf({
  identifier,
  name,
  kind,
}: Pick<Exercise, "identifier" | "name" | "kind">): Subject {
  return { identifier, name, path: `/coach/${identifier}`, measures: kind === "hold" ? HELD : COUNTED };
}

/** The sets of an exercise, of which weight and effort may be written down. */
export function notedSets(exercise: string, sets: readonly SetResult[]): NotedSet[] {
  return sets.map(({ set }) => ({
    key: String(set),
    exercise,
    label: t("notes.of-set", { number: set }),
  }));
}

export const coaching: SessionKind = {
  kind: "coaching",
  name: "kind.coaching",
  result,
  figures,
  notices,
  origin,
  // A hold has no repetitions; a set of which nothing was counted may have some that were overlooked.
  isCorrectable: (session) => session.state !== "open" && session.hold_s === 0,
  exports: ["json", "csv", "trc", "mot", "poise"],
  subjects: async () => (await api.exercises()).map(subjectOf),
  details: () => import("./SessionDetails.svelte"),
};
