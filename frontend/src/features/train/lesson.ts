import { api } from "../../lib/api/client";
import type { Demonstration, Programme, TrainingStep } from "../../lib/api/types";
import type { Lesson, Shown } from "./guided.svelte";

/** Everything that a training needs of its exercises, before it begins. */
export async function prepareLesson(
  { id, name }: Pick<Programme, "id" | "name">,
  steps: readonly TrainingStep[],
): Promise<Lesson> {
  const exercises = [...new Set(steps.map((one) => one.exercise))];
  const shown = await Promise.all(exercises.map(async (one) => [one, await show(one)] as const));
  return { programme: id, name, steps, shown: new Map(shown) };
}

async function show(identifier: string): Promise<Shown> {
  const exercise = await api.exercise(identifier);
  return { exercise, figure: exercise.has_figure ? await figureOf(identifier) : null };
}

/** A figure is a help, and no reason not to train. */
function figureOf(identifier: string): Promise<Demonstration | null> {
  return api.demonstration(identifier).catch(() => null);
}
