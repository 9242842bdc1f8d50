import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ExerciseDetails, Me, Status } from "../../../src/lib/api/types";
import { findExercise, keepExercises, listExercises } from "../../../src/lib/offline/exercises";
import { studio } from "../../../src/lib/studio.svelte";

const ADA = { identifier: "ada", name: "Ada", profile: { language: "en", time_zone: "UTC" } } as Me;
const STATUS = { signed_in: true } as Status;
const SQUAT = { identifier: "squat", name: "Squat", joints: ["knee"] } as ExerciseDetails;

/** A studio with these answers by path; where it has none it is away. */
function answer(answers: Record<string, unknown>): void {
  vi.stubGlobal("fetch", async (path: string) => {
    const found = answers[path.replace("/api/v1", "")];
    if (found === undefined) throw new TypeError("no network");
    return new Response(JSON.stringify(found));
  });
}

beforeEach(() => {
  localStorage.clear();
  studio.leave();
  studio.status = null;
});
afterEach(() => void vi.unstubAllGlobals());

async function visit(): Promise<void> {
  answer({ "/status": STATUS, "/me": ADA, "/exercise-details": [SQUAT] });
  await studio.open();
  await keepExercises(ADA.identifier);
}

const standing = () => [studio.me?.name, studio.isAway, studio.trouble];

describe("while the studio is away", () => {
  it("the page goes on as who was signed in, and notices when the studio is back", async () => {
    await visit();
    studio.me = studio.status = null; // another page, later
    answer({});
    await studio.open();
    expect(standing()).toEqual(["Ada", true, ""]);
    answer({ "/status": STATUS, "/me": ADA });
    await studio.open();
    expect(standing()).toEqual(["Ada", false, ""]);
  });

  it("nobody is signed in who has signed out", async () => {
    await visit();
    studio.leave();
    studio.status = null;
    answer({});
    await studio.open();
    expect(studio.me).toBeNull();
    expect(studio.trouble).not.toBe("");
  });

  it("nobody is signed in whose sign-in the studio has ended", async () => {
    await visit();
    answer({ "/status": { ...STATUS, signed_in: false } });
    await studio.open();
    expect([localStorage["poise-person"], localStorage["poise-exercises"]]).toEqual([undefined, undefined]);
  });

  it("an exercise is the one that was kept, and one that was not kept is missing", async () => {
    await visit();
    answer({});
    expect((await listExercises()).map((one) => one.name)).toEqual(["Squat"]);
    expect((await findExercise("squat")).joints).toEqual(["knee"]);
    await expect(findExercise("lunge")).rejects.toThrow();
  });

  it("nobody sees the exercises of somebody else", async () => {
    await visit();
    studio.welcome({ ...ADA, identifier: "eve" });
    answer({});
    await expect(listExercises()).rejects.toThrow();
  });
});
