import { describe, expect, it } from "vitest";
import type { Check, CheckName } from "../../../src/lib/live/check";
import { Prompter } from "../../../src/lib/stage/prompter";
import { SetUp } from "../../../src/lib/stage/set-up";

const NAMES: readonly CheckName[] = ["light", "person", "whole", "size", "side", "rate"];

function found(...wrong: CheckName[]): Check[] {
  return NAMES.map((name) => ({
    name,
    isGood: !wrong.includes(name),
    hint: wrong.includes(name) ? name : "",
  }));
}

describe("who gets ready for an exercise", () => {
  it.each([
    [
      "begins after two seconds in which all is right",
      [
        [0, []],
        [1900, []],
        [2000, []],
      ],
      "good",
    ],
    [
      "waits where something was wrong in between",
      [
        [0, []],
        [1000, ["size"]],
        [1100, []],
        [2900, []],
      ],
      "waiting",
    ],
    [
      "begins after twenty seconds where only the side is wrong",
      [
        [0, ["side"]],
        [20_000, ["side"]],
      ],
      "enough",
    ],
    [
      "begins after twenty seconds in a small room",
      [
        [0, ["size"]],
        [20_000, ["size", "light"]],
      ],
      "enough",
    ],
    [
      "is waited for where the feet are not seen",
      [
        [0, ["whole"]],
        [60_000, ["whole"]],
      ],
      "waiting",
    ],
    [
      "is waited for where nobody is there",
      [
        [0, ["person"]],
        [60_000, ["person"]],
      ],
      "waiting",
    ],
    [
      "waits anew where they went out of the frame",
      [
        [0, ["side"]],
        [15_000, ["whole"]],
        [15_300, ["side"]],
        [22_000, ["side"]],
      ],
      "waiting",
    ],
  ] as [string, [number, CheckName[]][], string][])("%s", (_, course, verdict) => {
    const setUp = new SetUp();
    const verdicts = course.map(([now_ms, wrong]) => setUp.update(found(...wrong), now_ms));
    expect(verdicts.at(-1)).toBe(verdict);
  });

  it("is waited for where nothing was looked at", () => {
    const setUp = new SetUp();
    expect([0, 30_000].map((now_ms) => setUp.update([], now_ms))).toEqual(["waiting", "waiting"]);
  });

  it("waits anew for another exercise", () => {
    const setUp = new SetUp();
    setUp.update(found(), 0);
    setUp.clear();
    expect(setUp.update(found(), 2500)).toBe("waiting");
    expect(setUp.update(found(), 4500)).toBe("good");
  });
});

describe("a trouble", () => {
  it("is said once it has lasted, and again for as long as it does", () => {
    const prompter = new Prompter();
    const said = Array.from({ length: 24 }, (_, i) => prompter.update("feet", i * 1000)).map(
      (one) => one !== "",
    );
    const at_s = said.flatMap((is, second) => (is ? [second] : []));
    expect(at_s).toEqual([2, 11, 20]);
  });

  it("is said at once again only as another one", () => {
    const prompter = new Prompter();
    expect([0, 1500, 3000].map((ms) => prompter.update("feet", ms))).toEqual(["", "feet", ""]);
    expect([3100, 4600].map((ms) => prompter.update("dark", ms))).toEqual(["", "dark"]);
    expect([5000, 5100, 6600].map((ms, i) => prompter.update(i ? "dark" : "", ms))).toEqual(["", "", "dark"]);
  });
});
