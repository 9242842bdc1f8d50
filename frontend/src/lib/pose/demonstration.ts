/** An exercise as the synthetic body shows it, as lines on a page. No framework in here. */
import type { Demonstration } from "../api/types";
import { interpolate } from "../film/body";
import { fitted, placed, project } from "./projection";
import { BONES, indexOf } from "./skeleton";

const WAY_MS = 1500; // from the start to the peak, a moderate speed
const STAY_MS = 350; // at both ends, so that one sees where they are

const ROUND_MS = 2 * (WAY_MS + STAY_MS);

/** Where in a demonstration one is at a time, 0 at the start to 1 at the peak and back, for ever. */
export function shareAt(time_ms: number): number {
  const at = ((time_ms % ROUND_MS) + ROUND_MS) % ROUND_MS;
  const way = at < WAY_MS + STAY_MS ? at / WAY_MS : (ROUND_MS - STAY_MS - at) / WAY_MS;
  const share = Math.min(Math.max(way, 0), 1);
  return share * share * (3 - 2 * share); // limbs do not start and stop with a jerk
}

/** How many repetitions of a demonstration are over at a time from its beginning. */
export function repetitionAt(time_ms: number): number {
  return Math.max(0, Math.floor(time_ms / ROUND_MS));
}

export interface FigureLine {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  /** The side that is drawn lighter. */
  isRight: boolean;
}

export interface DrawnFigure {
  lines: FigureLine[];
  head: { x: number; y: number; radius: number };
}

/** Draws a demonstration in a square of 100, always at one scale and with one floor. */
export class DemonstrationFigure {
  private readonly flat: readonly Float64Array[];

  constructor(shown: Demonstration) {
    const view = { yaw_rad: (shown.seen_from_deg * Math.PI) / 180, pitch_rad: 0 };
    const frames = shown.frames.map((frame) => project(frame, view));
    const fit = fitted(
      frames.flatMap((frame) => [...frame, ...crown(frame)]),
      100,
      100,
      0.06,
    );
    this.flat = frames.map((frame) => placed(frame, fit));
  }

  /** The figure at a share of the way, 0 at the start to 1 at the peak. */
  at(share: number): DrawnFigure {
    const position = share * (this.flat.length - 1);
    const index = Math.min(Math.floor(position), this.flat.length - 1);
    const [before, after] = [this.flat[index] ?? [], this.flat[index + 1] ?? this.flat[index] ?? []];
    return drawn(interpolate([...before], [...after], position - index));
  }
}

/** Whether a hand is above the eyes at any moment of an exercise that is done upright. */
export function raisesHands(shown: Demonstration): boolean {
  const height = (frame: readonly number[], name: Parameters<typeof indexOf>[0]) =>
    -(frame[3 * indexOf(name) + 1] ?? 0);
  return shown.frames.some((frame) => {
    const eyes = (height(frame, "left_eye") + height(frame, "right_eye")) / 2;
    return Math.max(height(frame, "left_wrist"), height(frame, "right_wrist")) > eyes - 50;
  });
}

function drawn(flat: readonly number[]): DrawnFigure {
  const lines = BONES.map((bone) => ({
    x1: flat[2 * bone.start] ?? 0,
    y1: flat[2 * bone.start + 1] ?? 0,
    x2: flat[2 * bone.end] ?? 0,
    y2: flat[2 * bone.end + 1] ?? 0,
    isRight:
      bone.limb.startsWith("right") ||
      bone.start === indexOf("right_ankle") ||
      bone.start === indexOf("right_heel"),
  }));
  const { x, y, radius } = headOf(flat);
  return { lines, head: { x, y, radius } };
}

function headOf(flat: ArrayLike<number>): { x: number; y: number; radius: number } {
  const middle = (one: number, other: number): [number, number] => [
    ((flat[2 * one] ?? 0) + (flat[2 * other] ?? 0)) / 2,
    ((flat[2 * one + 1] ?? 0) + (flat[2 * other + 1] ?? 0)) / 2,
  ];
  const [x, y] = middle(indexOf("left_ear"), indexOf("right_ear"));
  const [chestX, chestY] = middle(indexOf("left_shoulder"), indexOf("right_shoulder"));
  return { x, y, radius: Math.hypot(x - chestX, y - chestY) / 2 };
}

/** The corners of the head's circle, which is larger than its landmarks. */
function crown(flat: ArrayLike<number>): number[] {
  const { x, y, radius } = headOf(flat);
  return [x - radius, y - radius, x + radius, y + radius];
}
