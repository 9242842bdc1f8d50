/** From which difference on a limb is off, and far off: as poise/analysis/comparison/score.py says (a test compares them). */
export const OFF_DEG = 15;
export const FAR_OFF_DEG = 25;

/** What was found about a limb; the one scale of pictures, tables and remarks. */
export type Finding = "right" | "off" | "wrong" | "unjudged";

/** How a limb with this difference is shown; one that was not compared has none. */
export function findingOf(error_deg: number | null | undefined): Finding {
  if (error_deg === null || error_deg === undefined || Number.isNaN(error_deg)) return "unjudged";
  if (error_deg < OFF_DEG) return "right";
  return error_deg < FAR_OFF_DEG ? "off" : "wrong";
}

/** The difference that is shown of a limb: none where it was not compared, or where only depth tells it. */
export function shownError(limb: {
  compared: boolean;
  error_deg: number | null;
  sure?: boolean;
}): number | null {
  return limb.compared && limb.sure !== false ? limb.error_deg : null; // results of an older Poise do not say
}

/** What a score means, in the scale of docs/comparison.md. */
export function meaning(score: number): "same" | "close" | "similar" | "far" | "other" {
  if (score >= 95) return "same";
  if (score >= 80) return "close";
  if (score >= 60) return "similar";
  return score >= 35 ? "far" : "other";
}
