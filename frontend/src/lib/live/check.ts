import { indexOf, type Keypoint, POINTS } from "../pose/skeleton";

export type CheckName = "person" | "whole" | "size" | "light" | "rate" | "side";
export interface Check {
  name: CheckName;
  isGood: boolean;
  /** The key of the hint that says what to do; "" where all is well. */
  hint: string;
}

export interface Scene {
  values: Float32Array | null;
  size: [number, number];
  /** Mean brightness 0-255; NaN where it is not known. */
  brightness: number;
  rate_hz: number;
  views: string[];
}

const NEEDED: Keypoint[] = ["nose", "left_ankle", "right_ankle", "left_hip", "right_hip"];
const SEEN = 0.5;
const DARK = 45;
const SLOW_HZ = 12;

/** What must be right before a set begins; docs/coaching.md says why (body 50-90 % of the picture's height). */
export function checks(scene: Scene): Check[] {
  const { values } = scene;
  const light = check("light", !(scene.brightness < DARK), "dark");
  const rate = check("rate", scene.rate_hz >= SLOW_HZ, "slow");
  if (!values) return [check("person", false, "nobody"), light, rate];
  const outside = NEEDED.filter((name) => !isInside(values, indexOf(name), scene.size));
  const tall = height(values) / scene.size[1];
  return [
    check("person", true, ""),
    check("whole", outside.length === 0, outside.some((name) => name.endsWith("ankle")) ? "feet" : "head"),
    check("size", tall >= 0.5 && tall <= 0.95, tall < 0.5 ? "closer" : "back"),
    check("side", scene.views.length === 0 || scene.views.includes(view(values)), `turn-${scene.views[0]}`),
    light,
    rate,
  ];
}

function check(name: CheckName, isGood: boolean, hint: string): Check {
  return { name, isGood, hint: isGood ? "" : hint };
}

function isInside(values: Float32Array, index: number, [width, height_px]: [number, number]): boolean {
  const [x, y, seen] = [values[8 * index] ?? NaN, values[8 * index + 1] ?? NaN, values[8 * index + 6] ?? 0];
  return seen >= SEEN && x >= 0 && x <= width && y >= 0 && y <= height_px;
}

function height(values: Float32Array): number {
  const ys = Array.from({ length: POINTS }, (_, i) => values[8 * i + 1] ?? NaN).filter(Number.isFinite);
  return Math.max(...ys) - Math.min(...ys);
}

/** Where the camera stands, by the yaw of the shoulder line in space. */
export function view(values: Float32Array): "front" | "oblique" | "side" | "back" {
  const left = 8 * indexOf("left_shoulder");
  const right = 8 * indexOf("right_shoulder");
  const x = (values[left + 3] ?? 0) - (values[right + 3] ?? 0);
  const z = (values[left + 5] ?? 0) - (values[right + 5] ?? 0);
  const yaw_deg = (Math.atan2(Math.abs(z), Math.abs(x)) * 180) / Math.PI;
  if (yaw_deg > 60) return "side";
  if (yaw_deg > 25) return "oblique";
  return x > 0 ? "front" : "back";
}
