import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { FEATURES } from "../../src/features";
import { subjectOf } from "../../src/features/coach/history";
import { sessionKindOf, sessionKinds } from "../../src/features/feature";
import { SessionList } from "../../src/features/history";
import type { SessionDetails, SessionRow } from "../../src/lib/api/types";
import { t } from "../../src/lib/i18n/index.svelte";
import openapi from "../../openapi.json";

const ROUTES = FEATURES.flatMap((one) => one.routes);

const ROW: SessionRow = {
  identifier: "0190",
  kind: "coaching",
  subject: "squat",
  title: "Squat",
  day: "2026-11-28",
  state: "finished",
  started_ms: Date.UTC(2026, 10, 28, 6),
  ended_ms: Date.UTC(2026, 10, 28, 6) + 62_000,
  duration_s: 62,
  attempted: 10,
  accurate: 8,
  corrected: null,
  hold_s: 0,
  measures: { attempted: 10, accurate: 8, hold_s: 0 },
  score: 91,
  notes: "",
  film: "",
  judged_from: "",
  superseded_by: "",
  is_outdated: false,
};

afterEach(cleanup);

describe("the features", () => {
  it("have each address once", () => {
    const paths = ROUTES.map((one) => one.path);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it("show the main navigation in its order", () => {
    expect(ROUTES.flatMap((one) => (one.navigation ? [t(one.navigation)] : []))).toEqual([
      "Coach",
      "Films",
      "Compare",
      "History",
      "Progress",
      "Account",
    ]);
  });

  it("know each kind of session once", () => {
    const kinds = sessionKinds(FEATURES).map((one) => one.kind);
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  it("know exactly the kinds of sessions that the studio has", () => {
    const kinds = sessionKinds(FEATURES).map((one) => one.kind);
    expect(kinds.sort()).toEqual([...openapi.components.schemas.SessionKind.enum].sort());
  });

  it("have estimated what the studio needs for each activity", () => {
    const { mapping } = openapi.components.schemas.Plan.discriminator;
    const schemas = openapi.components.schemas as Record<string, { "x-needs"?: string[] }>;
    const needed = Object.entries(mapping).map(([kind, reference]) => [
      kind,
      schemas[reference.split("/").at(-1) ?? ""]?.["x-needs"],
    ]);
    const estimated = FEATURES.flatMap((one) => one.activities ?? []).map((one) => [
      one.kind,
      [...one.parts].sort(),
    ]);
    expect(estimated.sort()).toEqual(needed.sort());
  });

  it.each(ROUTES.map((one) => [one.path, one] as const))("have a page at %s", async (_, route) => {
    expect((await route.load()).default).toBeTypeOf("function");
  });

  it.each(sessionKinds(FEATURES).map((one) => [one.kind, one] as const))(
    "show the details of a %s",
    async (_, kind) => {
      expect((await kind.details()).default).toBeTypeOf("function");
    },
  );
});

describe("a session in the list", () => {
  it.each([
    ["says how many were accurate", {}, "8 of 10"],
    ["counts what a person counted", { corrected: 12 }, "12 of 12"],
    ["says how long was held", { attempted: 0, accurate: 0, hold_s: 75 }, "1:15 held"],
    ["says that nothing was counted", { attempted: 0, accurate: 0 }, "–"],
    ["says that it is not finished", { state: "open" }, "not finished"],
    ["gives the score of a comparison", { kind: "comparison", score: 71 }, "71"],
    ["says that a comparison was not judged", { kind: "comparison", score: null }, "not judged"],
    ["of a kind that this page does not know has no result", { kind: "juggling" }, "–"],
  ] as [string, object, string][])("%s", (_, change, result) => {
    render(SessionList, { rows: [{ ...ROW, ...change } as SessionRow], features: FEATURES });
    expect(screen.getByRole("link").querySelector(".result")?.textContent).toBe(result);
  });
});

describe("the figures of a session", () => {
  const figures = (change: object) => {
    const session = { ...ROW, details: {}, ...change } as SessionDetails;
    return sessionKindOf(FEATURES, session.kind)?.figures(session);
  };

  it("are the count and the score of repetitions", () => {
    expect(figures({})).toEqual([
      { label: "session.accurate", value: "8", of: "10" },
      { label: "summary.score", value: "91" },
    ]);
  });

  it("say what was counted before somebody corrected it", () => {
    expect(figures({ corrected: 9 })?.[0]).toEqual({
      label: "session.accurate",
      value: "9",
      of: "10",
      note: "Poise counted 8 of 10",
    });
  });

  it("are the time and the score of a hold", () => {
    expect(figures({ attempted: 0, accurate: 0, hold_s: 75 })?.map((one) => one.label)).toEqual([
      "session.held",
      "summary.score",
    ]);
  });

  it("say what the score of a hold means", () => {
    const found = figures({ attempted: 0, accurate: 0, hold_s: 75 });
    expect(found?.[1]).toMatchObject({ value: "91", note: "of the time in good form, in per cent" });
  });

  it("leave the score of a comparison to the comparison", () => {
    expect(figures({ kind: "comparison" })).toEqual([]);
  });
});

describe("what was noticed in a session", () => {
  it("is told at the time when it was", () => {
    const notice = { name: "lost", time_s: 2.5, text: "I cannot see you" };
    const session = {
      ...ROW,
      details: { result: { kind: "coaching", sets: [{ notices: [notice] }] } },
    } as unknown as SessionDetails;
    expect(sessionKindOf(FEATURES, "coaching")?.notices(session)).toEqual([
      { at_ms: ROW.started_ms + 2500, text: "I cannot see you" },
    ]);
  });
});

describe("the progress of an exercise", () => {
  it.each([
    ["counts repetitions", "repetitions", ["attempted", "accurate"]],
    ["counts seconds", "hold", ["hold_s"]],
  ] as const)("%s where its kind is %s", (_, kind, measures) => {
    const subject = subjectOf({ identifier: "squat", name: "Squat", kind });
    expect(subject.measures.map((one) => one.name)).toEqual(measures);
    expect(subject.path).toBe("/coach/squat");
  });

  it("charts measures of one unit together", () => {
    for (const kind of ["repetitions", "hold"] as const) {
      const { measures } = subjectOf({ identifier: "squat", name: "Squat", kind });
      expect(new Set(measures.map((one) => one.unit)).size).toBe(1);
    }
  });
});
