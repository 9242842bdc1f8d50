/** What was learned, in words for a person. */
import type { Reading } from "../../lib/api/types";
import { type Key, number, t } from "../../lib/i18n/index.svelte";

const MEASURES: Readonly<Record<string, Key>> = {
  knee_flexion: "teach.measure.knee_flexion",
  hip_flexion: "teach.measure.hip_flexion",
  elbow_flexion: "teach.measure.elbow_flexion",
  shoulder_elevation: "teach.measure.shoulder_elevation",
  upper_arm_raise: "teach.measure.upper_arm_raise",
  forearm_raise: "teach.measure.forearm_raise",
  thigh_raise: "teach.measure.thigh_raise",
  trunk_lean: "teach.measure.trunk_lean",
  heel_lift: "teach.measure.heel_lift",
  ankle_plantarflexion: "teach.measure.ankle_plantarflexion",
  wrist_height: "teach.measure.wrist_height",
  wrist_rise: "teach.measure.wrist_rise",
  foot_height: "teach.measure.foot_height",
  hip_rise: "teach.measure.hip_rise",
  shoulder_rise: "teach.measure.shoulder_rise",
  stance_width: "teach.measure.stance_width",
};

/** What is measured; a measure without words of its own by its name. */
export function measureWords(measure: string): string {
  const key = MEASURES[measure];
  return key ? t(key) : measure.replaceAll("_", " ");
}

function amount(value: number, unit: string): string {
  return unit === "deg" ? `${number(value)}°` : number(value, 2);
}

/** How far a repetition goes: from rest to the peak. */
export function rangeWords({ signal, unit }: Reading): string {
  return t("teach.range-from", { rest: amount(signal.rest, unit), peak: amount(signal.peak, unit) });
}

/** From where on a repetition is accurate at the usual level; "" where nothing says so. */
export function accurateWords({ exercise, unit }: Reading): string {
  const limit = exercise.range?.peak.standard;
  return limit === undefined ? "" : t("teach.accurate-from", { limit: amount(limit, unit) });
}

const BENT_DEG = 30;

/** How the trunk is held meanwhile. */
export function postureWords({ posture }: Reading): string {
  const lean = posture.find(({ measure }) => measure === "trunk_lean");
  if (!lean) return t("teach.posture.any");
  if (lean.at_least === null) return t("teach.posture.upright", { most: number(lean.at_most ?? 90) });
  if (lean.at_most === null) return t("teach.posture.lying");
  return t(lean.at_least >= BENT_DEG ? "teach.posture.bent" : "teach.posture.leaning", {
    least: number(lean.at_least),
    most: number(lean.at_most),
  });
}

const VIEWS = {
  front: "teach.view.front",
  back: "teach.view.back",
  side: "teach.view.side",
  oblique: "teach.view.oblique",
} as const;

/** From where the camera may look. */
export function viewWords({ exercise }: Reading): string {
  return exercise.views.map((view) => t(VIEWS[view])).join(", ");
}
