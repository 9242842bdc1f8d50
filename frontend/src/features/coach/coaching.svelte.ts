import type { ExerciseDetails } from "../../lib/api/types";
import { boundedCorrection, type Count, countOf } from "../../lib/count";
import type { Joint } from "../../lib/live/check";
import type { Target } from "../../lib/live/messages";
import type { Resumed } from "../../lib/live/unfinished";
import { type Surroundings, Training } from "../../lib/stage/training.svelte";
import { coachingActivity } from "./activity";
import { planOf, type TrainingOptions } from "./options";

/** A training whose repetitions are counted; the person may correct the count. */
export class CoachingTraining extends Training {
  correction = $state(0);
  /** What is to be done in a set; null where that is open. */
  readonly target: Target | null;
  private earlierCorrection = 0; // in the sets before

  constructor(
    exercise: ExerciseDetails,
    options: TrainingOptions,
    resumed: Resumed | null,
    surroundings: Surroundings,
    definition = "",
  ) {
    const needs = { views: exercise.views, joints: exercise.joints as Joint[] };
    const { rest_s, hasVoice, isRemote } = options;
    const plan = planOf(exercise.identifier, options, definition);
    super({ plan, kind: coachingActivity, needs, rest_s, hasVoice, isRemote, resumed }, surroundings);
    this.target = plan.target ?? null;
  }

  /** What the studio counts of the present set. */
  get counts() {
    return this.live?.kind === "coaching" ? this.live : null;
  }

  get attempted(): number {
    return this.shown.attempted;
  }

  get accurate(): number {
    return this.shown.accurate;
  }

  /** By how much the person corrected the counts of all sets. */
  get correctionOfAll(): number {
    return this.earlierCorrection + this.correction;
  }

  /** Corrects the count of this set by one repetition, as far as a count may be corrected. */
  correct(by: 1 | -1): void {
    this.correction = boundedCorrection(this.seen, this.accurate + by) - this.seen.accurate;
  }

  protected override countAnew(): void {
    super.countAnew();
    this.earlierCorrection += this.correction;
    this.correction = 0;
  }

  private get seen(): Count {
    return { attempted: this.counts?.attempted ?? 0, accurate: this.counts?.accurate ?? 0 };
  }

  private get shown(): Count {
    return countOf({ ...this.seen, corrected: Math.max(0, this.seen.accurate + this.correction) });
  }
}
