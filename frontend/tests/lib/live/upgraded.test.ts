import { describe, expect, it } from "vitest";
import { FEATURES } from "../../../src/features";
import { resumePath, upgraded } from "../../../src/lib/live/unfinished";

const ACTIVITIES = FEATURES.flatMap((one) => one.activities ?? []);

const ABOUT = {
  type: "hello",
  session: "s",
  image_size: [640, 480],
  started_ms: 1,
  events: 3,
  language: "en",
};

describe("what a page of protocol 1 left behind", () => {
  it.each([
    [{ accurate: 5 }, { repetitions: null, accurate: 5, seconds: null }],
    [null, null],
  ])("with target %j goes on as coaching", (target, wanted) => {
    const old = { ...ABOUT, protocol: 1, exercise: "squat", level: "strict", target, estimation: "browser" };
    expect(upgraded(old as never)).toEqual({
      ...ABOUT,
      protocol: 2,
      plan: { kind: "coaching", exercise: "squat", level: "strict", target: wanted, definition: "" },
    });
  });

  it("is left as it is where it has a plan", () => {
    const plan = { kind: "hold-pose", pose: "tree" };
    expect(upgraded({ ...ABOUT, protocol: 2, plan } as never).plan).toBe(plan);
  });
});

describe("the page on which a session goes on", () => {
  it.each([
    ["coaching", "/coach/x?resume=s"],
    ["hold-pose", "/hold/x?resume=s"],
    ["juggling", "/history/s"],
  ] as const)("of %s is %s", (kind, path) => {
    expect(resumePath("s", kind, "x", ACTIVITIES)).toBe(path);
  });
});
