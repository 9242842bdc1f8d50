import type { SetResult } from "../../lib/api/types";

export interface Advice {
  cue: string;
  count: number;
}

/** What to work on: the cues of the faults that occurred most often, at most three. */
export function commonest(sets: readonly SetResult[]): Advice[] {
  const counts = new Map<string, number>();
  for (const set of sets) {
    const faults = set.repetitions.length ? set.repetitions.flatMap((one) => one.faults) : set.faults;
    for (const fault of faults) counts.set(fault.cue, (counts.get(fault.cue) ?? 0) + 1);
  }
  const advice = [...counts].map(([cue, count]) => ({ cue, count }));
  return advice.sort((a, b) => b.count - a.count).slice(0, 3);
}
