/** How many more accurate repetitions a person may count than were attempted; the studio refuses more. */
const MOST_OVERLOOKED = 10;

/** The repetitions that are shown, wherever they are shown. */
export interface Count {
  attempted: number;
  accurate: number;
}

/**
 * The one rule for what is shown of a count: a person's own count of accurate repetitions stands for the coach's, and what
 * the coach overlooked was attempted, too, so that nobody reads 7 of 6. `Session.counted` in the studio's store is its twin.
 */
export function countOf(seen: Count & { corrected?: number | null }): Count {
  const accurate = seen.corrected ?? seen.accurate;
  return { attempted: Math.max(seen.attempted, accurate), accurate };
}

/** The largest count of accurate repetitions that a person may give. */
export function largestCorrection(seen: Pick<Count, "attempted">): number {
  return seen.attempted + MOST_OVERLOOKED;
}

/** A correction brought between nothing and the largest one. */
export function boundedCorrection(seen: Pick<Count, "attempted">, corrected: number): number {
  return Math.min(Math.max(0, Math.round(corrected)), largestCorrection(seen));
}
