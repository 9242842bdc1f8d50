import type { components } from "../api/schema";

/** MediaPipe's 33 keypoints in their order; the same list as poise.pose.BLAZEPOSE_33. */
export const KEYPOINTS = [
  "nose",
  "left_eye_inner",
  "left_eye",
  "left_eye_outer",
  "right_eye_inner",
  "right_eye",
  "right_eye_outer",
  "left_ear",
  "right_ear",
  "left_mouth",
  "right_mouth",
  "left_shoulder",
  "right_shoulder",
  "left_elbow",
  "right_elbow",
  "left_wrist",
  "right_wrist",
  "left_pinky",
  "right_pinky",
  "left_index",
  "right_index",
  "left_thumb",
  "right_thumb",
  "left_hip",
  "right_hip",
  "left_knee",
  "right_knee",
  "left_ankle",
  "right_ankle",
  "left_heel",
  "right_heel",
  "left_foot_index",
  "right_foot_index",
] as const;
export type Keypoint = (typeof KEYPOINTS)[number];

export const POINTS = KEYPOINTS.length;

export function indexOf(name: Keypoint): number {
  return KEYPOINTS.indexOf(name);
}

/** The bones that are drawn, each with the region of the body that it belongs to. */
export type Region = components["schemas"]["Region"];
const REGIONS: readonly Region[] = ["arms", "trunk", "thighs", "shanks", "feet"];
export interface Bone {
  start: number;
  end: number;
  region: Region;
  limb: string;
}

function bone(start: Keypoint, end: Keypoint, region: Region, limb: string): Bone {
  return { start: indexOf(start), end: indexOf(end), region, limb };
}

function side(name: "left" | "right"): Bone[] {
  return [
    bone(`${name}_shoulder`, `${name}_elbow`, "arms", `${name}_upper_arm`),
    bone(`${name}_elbow`, `${name}_wrist`, "arms", `${name}_forearm`),
    bone(`${name}_shoulder`, `${name}_hip`, "trunk", `${name}_trunk`),
    bone(`${name}_hip`, `${name}_knee`, "thighs", `${name}_thigh`),
    bone(`${name}_knee`, `${name}_ankle`, "shanks", `${name}_shank`),
    bone(`${name}_ankle`, `${name}_heel`, "feet", ""),
    bone(`${name}_heel`, `${name}_foot_index`, "feet", ""),
  ];
}

export const BONES: readonly Bone[] = [
  ...side("left"),
  ...side("right"),
  bone("left_shoulder", "right_shoulder", "trunk", "shoulder_line"),
  bone("left_hip", "right_hip", "trunk", "hip_line"),
];

/** The regions of the body that a fault speaks of; all of them in results of versions that did not say so. */
export function regionsOf(parts: readonly Region[]): readonly Region[] {
  return parts.length ? parts : REGIONS;
}
