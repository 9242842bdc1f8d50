/** What MediaPipe found in a frame, as rows of landmarks. */
import { pack, type Part, type Rows } from "../landmarks";

interface Point {
  x: number;
  y: number;
  z: number;
  visibility?: number;
  presence?: number;
}

/** One body, hand or face: points in parts of the frame's width and height, and in metres where the model knows them. */
export interface Found {
  image: readonly Point[];
  world?: readonly Point[] | undefined;
}

/** The points of a hand or a face: their models know no likelihoods, which MediaPipe writes as 0. */
export function placesOf(points: readonly Point[]): Point[] {
  return points.map(({ x, y, z }) => ({ x, y, z }));
}

const NOWHERE = { x: NaN, y: NaN, z: NaN };

export function rowsOf({ image, world }: Found, [width, height]: readonly [number, number]): Rows {
  return pack(
    image.map((point, index) => {
      const metric = world?.[index] ?? NOWHERE;
      return {
        // The depth has the scale of the width, as in MediaPipe's own drawing.
        image: [point.x * width, point.y * height, point.z * width],
        world: [metric.x, metric.y, metric.z],
        visibility: point.visibility ?? NaN,
        presence: point.presence ?? NaN,
      };
    }),
  );
}

/**
 * The surest find of each hand. Of two that the model calls by one side the less sure one is left out: it is somebody
 * else's, or the same hand found twice.
 */
export function bestHands<Hand extends { label: string; score: number }>(
  found: readonly Hand[],
): Partial<Record<Part, Hand>> {
  const best: Partial<Record<Part, Hand>> = {};
  for (const hand of [...found].sort((a, b) => b.score - a.score)) {
    // The label is the person's own side in a frame that is not mirrored.
    const part = hand.label.toLowerCase() === "left" ? "left_hand" : "right_hand";
    best[part] ??= hand;
  }
  return best;
}
