import { describe, expect, it } from "vitest";
import { actionOf } from "../../../src/lib/film/keys";

const key = (name: string, held: object = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

function element(html: string): Element {
  const parent = document.createElement("div");
  parent.innerHTML = html;
  return parent.firstElementChild ?? parent;
}

describe("the keys of the player", () => {
  it.each([
    [" ", { kind: "toggle" }],
    ["ArrowLeft", { kind: "move", by_s: -1 }],
    ["ArrowRight", { kind: "move", by_s: 1 }],
    [",", { kind: "step", direction: -1 }],
    [".", { kind: "step", direction: 1 }],
    ["l", { kind: "loop" }],
    ["x", null],
  ])("%j", (name, action) => {
    expect(actionOf(key(name), element("<div></div>"))).toEqual(action);
  });

  it.each([
    ["a button is pressed with space", " ", "<button></button>"],
    ["a slider moves by arrows", "ArrowLeft", '<input type="range">'],
    ["the time line goes from mark to mark", "ArrowRight", '<div role="listbox"></div>'],
    ["the time line is chosen from with space", " ", '<div role="listbox"></div>'],
    ["a list is searched by letters", "l", "<select></select>"],
    ["a number is typed", ".", '<input type="number">'],
    ["a box is ticked with space", " ", '<input type="checkbox">'],
  ])("stay with what has the focus: %s", (_, name, html) => {
    expect(actionOf(key(name), element(html))).toBeNull();
  });

  it.each([
    [",", "<button></button>"],
    [".", '<input type="range">'],
    ["ArrowRight", "<button></button>"],
    [" ", '<input type="range">'],
  ])("work where the element has no use for %j", (name, html) => {
    expect(actionOf(key(name), element(html))).not.toBeNull();
  });

  it("leave the browser's own combinations alone", () => {
    expect(actionOf(key("l", { ctrlKey: true }), element("<div></div>"))).toBeNull();
    expect(actionOf(key("ArrowLeft", { altKey: true }), element("<div></div>"))).toBeNull();
  });
});
