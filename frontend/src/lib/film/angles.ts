import type { Repetition, Replay } from "../api/types";

/** The joint that moved most in the repetitions, or where none were counted at all: a chart begins with it. */
export function busiestAngle(
  replay: Pick<Replay, "angles">,
  repetitions: readonly Pick<Repetition, "range_deg">[],
): string {
  const inRepetitions = (name: string) =>
    repetitions.reduce((sum, one) => sum + (one.range_deg[name] ?? 0), 0);
  const names = Object.keys(replay.angles).filter((name) => !name.startsWith("right_"));
  const counted = names.filter((name) => inRepetitions(name) > 0);
  if (counted.length) return counted.sort((a, b) => inRepetitions(b) - inRepetitions(a))[0] ?? "";
  return names.sort((a, b) => spread(replay.angles[b] ?? []) - spread(replay.angles[a] ?? []))[0] ?? "";
}

/** Between the tenth and the ninetieth of a hundred: single wild frames do not matter. */
function spread(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const at = (share: number) => known[Math.floor(share * (known.length - 1))] ?? 0;
  return at(0.9) - at(0.1);
}
