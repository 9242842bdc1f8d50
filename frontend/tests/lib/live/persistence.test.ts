import { describe, expect, it } from "vitest";
import { Persistence } from "../../../src/lib/live/persistence";

function shown(...moments: [number, string][]): string[] {
  const lasting = new Persistence(1000, 500);
  return moments.map(([at_ms, trouble]) => lasting.update(trouble, at_ms));
}

describe("a trouble on the screen", () => {
  it.each([
    [
      "appears once it has lasted",
      [
        [0, "feet"],
        [900, "feet"],
        [1000, "feet"],
      ],
      ["", "", "feet"],
    ],
    [
      "stays for as long as it lasts",
      [
        [0, "feet"],
        [1000, "feet"],
        [60_000, "feet"],
      ],
      ["", "feet", "feet"],
    ],
    [
      "survives a moment of luck",
      [
        [0, "feet"],
        [1000, "feet"],
        [1100, ""],
        [1400, "feet"],
      ],
      ["", "feet", "feet", "feet"],
    ],
    [
      "goes once it has been gone",
      [
        [0, "feet"],
        [1000, "feet"],
        [1100, ""],
        [1600, ""],
      ],
      ["", "feet", "feet", ""],
    ],
    [
      "does not flicker",
      [
        [0, "feet"],
        [300, ""],
        [600, "feet"],
        [1500, "feet"],
      ],
      ["", "", "", ""],
    ],
  ] as [string, [number, string][], string[]][])("%s", (_, moments, expected) => {
    expect(shown(...moments)).toEqual(expected);
  });
});
