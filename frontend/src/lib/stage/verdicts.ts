/** What came of each repetition of a set, as shapes and words. No framework in here. */
import type { LiveEvent } from "../live/messages";

/** Clean; counted, with something to do better; begun, and not counted. */
export type RepetitionState = "clean" | "tip" | "none";

export interface RepetitionVerdict {
  /** In the order in which they happened, from 1. */
  number: number;
  state: RepetitionState;
  /** What to do better; "" where there is nothing, or nothing that one could say. */
  tip: string;
}

/** The verdicts after an event: a repetition, or half of one, adds its own. */
export function addVerdict(verdicts: readonly RepetitionVerdict[], event: LiveEvent): RepetitionVerdict[] {
  const number = verdicts.length + 1;
  if (event.kind === "unfinished") return [...verdicts, { number, state: "none", tip: "" }];
  if (event.kind !== "repetition") return [...verdicts];
  const { accurate, faults } = event.repetition;
  return [...verdicts, { number, state: accurate ? "clean" : "tip", tip: faults[0]?.cue ?? "" }];
}
