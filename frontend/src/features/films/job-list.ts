/** What the list of jobs makes of the studio's answers. */
import type { Job, StoredUpload } from "../../lib/api/types";
import type { Text } from "../../lib/i18n/index.svelte";

const WORK: Readonly<Record<string, Text>> = {
  "coach-film": "films.recognising",
  "judge-again": "judge.running",
  "draw-film": "film.drawing",
  "learn-exercise": "teach.learning",
};

/** What a job does while it is not known which exercise it is about. */
export function workOf(job: Pick<Job, "kind">): Text {
  return WORK[job.kind] ?? "films.running";
}

export function isUnfinished(job: Pick<Job, "state">): boolean {
  return job.state === "queued" || job.state === "running";
}

/** The exercises between which a film does not decide, so that somebody has to; none for other jobs. */
export function candidatesOf(job: Pick<Job, "result">): string[] {
  const { candidates } = job.result;
  return Array.isArray(candidates) ? candidates.filter((one) => typeof one === "string") : [];
}

/** Whether a job waits for somebody to choose, and nothing went wrong. */
export function isQuestion(job: Pick<Job, "state" | "result">): boolean {
  return job.state === "failed" && Array.isArray(job.result.candidates);
}

/** One of several sets in a film. */
export interface SetInFilm {
  session: string;
  exercise: string;
  begin_s: number;
  end_s: number;
}

/** The sets that a job found in its film; none where the film is one set. */
export function setsIn(job: Pick<Job, "result">): SetInFilm[] {
  const { sets } = job.result;
  return Array.isArray(sets) ? (sets as unknown as SetInFilm[]) : [];
}

/** The newest page laid over what is known: newest first, each job once, older pages stay as they were. */
export function mergeNewest(known: readonly Job[], newest: readonly Job[]): Job[] {
  const last = newest.at(-1);
  if (!last) return [];
  const isNew = new Set(newest.map((one) => one.id));
  // What is as new as this page and not on it was removed meanwhile.
  const older = known.filter((one) => !isNew.has(one.id) && one.id < last.id);
  return [...newest, ...older];
}

/** The jobs that were under way before and have ended since, by success or failure, for those who cannot see the list. */
export function endedSince(before: readonly Job[], after: readonly Job[]): Job[] {
  const unfinished = new Set(before.filter(isUnfinished).map((one) => one.id));
  return after.filter((one) => unfinished.has(one.id) && (one.state === "done" || one.state === "failed"));
}

/**
 * The films that have arrived whole and that nobody asked anything of: the page was closed in between. A job that has
 * ended without success keeps its film for another attempt.
 */
export function waitingFilms(uploads: readonly StoredUpload[], jobs: readonly Job[]): StoredUpload[] {
  const asked = new Set(jobs.filter((one) => one.state !== "done").map((one) => one.upload));
  return uploads.filter((one) => one.offset === one.size && one.sessions.length === 0 && !asked.has(one.id));
}
