/** Where a caption hides nothing that it speaks of. No framework in here. */
import { imagePoint, type Rows, visibilityOf } from "../landmarks";
import { BONES, type Region, regionsOf } from "../pose/skeleton";

const SEEN = 0.5;

/** The half of the screen that is away from the limbs that a caption speaks of; at the bottom where nothing is known. */
export function captionPlace(
  parts: readonly Region[],
  body: Rows | undefined,
  height_px: number,
): "top" | "bottom" {
  if (!body || parts.length === 0) return "bottom";
  const regions = regionsOf(parts);
  const points = BONES.filter((bone) => regions.includes(bone.region)).flatMap((bone) => [
    bone.start,
    bone.end,
  ]);
  const heights = points
    .filter((index) => visibilityOf(body, index) >= SEEN)
    .map((i) => imagePoint(body, i)[1]);
  if (heights.length === 0) return "bottom";
  // The lowest of them decides: a caption at the bottom must not lie over it.
  return Math.max(...heights) > 0.62 * height_px ? "top" : "bottom";
}
