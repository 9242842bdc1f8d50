/** An upright rectangle in pixels. */
export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Point = readonly [number, number];

const [DIRECTIONS, RINGS, GAP] = [16, 8, 4];

/**
 * A place for each label, in their order, near its anchor and clear of what should stay visible (as
 * poise/media/overlay/placing.py does it). No two places overlap and none leaves the room; null where no place is free.
 */
export function placeLabels(
  sizes: readonly Point[],
  anchors: readonly Point[],
  room: Point,
  clearOf: readonly Point[],
): (Place | null)[] {
  const taken: Place[] = [];
  return sizes.map((size, index) => {
    const anchor = anchors[index] ?? [0, 0];
    const free = around(size, anchor).filter(
      (place) => isInside(place, room) && !taken.some((one) => meet(place, one)),
    );
    const cost = (place: Place) => distance(place, anchor) / size[1] + covered(place, clearOf);
    const best = free.reduce<Place | null>(
      (one, other) => (one && cost(one) <= cost(other) ? one : other),
      null,
    );
    if (best) taken.push(best);
    return best;
  });
}

/** Places in rings about an anchor. */
function around([width, height]: Point, [x, y]: Point): Place[] {
  return Array.from({ length: DIRECTIONS * RINGS }, (_, i) => {
    const angle = (2 * Math.PI * (i % DIRECTIONS)) / DIRECTIONS;
    const ring = 1 + Math.floor(i / DIRECTIONS);
    const reach = [width / 2 + (ring * height) / 2, height / 2 + (ring * height) / 2] as const;
    const middle = [x + Math.cos(angle) * reach[0], y + Math.sin(angle) * reach[1]] as const;
    return { x: middle[0] - width / 2, y: middle[1] - height / 2, width, height };
  });
}

function isInside(place: Place, [width, height]: Point): boolean {
  return place.x >= 0 && place.y >= 0 && place.x + place.width <= width && place.y + place.height <= height;
}

function meet(one: Place, other: Place): boolean {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.min(across, down) > -GAP;
}

function distance(place: Place, [x, y]: Point): number {
  return Math.hypot(place.x + place.width / 2 - x, place.y + place.height / 2 - y);
}

/** How many points lie under a label or hardly beside it. */
function covered({ x, y, width, height }: Place, points: readonly Point[]): number {
  const near = 0.3 * height;
  return points.filter(
    ([px, py]) => px >= x - near && px <= x + width + near && py >= y - near && py <= y + height + near,
  ).length;
}
