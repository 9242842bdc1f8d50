/** Where a training session stands. */
export type Phase = "check" | "countdown" | "set" | "paused" | "rest" | "saving" | "summary" | "trouble";

/** What can happen to it. */
export type Move =
  | "begin" // the countdown, at the start or after a rest
  | "cancel" // of the countdown: the camera is gone, or somebody thought better of it
  | "go" // the set begins
  | "pause"
  | "goOn"
  | "endSet"
  | "finish"
  | "saved" // the studio has summed up
  | "fail"; // nothing can go on in this page

/** The legal moves; what is not named here is not done. */
export const MOVES: Readonly<Record<Phase, Partial<Record<Move, Phase>>>> = {
  check: { begin: "countdown", finish: "saving", fail: "trouble" },
  countdown: { cancel: "check", go: "set", finish: "saving", fail: "trouble" },
  set: { pause: "paused", endSet: "rest", finish: "saving", fail: "trouble" },
  paused: { goOn: "set", endSet: "rest", finish: "saving", fail: "trouble" },
  rest: { begin: "countdown", finish: "saving", fail: "trouble" },
  saving: { saved: "summary", fail: "trouble" },
  summary: {},
  trouble: {},
};

/** The phase after a move, or null where the move is not legal. */
export function after(phase: Phase, move: Move): Phase | null {
  return MOVES[phase][move] ?? null;
}

/** Whether a set is going on, paused or not. */
export function isInSet(phase: Phase): boolean {
  return phase === "set" || phase === "paused";
}

/** Whether leaving now would leave something unfinished. */
export function isUnfinished(phase: Phase): boolean {
  return phase !== "summary" && phase !== "trouble";
}
