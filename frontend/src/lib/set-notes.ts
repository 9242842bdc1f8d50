/** What a person writes down of a set: weight, effort and words. It counts nothing in judging. */
import { ApiError, api } from "./api/client";
import type { SessionDetails, SetNotes } from "./api/types";

export const NO_NOTES: SetNotes = { weight_kg: null, effort_rpe: null, note: "" };

/** A set that has notes of its own: `key` is the number of the set in coaching, of the step in a training. */
export interface NotedSet {
  key: string;
  /** The identifier of its exercise, for the weight that was noted last. */
  exercise: string;
  label: string;
}

const ATTEMPTS = 4; // each against somebody else's change of the same session

/** Writes the notes of one set; what else was changed in the session meanwhile is kept. */
export async function writeSetNotes(session: string, key: string, notes: SetNotes): Promise<SessionDetails> {
  for (let attempt = 1; ; attempt += 1) {
    const { rev } = await api.session(session);
    try {
      return await api.changeSession(session, { rev, set_notes: { [key]: notes } });
    } catch (error) {
      const isConflict = error instanceof ApiError && error.status === 409;
      if (!isConflict || attempt === ATTEMPTS) throw error;
    }
  }
}

/** The notes that a set of a session has. */
export function notesOf(session: SessionDetails, key: string): SetNotes {
  return session.details.notes.sets[key] ?? NO_NOTES;
}

/** The efforts that can be chosen, the hardest first: halves from 10 to 5, whole ones below. */
export const EFFORTS: readonly number[] = [10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5, 4, 3, 2, 1];

let weights: Promise<Record<string, number>> | null = null;
let isOf = "";

/** The weight that was noted last for an exercise, null where there is none; asked for once on each page. */
export async function lastWeight(account: string, exercise: string): Promise<number | null> {
  if (!weights || isOf !== account) {
    isOf = account;
    weights = api.lastWeights().catch(() => ({}));
  }
  return (await weights)[exercise] ?? null;
}

/** A weight that was noted just now is the last one. */
export async function rememberWeight(exercise: string, weight_kg: number | null): Promise<void> {
  if (weights && weight_kg !== null) (await weights)[exercise] = weight_kg;
}
