/**
 * The course of a training as the page shows it. The studio says which set it is and whether it has begun; the page knows
 * whether somebody was set up for its exercise, and hands on what it sees only then. No framework in here.
 */
import type { TrainingStep } from "../../lib/api/types";
import type { LiveState } from "../../lib/live/messages";

export type TrainingLive = Extract<LiveState, { kind: "training" }>;

export type CoursePhase =
  | "preparing" // an exercise is announced, and somebody gets ready for it before the camera
  | "position" // the studio waits for its start position
  | "countdown" // it was taken: 3, 2, 1
  | "working"
  | "resting"
  | "over";

/** What only the page knows. */
export interface Local {
  /** The exercise for which somebody was set up last; "" at first. */
  preparedFor: string;
  /** The countdown after the start position goes on. */
  isCountingDown: boolean;
  /** Something was said to the studio that it has not answered yet. */
  isAwaiting: boolean;
}

/** What somebody is doing now; before the studio has said anything, they prepare. */
export function courseOf(live: TrainingLive | null, step: TrainingStep | null, local: Local): CoursePhase {
  if (!live) return "preparing";
  switch (live.phase) {
    case "finished":
      return "over";
    case "resting":
      return "resting";
    case "working":
      return local.isCountingDown ? "countdown" : "working";
    case "announced":
      return step && local.preparedFor === step.exercise ? "position" : "preparing";
  }
}

/** Whether frames go to the studio: not while somebody comes to the place of another exercise, which might begin it. */
export function isSending(course: CoursePhase, local: Local): boolean {
  return !local.isAwaiting && course !== "preparing" && course !== "over";
}

/** Whether somebody who is not seen has to be told so. */
export function isWatching(course: CoursePhase): boolean {
  return course === "position" || course === "countdown" || course === "working";
}

/**
 * Which raised hands mean something now. In a set only the left hand does (pause), and only where the exercise never
 * lifts a hand above the head; a set must not be ended by its own movement.
 */
export function handsAllowed(
  course: CoursePhase,
  isPaused: boolean,
  raisesHands: boolean,
): "all" | "left" | "none" {
  if (isPaused || course === "preparing" || course === "resting") return "all";
  if (raisesHands || course === "over" || course === "countdown") return "none";
  return course === "position" ? "all" : "left";
}

/** What "next" means now: a key, a click, a clicker, a raised right hand. */
export type Next = "begin" | "prepared" | "resume" | "setBegins" | "skip" | "nothing";

export function nextOf(course: CoursePhase, phase: string): Next {
  if (phase === "check") return "begin";
  if (phase === "paused") return "resume";
  if (phase !== "set") return "nothing";
  switch (course) {
    case "preparing":
      return "prepared";
    case "resting":
      return "setBegins";
    case "position":
    case "countdown":
    case "working":
      return "skip";
    default:
      return "nothing";
  }
}

/** The step of a state, in a rest the one that comes next; null once all are over. */
export function stepOf(steps: readonly TrainingStep[], live: TrainingLive | null): TrainingStep | null {
  return steps[(live?.step ?? 1) - 1] ?? null;
}

/** What is counted in a set: how far it is, and how far it has to be. */
export interface Progress {
  unit: "repetitions" | "seconds";
  value: number;
  goal: number;
}

export function progressOf(step: TrainingStep, live: TrainingLive | null): Progress {
  const { target } = step;
  const set = live?.set;
  if (target.seconds != null) {
    return { unit: "seconds", value: Math.max(live?.worked_s ?? 0, set?.hold_s ?? 0), goal: target.seconds };
  }
  if (target.accurate != null) {
    return { unit: "repetitions", value: set?.accurate ?? 0, goal: target.accurate };
  }
  return { unit: "repetitions", value: set?.attempted ?? 0, goal: target.repetitions ?? 0 };
}
