import type { Mark } from "../../lib/film/marks";
import { t } from "../../lib/i18n/index.svelte";

/** What a mark says: which repetition, how it came out, and what to do better. */
export function wordsOf(mark: Mark): string {
  if (mark.kind === "fault") {
    if (!mark.repetition) return mark.fault.cue;
    return t("film.fault", { number: mark.repetition.number, cue: mark.fault.cue });
  }
  const { number, faults } = mark.repetition;
  const found = t("film.repetition", { number, outcome: t(`film.${mark.outcome}`) });
  return faults.length ? `${found}: ${[...new Set(faults.map((one) => one.cue))].join("; ")}` : found;
}
