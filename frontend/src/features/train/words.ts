/** What a training says, aloud and on the screen. */
import type { ExerciseDetails, TrainingStep } from "../../lib/api/types";
import { type Key, number, t } from "../../lib/i18n/index.svelte";
import type { EventOf } from "../../lib/live/messages";

type AnyStep = Pick<TrainingStep, "target" | "side" | "number" | "of" | "rounds">;

/** "10 repetitions", "8 clean repetitions", "30 seconds". */
export function amountText({ target }: Pick<TrainingStep, "target">): string {
  for (const unit of ["seconds", "accurate", "repetitions"] as const) {
    const amount = target[unit];
    if (amount === 1) return t(`train.amount.one-${unit}`);
    if (amount != null) return t(`train.amount.${unit}`, { count: number(amount) });
  }
  return "";
}

/** "Set 2 of 3", "Round 2 of 3"; "" for the only one. */
export function placeText({ number: set, of, rounds }: AnyStep): string {
  if (of < 2) return "";
  return t(rounds > 1 ? "train.round-of" : "train.set-of", { set, of });
}

export function sideText({ side }: Pick<TrainingStep, "side">): string {
  return side === "both" ? "" : t(side === "left" ? "train.side.left" : "train.side.right");
}

/** Where the camera has to see somebody from, and how much of them. */
export function setUpText(exercise: Pick<ExerciseDetails, "views" | "joints">): string {
  const [view] = exercise.views;
  const side = view ? t(`train.view.${view}` as Key) : "";
  const isWhole = exercise.joints.some(
    (joint) => joint === "ankle" || joint === "heel" || joint === "foot_index",
  );
  return sentences(side, t(isWhole ? "train.distance.whole" : "train.distance.part"));
}

/** An exercise as it is announced. */
export function announcement(step: TrainingStep, exercise: ExerciseDetails): string {
  return sentences(
    exercise.name,
    placeText(step),
    sideText(step),
    amountText(step),
    setUpText(exercise),
    step.text ?? "",
  );
}

/** The next set of the same exercise. */
export function setText(step: AnyStep): string {
  return sentences(placeText(step), sideText(step), amountText(step), t("live.position"));
}

/** A set's result and one tip. */
export function resultText(event: EventOf<"step-ended">, step: AnyStep | undefined): string {
  return sentences(doneText(event, step), event.ended === "limit" ? t("train.say.limit") : "", event.cue);
}

function doneText(event: EventOf<"step-ended">, step: AnyStep | undefined): string {
  if (event.hold_s > 0) return t("train.say.held", { count: number(Math.floor(event.hold_s)) });
  if (event.attempted > 0) {
    return t("train.say.done", { accurate: event.accurate, attempted: event.attempted });
  }
  return event.ended === "reached" && step ? amountText(step) : t("train.say.nothing");
}

export function restText(event: EventOf<"rest-began">, name: string): string {
  return sentences(
    t("train.say.rest", { count: number(event.seconds) }),
    t("train.say.next", { name }),
    amountText(event.what),
  );
}

/** Sentences of parts, each with a full stop. */
function sentences(...parts: string[]): string {
  return parts
    .filter((one) => one !== "")
    .map((one) => (/[.!?…]$/.test(one) ? one : `${one}.`))
    .join(" ");
}
