import { describe, expect, it } from "vitest";
import type { Phase } from "../../../src/lib/stage/machine";
import { shortcutOf } from "../../../src/lib/stage/shortcuts";

describe("a key on the stage", () => {
  it.each([
    ["the space bar begins", " ", "check", "begin"],
    ["the space bar begins after a rest", " ", "rest", "begin"],
    ["the space bar pauses a set", " ", "set", "toggle-pause"],
    ["the space bar goes on with it", " ", "paused", "toggle-pause"],
    ["the enter key begins", "Enter", "check", "begin"],
    ["the enter key ends a set", "Enter", "set", "end-set"],
    ["the enter key ends a set that is paused", "Enter", "paused", "end-set"],
    ["plus counts one more", "+", "set", "one-more"],
    ["minus counts one less", "-", "set", "one-less"],
    ["f fills the screen", "f", "check", "full-screen"],
    ["m turns the voice on or off", "m", "rest", "toggle-voice"],
    ["any other key is the browser's", "x", "set", null],
  ] as [string, string, Phase, string | null][])("%s", (_, key, phase, shortcut) => {
    expect(shortcutOf(key, phase)).toBe(shortcut);
  });
});
