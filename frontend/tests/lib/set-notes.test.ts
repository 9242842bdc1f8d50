import { afterEach, describe, expect, it, vi } from "vitest";
import type { SessionDetails } from "../../src/lib/api/types";
import { NO_NOTES, notesOf, writeSetNotes } from "../../src/lib/set-notes";

const NOTES = { weight_kg: 20, effort_rpe: 8.5, note: "steady" };

/** A studio in which somebody else changes the session before the first writes arrive. */
function studio(conflicts: number) {
  let rev = 3;
  let refusals = conflicts;
  const written: unknown[] = [];
  vi.stubGlobal("fetch", (_: string, request: RequestInit) => {
    if (request.method === "GET") return Promise.resolve(Response.json({ rev }));
    const change = JSON.parse(String(request.body)) as { rev: number };
    if (refusals > 0) {
      refusals -= 1;
      rev += 1;
      return Promise.resolve(Response.json({ detail: "changed", code: "conflict" }, { status: 409 }));
    }
    written.push(change);
    return Promise.resolve(Response.json({ rev: rev + 1 }));
  });
  return written;
}

afterEach(() => vi.unstubAllGlobals());

describe("the notes of a set", () => {
  it.each([0, 1, 3])("are written once when the session is changed %i times meanwhile", async (conflicts) => {
    const written = studio(conflicts);
    await writeSetNotes("s", "2", NOTES);
    expect(written).toEqual([{ rev: 3 + conflicts, set_notes: { "2": NOTES } }]);
  });

  it("are given up, with a sentence, where the session never comes to rest", async () => {
    const written = studio(100);
    await expect(writeSetNotes("s", "2", NOTES)).rejects.toThrow("changed");
    expect(written).toEqual([]);
  });

  it("are empty for a set of which nothing was written down", () => {
    const details = { notes: { ...NO_NOTES, sets: { "2": NOTES } } };
    const session = { details } as unknown as SessionDetails;
    expect(notesOf(session, "2")).toEqual(NOTES);
    expect(notesOf(session, "1")).toEqual(NO_NOTES);
  });
});
