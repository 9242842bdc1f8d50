import type { CoachingResult, Level, Repetition } from "../api/types";
import type { Language } from "../i18n/index.svelte";

/** The text messages of docs/live-protocol.md. */
export type Target = { repetitions: number } | { accurate: number } | { seconds: number };

export interface Hello {
  type: "hello";
  protocol: 1;
  session: string;
  exercise: string;
  level: Level;
  target: Target | null;
  image_size: [number, number];
  started_ms: number;
  events: number;
  estimation: "browser";
  /** In which the studio says cues, notices and refusals. */
  language: Language;
}

export interface LiveState {
  item: number;
  set: number;
  phase: "waiting" | "ready" | "out" | "back" | "holding" | "resting";
  progress: number | null;
  target_band?: [number, number];
  attempted?: number;
  accurate?: number;
  unfinished?: number;
  hold_s?: number;
  armed: boolean;
  paused: boolean;
}

interface About {
  number: number;
  item: number;
  time_s: number;
}

export type LiveEvent = About &
  (
    | { name: "repetition"; repetition: Repetition }
    | { name: "cue"; rule: string; text: string }
    | { name: "notice"; code: string; text: string }
    | { name: "hold"; is_holding: boolean; hold_s: number }
    | { name: "set"; set: number; attempted: number; accurate: number; hold_s: number }
    | { name: "target"; kind: string }
    | { name: "unfinished" }
  );

export type Summary = CoachingResult & { session: string };

export type Incoming =
  | { type: "welcome"; session: string; next: number; events: number; time_s?: number; state: LiveState }
  | ({ type: "state" } & LiveState)
  | ({ type: "event" } & LiveEvent)
  | { type: "durable"; next: number }
  | ({ type: "summary" } & Summary)
  | { type: "pong"; at: number }
  | { type: "error"; reason: string; text: string };
