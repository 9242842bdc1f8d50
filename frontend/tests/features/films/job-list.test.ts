import { describe, expect, it } from "vitest";
import { isFilmFile, splitFiles } from "../../../src/features/films/chosen-files";
import {
  endedSince,
  isQuestion,
  isUnfinished,
  mergeNewest,
  setsIn,
  waitingFilms,
  workOf,
} from "../../../src/features/films/job-list";
import type { Job, StoredUpload } from "../../../src/lib/api/types";
import { t } from "../../../src/lib/i18n/index.svelte";

function job(id: string, state: Job["state"] = "done", film = `film of ${id}`): Job {
  return {
    id,
    kind: "coach-film",
    state,
    title: "squats.mp4",
    upload: film,
    exercise: null,
    level: "standard",
    created_ms: 0,
    started_ms: 0,
    ended_ms: 0,
    progress: null,
    failure: "",
    sessions: [],
    result: {},
    is_retryable: false,
  };
}

const ids = (jobs: readonly Job[]) => jobs.map((one) => one.id).join("");

describe("the work of a job", () => {
  it.each([
    ["coach-film", "Poise recognises the exercise"],
    ["judge-again", "Judging the recording again"],
    ["draw-film", "The figure is drawn into the film"],
    ["learn-exercise", "The coach is learning …"],
  ])("of the kind %s is named", (kind, name) => {
    expect(t(workOf({ kind } as Job))).toBe(name);
  });
});

describe("the list of jobs", () => {
  it.each([
    ["takes the newest page as it is", "", "cb", "cb"],
    ["keeps older pages", "edcba", "edc", "edcba"],
    ["puts new ones first", "cba", "edc", "edcba"],
    ["leaves out what was removed from the newest page", "edcba", "ecb", "ecba"],
    ["is empty when the newest page is", "ba", "", ""],
  ])("%s", (_, known, newest, expected) => {
    const merged = mergeNewest(
      [...known].map((id) => job(id)),
      [...newest].map((id) => job(id)),
    );
    expect(ids(merged)).toBe(expected);
  });

  it("shows a job as it is now", () => {
    expect(mergeNewest([job("a", "running")], [job("a", "done")])[0]?.state).toBe("done");
  });

  it.each([
    ["queued", true],
    ["running", true],
    ["done", false],
    ["failed", false],
    ["cancelled", false],
  ] as const)("is read again while a job is %s: %s", (state, isWatched) => {
    expect(isUnfinished(job("a", state))).toBe(isWatched);
  });
});

describe("what came of a job", () => {
  it.each([
    ["two exercises to choose from", "failed", { candidates: ["squat", "lunge"] }, true],
    ["all exercises to choose from", "failed", { candidates: [] }, true],
    ["a damaged film", "failed", { is_hopeless: true }, false],
    ["an answer that was given", "queued", {}, false],
  ] as const)("is a question or none: %s", (_, state, result, expected) => {
    expect(isQuestion({ state, result })).toBe(expected);
  });

  it("is a list of sets where the film has several", () => {
    const set = { session: "a", exercise: "squat", begin_s: 0, end_s: 20 };
    expect(setsIn({ result: { sets: [set] } })).toEqual([set]);
    expect(setsIn({ result: { exercise: "squat" } })).toEqual([]);
  });
});

describe("what is announced", () => {
  it.each([
    ["a job that was done", "running", "done", "a"],
    ["a job that failed", "queued", "failed", "a"],
    ["not a job that somebody cancelled", "running", "cancelled", ""],
    ["not a job that goes on", "queued", "running", ""],
    ["not a job that was done before", "done", "done", ""],
  ] as const)("is %s", (_, before, after, expected) => {
    expect(ids(endedSince([job("a", before)], [job("a", after)]))).toBe(expected);
  });

  it("is nothing of what the list began with", () => {
    expect(endedSince([], [job("a", "done")])).toEqual([]);
  });
});

describe("films that have arrived without a job", () => {
  const upload = (id: string, change: object = {}): StoredUpload => ({
    id,
    name: "squats.mp4",
    size: 10,
    offset: 10,
    created_ms: 0,
    expires_ms: 0,
    sessions: [],
    ...change,
  });

  it.each([
    ["a whole one that nobody asked anything of", upload("a"), [], true],
    ["not one that is still arriving", upload("a", { offset: 9 }), [], false],
    ["not the kept original of a session", upload("a", { sessions: ["s"] }), [], false],
    ["not one whose job goes on", upload("a"), [job("1", "running", "a")], false],
    ["not one whose job may be tried again", upload("a"), [job("1", "failed", "a")], false],
    ["one of the same name as a film that failed", upload("a"), [job("1", "failed", "b")], true],
    ["one whose job was done and left it", upload("a"), [job("1", "done", "a")], true],
  ] as const)("are: %s", (_, one, jobs, isThere) => {
    expect(waitingFilms([one], jobs)).toEqual(isThere ? [one] : []);
  });
});

describe("chosen files", () => {
  it.each([
    ["a.mp4", "video/mp4", true],
    ["a.MKV", "", true],
    ["clip", "video/quicktime", true],
    ["notes.txt", "text/plain", false],
    ["picture.jpg", "image/jpeg", false],
  ])("%s (%s) is a film: %s", (name, type, isFilm) => {
    expect(isFilmFile({ name, type })).toBe(isFilm);
  });

  it("are told apart, and none is taken twice", () => {
    const film = new File(["x"], "a.mp4", { type: "video/mp4", lastModified: 1 });
    const same = new File(["x"], "a.mp4", { type: "video/mp4", lastModified: 1 });
    const text = new File(["x"], "a.txt", { type: "text/plain" });
    expect(splitFiles([film, text], [])).toEqual({ films: [film], others: [text] });
    expect(splitFiles([same], [film])).toEqual({ films: [], others: [] });
  });
});
