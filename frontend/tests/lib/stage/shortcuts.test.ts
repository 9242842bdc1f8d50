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
    ["page down of a clicker begins", "PageDown", "check", "begin"],
    ["page down of a clicker ends a set", "PageDown", "set", "end-set"],
    ["page up of a clicker pauses", "PageUp", "set", "toggle-pause"],
    ["page up of a clicker goes on", "PageUp", "paused", "toggle-pause"],
    ["page up means nothing outside of a set", "PageUp", "rest", null],
    ["any other key is the browser's", "x", "set", null],
  ] as [string, string, Phase, string | null][])("%s", (_, key, phase, shortcut) => {
    expect(shortcutOf(key, phase)).toBe(shortcut);
  });
});

describe("a key in a training that the studio leads through", () => {
  it.each([
    ["page down of a clicker is next", "PageDown", "set", "next"],
    ["page down is next before it begins", "PageDown", "check", "next"],
    ["the arrow to the right is next", "ArrowRight", "set", "next"],
    ["n is next", "n", "paused", "next"],
    ["r does it again", "r", "set", "repeat"],
    ["plus makes a rest longer", "+", "set", "more-rest"],
    ["h shows the help", "h", "set", "help"],
    ["page up of a clicker pauses", "PageUp", "set", "toggle-pause"],
    ["the space bar pauses", " ", "set", "toggle-pause"],
    ["enter ends a set", "Enter", "set", "end-set"],
    ["any other key is the browser's", "x", "set", null],
  ] as [string, string, Phase, string | null][])("%s", (_, key, phase, shortcut) => {
    expect(shortcutOf(key, phase, true)).toBe(shortcut);
  });
});
