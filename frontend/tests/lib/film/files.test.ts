import { describe, expect, it } from "vitest";
import { busiestAngle } from "../../../src/lib/film/angles";
import { findFilm, rememberFilm } from "../../../src/lib/film/files";

describe("the film of a session", () => {
  it("is found again in the tab where it was chosen, and another one is not", () => {
    const file = new File(["abc"], "a.mp4");
    rememberFilm(file);
    rememberFilm(new File(["abcd"], "b.mp4"));
    expect(findFilm({ name: "a.mp4", size: 3 })).toBe(file);
    expect(findFilm({ name: "a.mp4", size: 9 })).toBeNull();
  });
});

describe("the angle that the chart begins with", () => {
  const angles = { trunk_lean: [0, 90, 0], left_knee_flexion: [0, 60, 5], right_knee_flexion: [0, 99, 0] };

  it("is the one that moved most in the repetitions", () => {
    const range_deg = { left_knee_flexion: 60, trunk_lean: 20 };
    expect(busiestAngle({ angles }, [{ range_deg }, { range_deg }])).toBe("left_knee_flexion");
  });

  it("is the one that moved most at all where nothing was counted", () => {
    const wild = { ...angles, left_knee_flexion: Array.from({ length: 20 }, (_, i) => i) };
    expect(busiestAngle({ angles: { ...wild, trunk_lean: [0, ...Array(30).fill(1), 90] } }, [])).toBe(
      "left_knee_flexion",
    );
  });

  it("is none where there are none", () => {
    expect(busiestAngle({ angles: {} }, [])).toBe("");
  });
});
