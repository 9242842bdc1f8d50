/** One feature more than the page has: everything that shows or begins sessions takes it from the list of features. */
import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { FEATURES } from "../../src/features";
import { kindName, sessionKindOf } from "../../src/features/feature";
import { SessionList } from "../../src/features/history";
import type { SessionDetails, SessionRow } from "../../src/lib/api/types";
import { speak } from "../../src/lib/i18n/index.svelte";
import { resumePath } from "../../src/lib/live/unfinished";
import { findRoute } from "../../src/lib/routes";
import { reactionsTo } from "../../src/lib/stage/reactions";
import { claps } from "./claps";
import { clappingActivity } from "./claps/activity";

const ALL = [...FEATURES, claps];
const ROW = {
  identifier: "0190",
  kind: "clapping",
  subject: "row-your-boat",
  title: "Row your boat",
  day: "2026-11-28",
  state: "finished",
  duration_s: 4,
  measures: { claps: 4 },
  notes: "",
} as unknown as SessionRow;

afterEach(cleanup);

describe("a feature that the page does not have", () => {
  it("has its page at its address", async () => {
    const found = findRoute(
      ALL.flatMap((one) => one.routes),
      "/claps/row-your-boat",
    );
    expect(found?.name).toBe("row-your-boat");
    expect((await found?.route.load())?.default).toBeTypeOf("function");
  });

  it("shows its sessions in lists, by its own name in both languages", () => {
    render(SessionList, { rows: [ROW], features: ALL });
    expect(screen.getByRole("link").querySelector(".result")?.textContent).toBe("4");
    expect(screen.getByText("Claps")).toBeTruthy();
    speak("de");
    expect(kindName(ALL, "clapping")).toBe("Klatschen");
    speak("en");
  });

  it("shows what a session of it came to", async () => {
    const session = {
      ...ROW,
      details: { result: { song: "row-your-boat", claps: 4 } },
    } as unknown as SessionDetails;
    const kind = sessionKindOf(ALL, "clapping");
    expect(kind?.figures(session)).toEqual([{ label: { en: "Claps", de: "Geklatscht" }, value: "4" }]);
    const { default: Details } = (await kind?.details()) ?? {};
    if (!Details) throw new Error("there are no details");
    render(Details, { session });
    expect(screen.getByText("4 claps to row-your-boat")).toBeTruthy();
  });

  it("goes on in a session that was left open", () => {
    const activities = ALL.flatMap((one) => one.activities ?? []);
    expect(resumePath("0190", "clapping", "row-your-boat", activities)).toBe(
      "/claps/row-your-boat?resume=0190",
    );
  });

  it("says what its events are", () => {
    const event = { kind: "clap", time_s: 1, number: 3 } as never;
    const present = { now_s: 1.1, set_s: 0, isStale: false, hint: "" };
    expect(reactionsTo(event, present, clappingActivity.reactions)).toEqual([{ kind: "say", text: "3" }]);
  });
});
