import { locale } from "../i18n/locale.svelte";
import type {
  AccountRow,
  AuditRow,
  ComparisonAnswer,
  Demonstration,
  Exercise,
  ExerciseDetails,
  FilmSet,
  LibraryPose,
  PoseDetails,
  Job,
  JobRequest,
  Programme,
  ProgrammeContent,
  ProgrammeRow,
  Link,
  OpenLink,
  LogEntry,
  Limbs,
  Me,
  Movement,
  OwnExercise,
  OwnExerciseDetails,
  OwnPose,
  Page,
  Profile,
  Goal,
  ProgressOverview,
  RecognitionAnswer,
  Replay,
  SessionChange,
  SessionDetails,
  SessionRow,
  SignIn,
  Status,
  Taught,
  TaughtExercise,
  StoredUpload,
  UnfinishedSession,
} from "./types";

const BASE = "/api/v1";

/** The studio said no: `message` is its one sentence, `status` 0 means that it did not answer at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

type Query = Record<string, string | number | undefined>;

function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return given.length ? `${BASE}${path}?${search}` : `${BASE}${path}`;
}

const UNSIGNED = ["/sign-in", "/sign-out", "/sign-out-everywhere"]; // nobody signs in again for these

let signInAgain: () => Promise<boolean> = () => Promise.resolve(false);

/** Says what is done when the sign-in has expired: with true the request that noticed it is sent once more. */
export function whenSignInExpires(handler: () => Promise<boolean>): void {
  signInAgain = handler;
}

/** The message is empty where the answer is not the studio's own: a proxy's, for instance. */
async function refusal(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as { detail?: unknown; code?: unknown } | null;
  const sentence = typeof body?.detail === "string" ? body.detail : "";
  return new ApiError(response.status, typeof body?.code === "string" ? body.code : "", sentence);
}

async function answered(
  method: string,
  path: string,
  body?: unknown,
  query?: Query,
  more: Record<string, string> = {},
): Promise<Response> {
  const isForm = body instanceof FormData || body instanceof Blob;
  // The page's language comes first; names and sentences of the studio are answered in it.
  const headers: Record<string, string> = { "accept-language": locale.language, ...more };
  // What is to be removed is removed, although the page may go in this moment.
  const keepalive = method === "DELETE";
  const request: RequestInit = { method, credentials: "same-origin", headers, keepalive };
  if (body !== undefined) {
    request.body = isForm ? (body as FormData | Blob) : JSON.stringify(body);
    if (!isForm) headers["content-type"] = "application/json";
  }
  let response = await send(address(path, query), request);
  const isExpired = response.status === 401 && !UNSIGNED.includes(path);
  if (isExpired && (await signInAgain())) {
    void response.body?.cancel(); // what nobody reads would keep its connection
    response = await send(address(path, query), request);
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function call<Answer>(
  method: string,
  path: string,
  body?: unknown,
  query?: Query,
  headers?: Record<string, string>,
): Promise<Answer> {
  const response = await answered(method, path, body, query, headers);
  return (response.status === 204 ? undefined : await understood(response)) as Answer;
}

async function send(to: string, request: RequestInit): Promise<Response> {
  return fetch(to, request).catch(() => {
    throw new ApiError(0, "unreachable", "");
  });
}

/** The JSON of an answer; anything else is not the studio's: the page of a hotel's network, for instance. */
async function understood(response: Response): Promise<unknown> {
  return response.json().catch(() => {
    throw new ApiError(502, "not-understood", "");
  });
}

async function previewed(picture: File): Promise<Blob> {
  const form = new FormData();
  form.set("picture", picture);
  return (await answered("POST", "/pictures/preview", form)).blob();
}

const at = encodeURIComponent;

/** Every request that the page makes, by the name of what it does. */
export const api = {
  status: () => call<Status>("GET", "/status"),
  setUp: (ticket: string, name: string, password: string) =>
    call<Me>("POST", "/setup", { ticket, name, password }),
  signUp: (name: string, password: string, invitation?: string) =>
    call<Me>("POST", "/sign-up", invitation ? { name, password, invitation } : { name, password }),
  signIn: (name: string, password: string) => call<Me>("POST", "/sign-in", { name, password }),
  signOut: () => call<void>("POST", "/sign-out"),
  signOutEverywhere: () => call<void>("POST", "/sign-out-everywhere"),
  changePassword: (old: string, fresh: string) => call<void>("POST", "/password", { old, new: fresh }),
  resetPassword: (ticket: string, password: string) =>
    call<void>("POST", "/password-reset", { ticket, password }),

  me: () => call<Me>("GET", "/me"),
  changeProfile: (profile: Partial<Profile>) => call<Me>("PATCH", "/me", { profile }),
  deleteMe: (password: string) => call<void>("DELETE", "/me", { password }),
  signIns: () => call<SignIn[]>("GET", "/me/sign-ins"),
  endSignIn: (identifier: string) => call<void>("DELETE", `/me/sign-ins/${at(identifier)}`),
  exportAddress: () => address("/me/export"),

  demonstration: (identifier: string) =>
    call<Demonstration>("GET", `/exercises/${at(identifier)}/demonstration`),
  exercises: () => call<Exercise[]>("GET", "/exercises"),
  exerciseComplaints: () => call<string[]>("GET", "/exercise-complaints"),
  exerciseDetails: () => call<ExerciseDetails[]>("GET", "/exercise-details"),
  exercise: (identifier: string) => call<ExerciseDetails>("GET", `/exercises/${at(identifier)}`),
  exerciseFigure: (identifier: string) => address(`/exercises/${at(identifier)}/figure.svg`),
  poses: () => call<LibraryPose[]>("GET", "/poses"),
  programmes: () => call<ProgrammeRow[]>("GET", "/programmes"),
  programme: (identifier: string) => call<Programme>("GET", `/programmes/${at(identifier)}`),
  addProgramme: (programme: ProgrammeContent) => call<Programme>("POST", "/own-programmes", programme),
  changeProgramme: (
    identifier: string,
    change: { rev: number; programme?: ProgrammeContent; is_shared?: boolean },
  ) => call<Programme>("PATCH", `/own-programmes/${at(identifier)}`, change),
  removeProgramme: (identifier: string) => call<void>("DELETE", `/own-programmes/${at(identifier)}`),
  restoreProgramme: (identifier: string) => call<void>("POST", `/own-programmes/${at(identifier)}/restore`),
  pose: (identifier: string) => call<PoseDetails>("GET", `/poses/${at(identifier)}`),
  poseFigure: (identifier: string) => address(`/poses/${at(identifier)}/figure.svg`),

  sessions: (query: Query) => call<Page<SessionRow>>("GET", "/sessions", undefined, query),
  session: (identifier: string) => call<SessionDetails>("GET", `/sessions/${at(identifier)}`),
  changeSession: (identifier: string, change: SessionChange) =>
    call<SessionDetails>("PATCH", `/sessions/${at(identifier)}`, change),
  deleteSession: (identifier: string) => call<void>("DELETE", `/sessions/${at(identifier)}`),
  restoreSession: (identifier: string) => call<void>("POST", `/sessions/${at(identifier)}/restore`),
  unfinished: () => call<UnfinishedSession[]>("GET", "/unfinished-sessions"),
  finishSession: (identifier: string) => call<SessionDetails>("POST", `/sessions/${at(identifier)}/finish`),
  log: (identifier: string) => call<LogEntry[]>("GET", `/sessions/${at(identifier)}/log`),
  replay: (identifier: string) => call<Replay>("GET", `/sessions/${at(identifier)}/replay`),
  sessionExport: (identifier: string, format: string) =>
    address(`/sessions/${at(identifier)}/export`, { format }),
  picture: (identifier: string, name: string) => address(`/sessions/${at(identifier)}/pictures/${at(name)}`),
  uploads: () => call<StoredUpload[]>("GET", "/uploads"),
  film: (identifier: string) => address(`/sessions/${at(identifier)}/film`),
  drawnFilm: (identifier: string) => address(`/sessions/${at(identifier)}/drawn-film`),
  /** Whether the film of a session is still kept. */
  hasFilm: (identifier: string) =>
    answered("HEAD", `/sessions/${at(identifier)}/film`).then(
      () => true,
      () => false,
    ),
  filmSets: (identifier: string) => call<FilmSet[]>("GET", `/sessions/${at(identifier)}/film-sets`),
  deleteFilm: (identifier: string) => call<void>("DELETE", `/sessions/${at(identifier)}/film`),
  lastWeights: () => call<Record<string, number>>("GET", "/progress/weights"),
  progressOverview: (query: Query) => call<ProgressOverview>("GET", "/progress/overview", undefined, query),
  /** What one session says of an exercise. */
  sessionFigures: (session: string, subject: string, zone: string) =>
    call<ProgressOverview>("GET", "/progress/overview", undefined, { session, subject, zone }),
  setGoals: (goals: Goal[]) => call<void>("PUT", "/progress/goals", { goals }),

  jobs: (after = "") => call<Page<Job>>("GET", "/jobs", undefined, { after, limit: 30 }),
  job: (identifier: string) => call<Job>("GET", `/jobs/${at(identifier)}`),
  submitJob: (request: JobRequest) => call<Job>("POST", "/jobs", request),
  cancelJob: (identifier: string) => call<Job>("POST", `/jobs/${at(identifier)}/cancel`),
  retryJob: (identifier: string, exercise?: string) =>
    call<Job>("POST", `/jobs/${at(identifier)}/retry`, exercise === undefined ? undefined : { exercise }),
  removeJob: (identifier: string) => call<void>("DELETE", `/jobs/${at(identifier)}`),
  removeUpload: (identifier: string) =>
    call<void>("DELETE", `/uploads/${at(identifier)}`, undefined, undefined, { "tus-resumable": "1.0.0" }),

  /** A picture that this browser cannot show, as a JPEG; the studio keeps nothing of it. */
  preview: previewed,
  compare: (form: FormData) => call<ComparisonAnswer>("POST", "/compare", form),
  accounts: (after = "") => call<Page<AccountRow>>("GET", "/accounts", undefined, { after, limit: 100 }),
  changeAccount: (
    identifier: string,
    change: { rev: number; role?: AccountRow["role"]; is_disabled?: boolean },
  ) => call<AccountRow>("PATCH", `/accounts/${at(identifier)}`, change),
  invite: (role: AccountRow["role"]) => call<Link>("POST", "/invitations", { role }),
  resetLink: (identifier: string) => call<Link>("POST", `/accounts/${at(identifier)}/reset`, {}),
  links: () => call<OpenLink[]>("GET", "/links"),
  revokeLink: (identifier: string) => call<void>("DELETE", `/links/${at(identifier)}`),
  audit: (after = "") => call<Page<AuditRow>>("GET", "/audit", undefined, { after, limit: 50 }),
  recognise: (items: Blob, [width, height]: [number, number]) =>
    call<RecognitionAnswer>("POST", "/recognise", items, { width, height }),
  /** What a demonstration before the camera teaches; the studio keeps nothing of it. */
  learn: (items: Blob, name: string, [width, height]: [number, number]) =>
    call<Taught>("POST", "/demonstrations", items, { name, width, height }),
  correctExercise: (text: string, change: { name?: string; limbs?: Limbs }) =>
    call<{ text: string; exercise: TaughtExercise }>("POST", "/demonstrations/correction", {
      text,
      ...change,
    }),
  ownExercises: () => call<OwnExercise[]>("GET", "/own-exercises"),
  ownExercise: (identifier: string) => call<OwnExerciseDetails>("GET", `/own-exercises/${at(identifier)}`),
  keepExercise: (text: string, cycle: Movement | null) =>
    call<OwnExerciseDetails>("POST", "/own-exercises", { text, cycle }),
  changeOwnExercise: (identifier: string, change: { rev: number; name?: string; is_shared?: boolean }) =>
    call<OwnExerciseDetails>("PATCH", `/own-exercises/${at(identifier)}`, change),
  removeOwnExercise: (identifier: string) => call<void>("DELETE", `/own-exercises/${at(identifier)}`),
  restoreOwnExercise: (identifier: string) => call<void>("POST", `/own-exercises/${at(identifier)}/restore`),
  ownExerciseFile: (identifier: string) => address(`/own-exercises/${at(identifier)}/file`),
  ownPose: (identifier: string) => call<OwnPose>("GET", `/own-poses/${at(identifier)}`),
  keepPose: (pose: OwnPose) => call<LibraryPose>("POST", "/own-poses", pose),
  removeOwnPose: (identifier: string) => call<void>("DELETE", `/own-poses/${at(identifier)}`),
  model: (name: "lite" | "full" | "hand" | "face") => address(`/models/${name}.task`),
};
