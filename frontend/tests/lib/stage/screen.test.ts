import { describe, expect, it } from "vitest";
import { pack } from "../../../src/lib/landmarks";
import type { LiveEvent } from "../../../src/lib/live/messages";
import { KEYPOINTS } from "../../../src/lib/pose/skeleton";
import { captionPlace } from "../../../src/lib/stage/caption-place";
import { readScreenOptions } from "../../../src/lib/stage/screen-options.svelte";
import { secondsToSay } from "../../../src/lib/stage/seconds";
import { addVerdict, type RepetitionVerdict } from "../../../src/lib/stage/verdicts";

const USUAL = { sound: "tones", hasFlash: false, isCountBelow: false, hasFigure: true };

describe("how the screen shows and sounds", () => {
  it.each([
    ["is usual at first", null, USUAL],
    [
      "is as it was chosen",
      '{"sound":"clicks","hasFlash":true}',
      { ...USUAL, sound: "clicks", hasFlash: true },
    ],
    ["is usual where what was kept is damaged", "{", USUAL],
    ["is usual where what was kept is nothing", "null", USUAL],
    ["is usual where a value is another version's", '{"sound":"gong","hasFigure":"no"}', USUAL],
  ])("%s", (_, kept, options) => {
    expect(readScreenOptions(kept)).toEqual(options);
  });
});

describe("the seconds of a hold", () => {
  it.each([
    ["every fifth is said", 4.9, 5.1, 30, "5"],
    ["no other is", 5.1, 6.2, 30, ""],
    ["the last three are counted down", 26.9, 27.1, 30, "3"],
    ["the last one", 28.9, 29.2, 30, "1"],
    ["the goal itself is said by the result", 29.9, 30.1, 30, ""],
    ["a late frame says the second that it is", 3.2, 7.4, 30, ""],
    ["without a goal every fifth is said", 9.9, 10.2, null, "10"],
    ["nothing is said at the start", 0, 0.4, 30, ""],
    ["nothing is said when it begins anew", 12, 0.2, 30, ""],
  ])("%s", (_, before_s, now_s, goal_s, said) => {
    expect(secondsToSay(before_s, now_s, goal_s)).toBe(said);
  });
});

describe("what came of a repetition", () => {
  const repetition = (accurate: boolean, cue = "") =>
    ({
      kind: "repetition",
      repetition: { accurate, faults: cue ? [{ cue }] : [] },
    }) as unknown as LiveEvent;
  it("is clean, counted with a tip, or not counted", () => {
    const events = [repetition(true), repetition(false, "Go deeper"), { kind: "unfinished" } as LiveEvent];
    const verdicts = events.reduce<RepetitionVerdict[]>(addVerdict, []);
    expect(verdicts).toEqual([
      { number: 1, state: "clean", tip: "" },
      { number: 2, state: "tip", tip: "Go deeper" },
      { number: 3, state: "none", tip: "" },
    ]);
  });
  it("is no other event", () => {
    expect(addVerdict([], { kind: "target" } as LiveEvent)).toEqual([]);
  });
});

describe("a caption", () => {
  /** Somebody upright in a frame of 100, with the head at the top. */
  const HEIGHT = { shoulder: 25, elbow: 40, wrist: 50, hip: 52, knee: 75, ankle: 95 } as Record<
    string,
    number
  >;
  const body = pack(
    KEYPOINTS.map((name) => {
      const y = HEIGHT[name.replace(/^(left|right)_/, "")] ?? 96;
      return { image: [50, y, 0], world: [0, 0, 0], visibility: 0.9, presence: 1 };
    }),
  );
  it.each([
    ["speaks of the feet from above", ["feet"], "top"],
    ["speaks of the knees from above", ["thighs"], "top"],
    ["speaks of the arms from below", ["arms"], "bottom"],
    ["speaks of the trunk from below", ["trunk"], "bottom"],
    ["speaks of nothing in particular from below", [], "bottom"],
  ] as const)("%s", (_, parts, place) => {
    expect(captionPlace([...parts], body, 100)).toBe(place);
  });
  it("stands below where nobody is seen", () => {
    expect(captionPlace(["feet"], undefined, 100)).toBe("bottom");
  });
});
