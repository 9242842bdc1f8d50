import { api } from "../api/client";
import type { Exercise, ExerciseDetails } from "../api/types";
import { tongue } from "../i18n/index.svelte";
import { isAway, recallPerson } from "./person";

/** All that a person can choose from, as the studio last said it. */
interface KeptExercises {
  account: string;
  language: string;
  kept_ms: number;
  exercises: ExerciseDetails[];
}

const KEY = "poise-exercises";
const FRESH_MS = 86_400_000;

/** Keeps the exercises in this browser, once a day, so that they can be recorded while the studio is away. */
export async function keepExercises(account: string): Promise<void> {
  const { language } = tongue;
  const old = kept();
  if (old?.account === account && old.language === language && Date.now() - old.kept_ms < FRESH_MS) return;
  const exercises = await api.exerciseDetails();
  const found: KeptExercises = { account, language, kept_ms: Date.now(), exercises };
  localStorage.setItem(KEY, JSON.stringify(found));
}

export function forgetExercises(): void {
  localStorage.removeItem(KEY);
}

/** The exercises that can be coached; while the studio is away, those that were kept. */
export function listExercises(): Promise<Exercise[]> {
  return api.exercises().catch((error: unknown) => keptInstead(error));
}

/** One exercise; while the studio is away, as it was kept. */
export function findExercise(identifier: string): Promise<ExerciseDetails> {
  return api.exercise(identifier).catch((error: unknown) => {
    const found = keptInstead(error).find((one) => one.identifier === identifier);
    if (!found) throw error;
    return found;
  });
}

/** Throws the error again where the studio answered, or nothing was kept. */
function keptInstead(error: unknown): ExerciseDetails[] {
  const found = isAway(error) ? kept() : null;
  if (!found || found.account !== recallPerson()?.me.identifier) throw error;
  return found.exercises;
}

function kept(): KeptExercises | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") as KeptExercises | null;
  } catch {
    return null; // another page of this address wrote something else there
  }
}
