/** A programme while somebody makes or changes it. No framework in here. */
import type { Level, Programme, ProgrammeContent } from "../../lib/api/types";

export type Unit = "repetitions" | "accurate" | "seconds";
export type BlockKind = Programme["blocks"][number]["kind"];
export type Side = Programme["blocks"][number]["exercises"][number]["side"];

export interface DraftExercise {
  /** Tells the rows apart while they are moved. */
  key: number;
  exercise: string;
  sets: number;
  unit: Unit;
  amount: number;
  rest_s: number;
  side: Side;
  notes: string;
}

export interface DraftBlock {
  key: number;
  kind: BlockKind;
  rounds: number;
  round_rest_s: number;
  exercises: DraftExercise[];
}

export interface Draft {
  name: string;
  summary: string;
  level: Level;
  blocks: DraftBlock[];
  sources: string[];
}

export const BLOCK_KINDS: readonly BlockKind[] = ["warm-up", "main", "cool-down"];
export const SIDES: readonly Side[] = ["both", "left", "right", "each"];
const UNITS: readonly Unit[] = ["repetitions", "accurate", "seconds"];

let keys = 0;

export function newExercise(exercise: string, isHold: boolean): DraftExercise {
  return {
    key: keys++,
    exercise,
    sets: 2,
    unit: isHold ? "seconds" : "repetitions",
    amount: isHold ? 30 : 10,
    rest_s: 30,
    side: "both",
    notes: "",
  };
}

export function newBlock(kind: BlockKind = "main"): DraftBlock {
  return { key: keys++, kind, rounds: 1, round_rest_s: 60, exercises: [] };
}

export function newDraft(level: Level): Draft {
  return { name: "", summary: "", level, blocks: [newBlock()], sources: [] };
}

/** A programme to be changed, or to be copied. */
export function draftOf(programme: Programme): Draft {
  return {
    name: programme.name,
    summary: programme.summary,
    level: programme.blocks[0]?.exercises[0]?.level ?? "standard",
    sources: [...programme.sources],
    blocks: programme.blocks.map(({ kind, rounds, round_rest_s, exercises }) => ({
      key: keys++,
      kind,
      rounds,
      round_rest_s,
      exercises: exercises.map((one) => {
        const unit = UNITS.find((name) => one.amount[name] != null) ?? "repetitions";
        const { exercise, sets, rest_s, side, notes } = one;
        return { key: keys++, exercise, sets, unit, amount: one.amount[unit] ?? 1, rest_s, side, notes };
      }),
    })),
  };
}

/** What the studio is asked to keep: blocks in their order, rounds in the place of sets where there are several. */
export function contentOf(draft: Draft): ProgrammeContent {
  const order = (block: DraftBlock) => BLOCK_KINDS.indexOf(block.kind);
  const blocks = draft.blocks.filter((one) => one.exercises.length > 0).sort((a, b) => order(a) - order(b));
  return {
    name: draft.name.trim(),
    summary: draft.summary.trim() || draft.name.trim(),
    level: draft.level,
    ...(draft.sources.length ? { sources: draft.sources } : {}),
    blocks: blocks.map(({ kind, rounds, round_rest_s, exercises }) => ({
      kind,
      rounds,
      ...(rounds > 1 ? { round_rest_s } : {}),
      exercises: exercises.map((one) => ({
        exercise: one.exercise,
        sets: rounds > 1 ? 1 : one.sets,
        [one.unit]: one.amount,
        rest_s: one.rest_s,
        side: one.side,
        ...(one.notes.trim() ? { notes: one.notes.trim() } : {}),
      })),
    })),
  };
}

/** The list with one of its items so many places further; as it is where that leads out of it. */
export function moved<Item>(list: readonly Item[], index: number, by: 1 | -1): Item[] {
  const [result, to] = [[...list], index + by];
  const [item, other] = [result[index], result[to]];
  if (item === undefined || other === undefined) return result;
  [result[index], result[to]] = [other, item];
  return result;
}
