import type { Body } from "../../lib/api/types";

/** A body of a comparison, ready to be drawn. */
export type Drawable = Omit<Body, "visibility" | "world"> & { visibility: number[]; world: number[] };

/** What is unknown is not visible. */
export function drawable(body: Body | null | undefined): Drawable | null {
  return body ? { ...body, visibility: numbers(body.visibility), world: numbers(body.world) } : null;
}

/** Numbers for drawing, where unknown points are told apart by their visibility. */
export function numbers(values: readonly (number | null)[]): number[] {
  return values.map((value) => value ?? 0);
}
