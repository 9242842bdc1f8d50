/** The movement of one repetition as the studio keeps it, for a figure that shows it. */
import type { Movement } from "../api/types";

const VALUES = 3 * 33;

/** How many frames a movement has. */
export function frameCount(movement: Movement): number {
  return Math.floor(movement.points_mm.length / VALUES);
}

/** The points of one frame: flat x, y, z in metres. */
export function pointsAt(movement: Movement, frame: number): number[] {
  const start = VALUES * Math.min(Math.max(frame, 0), frameCount(movement) - 1);
  return movement.points_mm.slice(start, start + VALUES).map((value) => value / 1000);
}

/** The frame that is shown after some time: the movement begins again when it is over. */
export function frameAt(movement: Movement, past_s: number): number {
  const duration_s = Math.max(movement.duration_s, 0.2);
  const part = (past_s % duration_s) / duration_s;
  return Math.min(frameCount(movement) - 1, Math.floor(part * frameCount(movement)));
}
