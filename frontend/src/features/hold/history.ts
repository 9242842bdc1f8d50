import { api } from "../../lib/api/client";
import type { SessionDetails, SessionRow } from "../../lib/api/types";
import { clock, number, t } from "../../lib/i18n/index.svelte";
import type { Summary } from "../../lib/live/messages";
import type { Figure, Measure, SessionKind } from "../feature";

export type HoldResult = Extract<Summary, { kind: "hold-pose" }>;

/** What a finished session came to; null while it goes on. */
export function resultOf(session: SessionDetails): HoldResult | null {
  const { result } = session.details;
  return result?.kind === "hold-pose" ? result : null;
}

function result(row: SessionRow): string {
  const held_s = row.measures["hold_s"] ?? 0;
  return held_s > 0 ? t("history.held", { time: clock(held_s) }) : "–";
}

function figures(session: SessionDetails): Figure[] {
  const found = resultOf(session);
  if (!found) return [];
  const all: Figure[] = [
    { label: "hold.longest", value: clock(found.longest_s), of: clock(found.goal_s) },
    { label: "hold.total", value: clock(found.hold_s) },
  ];
  if (found.score !== null) all.push({ label: "hold.score", value: number(found.score) });
  if (found.best_score !== null) all.push({ label: "hold.best", value: number(found.best_score) });
  return all;
}

const MEASURES: readonly Measure[] = [
  { name: "hold_s", label: "hold.total", unit: "s" },
  { name: "longest_s", label: "hold.longest", unit: "s" },
];

export const holding: SessionKind = {
  kind: "hold-pose",
  name: "kind.hold-pose",
  result,
  figures,
  notices: () => [],
  isCorrectable: () => false,
  exports: ["json", "csv", "trc", "mot", "poise"],
  subjects: async () =>
    (await api.poses()).map(({ identifier, name }) => ({
      identifier,
      name,
      path: `/hold/${identifier}`,
      measures: MEASURES,
    })),
  details: () => import("./SessionDetails.svelte"),
};
