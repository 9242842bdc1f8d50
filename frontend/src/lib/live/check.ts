import { countPoints, imagePoint, type Rows, visibilityOf, worldPoint } from "../landmarks";
import { indexOf, type Keypoint } from "../pose/skeleton";

export type CheckName = "light" | "person" | "whole" | "size" | "side" | "rate";
export interface Check {
  name: CheckName;
  isGood: boolean;
  /** The key of the hint that says what to do; "" where all is well. */
  hint: string;
}

/** A joint of both sides, as the exercise names what must be seen of a body. */
export type Joint = "shoulder" | "elbow" | "wrist" | "hip" | "knee" | "ankle" | "heel" | "foot_index";

export interface Needs {
  /** Where the camera may stand; empty where it does not matter. */
  views: readonly string[];
  joints: readonly Joint[];
}

export interface Scene {
  /** The landmarks of the body; undefined where it was not found. */
  body: Rows | undefined;
  size: [number, number];
  /** Mean brightness 0-255; NaN where it is not known. */
  brightness: number;
  rate_hz: number;
  needs: Needs;
}

const SEEN = 0.5;
const DARK = 45;
const SLOW_HZ = 12;
// Of the frame's width or height, whichever the body fills more: below, landmarks are rough; above, a step leads out.
const SMALLEST = 0.5;
const LARGEST = 0.97;
// The engine's own boundaries (analysis/measuring/facing.py): both are tested against one table.
const FRONT_DEG = 30;
const SIDE_DEG = 60;
const HINTS: Record<Joint, string> = {
  shoulder: "shoulders",
  elbow: "arms",
  wrist: "hands",
  hip: "hips",
  knee: "knees",
  ankle: "feet",
  heel: "feet",
  foot_index: "feet",
};

/** What must be right before a set begins, most urgent first; docs/coaching.md says why. */
export function checks(scene: Scene): Check[] {
  const { body, needs } = scene;
  const light = check("light", !(scene.brightness < DARK), "dark");
  const rate = check("rate", scene.rate_hz >= SLOW_HZ, "slow");
  if (!body) return [light, check("person", false, "nobody"), rate];
  // The part nearest the floor first: whoever steps back for the feet shows the rest as well.
  const missing = needs.joints.findLast((joint) => !isSeen(body, joint, scene.size));
  const tooSmall = fill(body, everyPoint(body), scene.size) < SMALLEST;
  const tooLarge = fill(body, needs.joints.flatMap(bothSides), scene.size) > LARGEST;
  const isView = needs.views.length === 0 || needs.views.includes(view(body));
  return [
    light,
    check("person", true, ""),
    check("whole", !missing, missing ? HINTS[missing] : ""),
    check("size", !tooSmall && !tooLarge, tooSmall ? "closer" : "back"),
    check("side", isView, `turn-${needs.views[0]}`),
    rate,
  ];
}

/** What keeps a set that goes on from being seen; how far away or from which side somebody stands is no reason. */
export function troubleOf(found: readonly Check[]): string {
  const serious = new Set<CheckName>(["light", "person", "whole"]);
  const [light, ...others] = found.filter((one) => serious.has(one.name) && !one.isGood);
  // A dark room in which the body is found all the same is worth no reproach in the middle of a set.
  const isHarmless = light?.name === "light" && others.length === 0;
  return !light || isHarmless ? "" : light.hint;
}

function check(name: CheckName, isGood: boolean, hint: string): Check {
  return { name, isGood, hint: isGood ? "" : hint };
}

function bothSides(joint: Joint): number[] {
  return [indexOf(`left_${joint}` as Keypoint), indexOf(`right_${joint}` as Keypoint)];
}

/** One side is enough, as from the side the other is hidden; but neither may lie beyond the frame's edge. */
function isSeen(body: Rows, joint: Joint, size: [number, number]): boolean {
  const sides = bothSides(joint);
  const isVisible = (index: number) => visibilityOf(body, index) >= SEEN;
  return sides.some(isVisible) && sides.every((index) => isInside(body, index, size));
}

function isInside(body: Rows, index: number, [width, height]: [number, number]): boolean {
  const [x, y] = imagePoint(body, index);
  return x >= 0 && x <= width && y >= 0 && y <= height;
}

function everyPoint(body: Rows): number[] {
  return Array.from({ length: countPoints(body) }, (_, index) => index);
}

/** The share of the frame that the points' box takes, by its width or its height, whichever is more. */
function fill(body: Rows, indices: readonly number[], [width, height]: [number, number]): number {
  const extent = (axis: 0 | 1) => {
    const all = indices.map((index) => imagePoint(body, index)[axis]).filter(Number.isFinite);
    return all.length ? Math.max(...all) - Math.min(...all) : 0;
  };
  return Math.max(extent(0) / width, extent(1) / height);
}

/** Where the camera stands, by the yaw of the lines through shoulders and hips in space, as the engine knows it. */
export function view(body: Rows): "front" | "oblique" | "side" | "back" {
  const across = (axis: 0 | 2) =>
    (["shoulder", "hip"] as const).reduce((sum, joint) => {
      const [left = 0, right = 0] = bothSides(joint);
      return sum + worldPoint(body, left)[axis] - worldPoint(body, right)[axis];
    }, 0);
  const yaw_deg = Math.abs((Math.atan2(across(2), across(0)) * 180) / Math.PI);
  if (yaw_deg < FRONT_DEG) return "front";
  if (yaw_deg > 180 - FRONT_DEG) return "back";
  return yaw_deg >= SIDE_DEG && yaw_deg <= 180 - SIDE_DEG ? "side" : "oblique";
}
