/** What the REST interface answers; `npm run generate` compares it with the running studio's own description. */

export interface Status {
  version: string;
  needs_setup: boolean;
  sign_up: "open" | "invitation" | "closed";
  signed_in: boolean;
  languages: string[];
}

export type Level = "beginner" | "standard" | "strict";

export interface Profile {
  display_name: string;
  time_zone: string;
  units: string;
  language: string;
  level: Level;
  preferred_side: string;
}

export interface Me {
  identifier: string;
  name: string;
  role: "member" | "coach" | "admin";
  profile: Profile;
  created_ms: number;
}

export interface SignIn {
  identifier: string;
  created_ms: number;
  seen_ms: number;
  user_agent: string;
  is_this: boolean;
}

export interface Exercise {
  identifier: string;
  name: string;
  summary: string;
  kind: "repetitions" | "hold";
  limbs: string;
  muscles: string[];
  equipment: string[];
  views: string[];
  has_figure: boolean;
}

export interface Rule {
  name: string;
  severity: string;
  cue: string;
  explanation: string;
  source: string;
  views: string[];
}

export interface ExerciseDetails extends Exercise {
  instructions: string[];
  rules: Rule[];
  sources: string[];
}

export interface LibraryPose {
  identifier: string;
  name: string;
  tradition: string;
  is_own: boolean;
  notes: string;
}

export interface Page<Row> {
  records: Row[];
  next_key: string;
}

export interface SessionRow {
  identifier: string;
  kind: "coaching" | "comparison";
  subject: string;
  state: "open" | "finished" | "abandoned";
  started_ms: number;
  ended_ms: number;
  day: string;
  duration_s: number;
  attempted: number;
  accurate: number;
  hold_s: number;
  score: number | null;
  corrected: number | null;
  notes: string;
}

export interface Fault {
  name: string;
  time_s: number;
  cue: string;
  severity: string;
}

export interface Repetition {
  number: number;
  start_s: number;
  peak_s: number;
  end_s: number;
  accurate: boolean;
  score: number;
  side: string;
  faults: Fault[];
  range_deg: Record<string, number>;
  tempo_s: { eccentric: number; pause: number; concentric: number };
  asymmetry: number | null;
}

export interface SetResult {
  set: number;
  attempted: number;
  accurate: number;
  unfinished: number;
  hold_s: number;
  score: number | null;
  repetitions: Repetition[];
  faults: Fault[];
  notices: { name: string; time_s: number; text: string }[];
}

export interface CoachingResult {
  exercise: string;
  level: Level;
  attempted: number;
  accurate: number;
  unfinished: number;
  hold_s: number;
  score: number | null;
  sets: SetResult[];
}

export interface LimbError {
  name: string;
  error_deg: number | null;
  compared: boolean;
  hidden?: string | null;
}

export interface ComparisonResult {
  verdict: "compared" | "cannot judge" | "choose person";
  reason: string | null;
  score: number | null;
  uncertainty: number | null;
  distance_deg: number | null;
  mirrored: boolean;
  limbs: LimbError[];
  remarks: { limb: string; text: string }[];
  words: string[];
}

export interface Body {
  image: number[];
  world: number[];
  visibility: number[];
  image_size: [number, number];
}

export interface ComparisonAnswer {
  session: string | null;
  result: ComparisonResult;
  skeletons?: {
    reference?: Body | null;
    attempt?: Body | null;
    aligned?: { reference_world: number[]; attempt_world: number[] } | null;
  } | null;
  people?: Partial<Record<"reference" | "attempt", number[][]>> | null;
}

export interface SessionDetails extends SessionRow {
  details: Record<string, unknown>;
  rev: number;
}

export interface Replay {
  times_s: number[];
  image: number[][];
  world: number[][];
  visibility: number[][];
  image_size: [number, number];
  angles: Record<string, (number | null)[]>;
}

export interface LogEntry {
  number: number;
  at_ms: number;
  name: string;
  details: Record<string, unknown>;
}

export interface Progress {
  day: string;
  subject: string;
  sessions: number;
  score_sum: number;
  scored: number;
  attempted: number;
  accurate: number;
  hold_s: number;
}
