import { describe, expect, it } from "vitest";
import { Sight } from "../../../src/lib/stage/sight";

describe("what keeps a body from being seen", () => {
  it("is said once it has lasted, and is gone once it was gone for a while", () => {
    const sight = new Sight(0);
    const hints = [0, 1000, 1200].map((now_ms) => (sight.update("nobody", now_ms), sight.hint));
    expect(hints).toEqual(["", "", "nobody"]);
    sight.update("", 1300);
    expect(sight.hint).toBe("nobody");
    sight.update("", 1900);
    expect(sight.hint).toBe("");
  });

  it("is that nobody looks, where frames come and are not looked at for four seconds", () => {
    const sight = new Sight(0);
    sight.passFrame(4000);
    expect(sight.hint).toBe("");
    sight.passFrame(4001);
    expect(sight.hint).toBe("unseen");
    sight.see(4100);
    expect(sight.hint).toBe("");
    sight.passFrame(8000);
    expect(sight.hint).toBe("");
  });

  it("is forgotten with the set", () => {
    const sight = new Sight(0);
    sight.update("feet", 0);
    sight.update("feet", 1200);
    sight.clear();
    expect(sight.hint).toBe("");
    sight.update("feet", 1300);
    expect(sight.hint).toBe("");
  });
});

describe("a set-up", () => {
  it.each([
    [
      "that is right for two seconds is steady",
      [
        [0, true],
        [1000, true],
        [2001, true],
      ],
      true,
    ],
    [
      "that was right for two seconds just now is not yet",
      [
        [0, true],
        [2000, true],
      ],
      false,
    ],
    [
      "that was wrong in between begins anew",
      [
        [0, true],
        [1000, false],
        [1100, true],
        [3000, true],
      ],
      false,
    ],
    [
      "that is wrong never is",
      [
        [0, false],
        [9000, false],
      ],
      false,
    ],
    [
      "is judged from the first millisecond of the page on",
      [
        [0, true],
        [2500, true],
      ],
      true,
    ],
  ] as [string, [number, boolean][], boolean][])("%s", (_, looks, isSteady) => {
    const sight = new Sight(0);
    expect(looks.map(([now_ms, isGood]) => sight.isSteady(isGood, now_ms)).at(-1)).toBe(isSteady);
  });

  it("begins anew when the camera was lost", () => {
    const sight = new Sight(0);
    sight.isSteady(true, 0);
    sight.clear();
    expect(sight.isSteady(true, 2500)).toBe(false);
  });
});
