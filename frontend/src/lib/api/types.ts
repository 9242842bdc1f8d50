/** What the REST interface answers; what the studio describes by itself comes out of its description (`make describe`). */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Status = Schemas["StatusOut"];

export type Level = Schemas["Level"];

export type BodyPart = Schemas["BodyPart"];

export type Profile = Schemas["ProfileOut"];

export type Me = Schemas["MeOut"];

export type SignIn = Schemas["SignInOut"];

/** A file that is arriving, waits for its analysis, or is kept. */
export type StoredUpload = Schemas["UploadOut"];

export type Exercise = Schemas["ExerciseOut"];

export type Rule = Schemas["RuleResult"];

export type ExerciseDetails = Schemas["ExerciseDetailsOut"];

export type LibraryPose = Schemas["PoseOut"];

export type PoseDetails = Schemas["PoseDetailsOut"];
export type Programme = Schemas["ProgrammeOut"];
export type ProgrammeRow = Schemas["ProgrammeRowOut"];
/** A programme as it is sent to be kept. */
export type ProgrammeContent = Schemas["ProgrammeDraft"];
/** One set of a programme. */
export type TrainingStep = Schemas["TrainingStep"];
/** An exercise as the synthetic body shows it. */
export type Demonstration = Schemas["DemonstrationOut"];

export interface Page<Row> {
  records: Row[];
  next_key: string;
}

export type SessionRow = Schemas["SessionRow"];

export type Fault = Schemas["FaultResult"];

export type Repetition = Schemas["RepetitionResult"];

export type SetResult = Schemas["NumberedSet"];

/** What a session came to; each kind of session has its own. */
export type SessionResult = Schemas["SessionDetails"];

export type LimbError = Schemas["LimbResult"];

export type ComparisonResult = Schemas["ComparisonResult"];

export type Body = Schemas["BodyResult"];

export type ComparisonAnswer = Schemas["CompareOut"];

export type UnfinishedSession = Schemas["UnfinishedOut"];

export type SessionDetails = Schemas["SessionOut"];

/** What a person changes in a session. */
export type SessionChange = Pick<Schemas["SessionIn"], "rev"> & Partial<Schemas["SessionIn"]>;

/** What a person writes down of a set. */
export type SetNotes = Schemas["SetNotes-Output"];

/** The film that a session was made from. */
export type SourceFilm = Schemas["SourceFilm"];

/** One of several sets in a film. */
export type FilmSet = Schemas["FilmSet"];

export interface Replay {
  times_s: number[];
  image: number[][];
  world: number[][];
  visibility: number[][];
  image_size: [number, number];
  angles: Record<string, (number | null)[]>;
}

export type LogEntry = Schemas["LogOut"];

/** What became of all sessions in a period. */
export type ProgressOverview = Schemas["ProgressOverview"];
export type ProgressTotals = Schemas["Totals"];
export type ProgressBest = Schemas["Best"];
export type RepeatedFault = Schemas["RepeatedFault"];
export type Suggestion = Schemas["Suggestion"];
/** What somebody wants to do each week, and how much of it is done in the present one. */
export type Goal = Schemas["GoalIn"];
export type GoalProgress = Schemas["GoalProgress"];

export type RecognitionAnswer = Schemas["RecognitionOut"];

export type AccountRow = Schemas["AccountOut"];
export type AuditRow = Schemas["AuditOut"];
export type Link = Schemas["LinkOut"];
export type OpenLink = Schemas["OpenLinkOut"];

/** A film's analysis, as the studio tells of it. */
export type Job = Schemas["JobResult"];
export type JobRequest =
  | Schemas["CoachFilmRequest"]
  | Schemas["DrawFilmRequest"]
  | Schemas["JudgeAgainRequest"]
  | Schemas["LearnExerciseRequest"];

/** What was learned from a demonstration, and one way to count it. */
export type Taught = Schemas["TaughtResult"];
export type Reading = Schemas["ReadingResult"];
export type TaughtExercise = Schemas["ExerciseResult"];
/** The movement of one repetition. */
export type Movement = Schemas["CycleResult"];
export type OwnExercise = Schemas["OwnExerciseRow"];
export type OwnExerciseDetails = Schemas["OwnExerciseOut"];
/** A pose to be kept, and its landmarks. */
export type OwnPose = Schemas["OwnPoseIn"];
export type PoseLandmarks = Schemas["ReferenceLandmarks"];
export type Limbs = TaughtExercise["limbs"];
