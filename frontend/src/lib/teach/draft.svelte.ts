/** The exercise that is being taught and is not kept yet: it can be tried with the coach before. */
import type { ExerciseDetails, Taught, TaughtExercise } from "../api/types";

const KEY = "poise-taught";

export interface Draft {
  taught: Taught;
  /** Which of the ways to count was chosen, as an index of `taught.readings`. */
  choice: number;
  /** The exercise with its corrections, and its file. */
  exercise: TaughtExercise;
  text: string;
}

/** What this tab holds of it; a page that is loaded again finds it. */
class Drafts {
  private held = $state.raw<Draft | null>(read());

  get current(): Draft | null {
    return this.held;
  }

  hold(draft: Draft | null): void {
    this.held = draft;
    if (draft) sessionStorage.setItem(KEY, JSON.stringify(draft));
    else sessionStorage.removeItem(KEY);
  }

  /** The draft under this identifier. */
  named(identifier: string): Draft | null {
    return this.held?.exercise.id === identifier ? this.held : null;
  }
}

function read(): Draft | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}

/** An exercise that is not kept yet as the pages of the coach show one. */
export function detailsOf({ exercise }: Draft): ExerciseDetails {
  const { id, ...rest } = exercise;
  return { ...rest, identifier: id, has_figure: false, origin: "own" };
}

export const drafts = new Drafts();
