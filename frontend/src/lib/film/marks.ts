/** What a time line shows of a session: its repetitions, and the faults in them. */
import type { Fault, Repetition, SetResult } from "../api/types";
import type { Verdict } from "../pose/draw";
import { type Bone, regionsOf } from "../pose/skeleton";

/** How a repetition came out: clean, counted with a tip, or not counted. */
export type Outcome = "clean" | "tip" | "missed";

export interface RepetitionMark {
  kind: "repetition";
  identifier: string;
  at_s: number;
  end_s: number;
  outcome: Outcome;
  repetition: Repetition;
}

export interface FaultMark {
  kind: "fault";
  identifier: string;
  at_s: number;
  fault: Fault;
  repetition: Repetition | null;
}

export type Mark = RepetitionMark | FaultMark;

export function outcomeOf(repetition: Pick<Repetition, "accurate" | "faults">): Outcome {
  if (!repetition.accurate) return "missed";
  return repetition.faults.length ? "tip" : "clean";
}

/** The marks of all sets in the order of time: each repetition before its faults, and the faults of holds. */
export function marksOf(sets: readonly Pick<SetResult, "repetitions" | "faults">[]): Mark[] {
  return sets
    .flatMap((one, number) => [
      ...one.repetitions.flatMap((repetition) => marksOfRepetition(repetition, number)),
      // Where repetitions are counted a set's faults are those of its repetitions.
      ...(one.repetitions.length ? [] : one.faults.map((fault, index) => holdFault(fault, number, index))),
    ])
    .sort((one, other) => one.at_s - other.at_s);
}

function marksOfRepetition(repetition: Repetition, set: number): Mark[] {
  const identifier = `mark-${set}-${repetition.number}`;
  return [
    {
      kind: "repetition",
      identifier,
      at_s: repetition.start_s,
      end_s: repetition.end_s,
      outcome: outcomeOf(repetition),
      repetition,
    },
    ...repetition.faults.map((fault, index) => ({
      kind: "fault" as const,
      identifier: `${identifier}-${index}`,
      at_s: fault.time_s,
      fault,
      repetition,
    })),
  ];
}

function holdFault(fault: Fault, set: number, index: number): FaultMark {
  return {
    kind: "fault",
    identifier: `mark-${set}-hold-${index}`,
    at_s: fault.time_s,
    fault,
    repetition: null,
  };
}

const SAME_S = 0.005; // times come in milliseconds, and a film shows its frames a little beside them

/** The mark after (1) or before (-1) a time; null at the end. */
export function neighbourOf(marks: readonly Mark[], at_s: number, direction: 1 | -1): Mark | null {
  if (direction === 1) return marks.find((one) => one.at_s > at_s + SAME_S) ?? null;
  return marks.findLast((one) => one.at_s < at_s - SAME_S) ?? null;
}

/** The mark that is meant by a click at a time: a fault near it, else the repetition that it lies in. */
export function markAt(marks: readonly Mark[], at_s: number, near_s: number): Mark | null {
  const faults = marks.filter((one) => one.kind === "fault" && Math.abs(one.at_s - at_s) <= near_s);
  faults.sort((one, other) => Math.abs(one.at_s - at_s) - Math.abs(other.at_s - at_s));
  return faults[0] ?? repetitionAt(marks, at_s);
}

/** The repetition that goes on at a time. */
export function repetitionAt(marks: readonly Mark[], at_s: number): RepetitionMark | null {
  const found = marks.findLast(
    (one) => one.kind === "repetition" && one.at_s <= at_s + SAME_S && at_s <= one.end_s,
  );
  return found?.kind === "repetition" ? found : null;
}

/** How the limbs look during a repetition: as it was counted, and the limbs that its faults speak of as they were. */
export function verdictOf(mark: RepetitionMark | null): (bone: Bone) => Verdict {
  if (!mark) return () => "plain";
  const { faults, accurate } = mark.repetition;
  if (!faults.length) return () => (accurate ? "right" : "wrong");
  const found = faults.map(({ parts, severity }) => ({
    regions: regionsOf(parts),
    isMajor: severity === "major",
  }));
  return ({ region }) => {
    const here = found.filter(({ regions }) => regions.includes(region));
    if (here.some((one) => one.isMajor)) return "wrong";
    if (here.length) return "off";
    return accurate ? "right" : "plain";
  };
}
