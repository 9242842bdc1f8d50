/** From which difference on a limb is shown as wrong: the least that a remark may speak of (docs/comparison.md). */
export const WRONG_DEG = 15;

/** What a score means, in the scale of docs/comparison.md. */
export function meaning(score: number): "same" | "close" | "similar" | "far" | "other" {
  if (score >= 95) return "same";
  if (score >= 80) return "close";
  if (score >= 60) return "similar";
  return score >= 35 ? "far" : "other";
}
