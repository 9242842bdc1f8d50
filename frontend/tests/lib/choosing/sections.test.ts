import { beforeEach, describe, expect, test } from "vitest";
import type { Exercise } from "../../../src/lib/api/types";
import { Favourites } from "../../../src/lib/choosing/favourites.svelte";
import { arrange, type Group } from "../../../src/lib/choosing/sections";

function exercise(identifier: string, group: Group): Exercise {
  return {
    identifier,
    group,
    name: identifier,
    summary: "",
    kind: "repetitions",
    limbs: "bilateral",
    muscles: [],
    equipment: [],
    views: ["side"],
    has_figure: true,
    origin: "catalogue",
  };
}

const ALL = [
  exercise("crunch", "core"),
  exercise("dip", "push"),
  exercise("mine", "own"),
  exercise("squat", "legs"),
  exercise("step-up", "legs"),
];

function told(favourites: string[], recent: string[], among = ALL): string[] {
  return arrange(among, new Set(favourites), recent).map(
    ({ heading, exercises }) => `${heading}: ${exercises.map((one) => one.identifier).join(", ")}`,
  );
}

describe("exercises to choose from", () => {
  test.each([
    [
      "stand under their groups, one's own first, and no group is empty",
      [],
      [],
      [
        "choose.group.own: mine",
        "choose.group.legs: squat, step-up",
        "choose.group.push: dip",
        "choose.group.core: crunch",
      ],
    ],
    [
      "begin with favourites, then what was done lately, newest first, each once",
      ["dip", "squat"],
      ["step-up", "dip", "crunch", "step-up"],
      ["choose.favourites: dip, squat", "choose.recent: step-up, crunch", "choose.group.own: mine"],
    ],
    [
      "show nothing that is not among them any more",
      ["gone"],
      ["gone too", "dip"],
      [
        "choose.recent: dip",
        "choose.group.own: mine",
        "choose.group.legs: squat, step-up",
        "choose.group.core: crunch",
      ],
    ],
  ])("%s", (_, favourites, recent, expected) => {
    expect(told(favourites, recent)).toEqual(expected);
  });

  test("show at most four that were done lately", () => {
    const many = ["a", "b", "c", "d", "e"].map((name) => exercise(name, "legs"));
    expect(told([], ["e", "d", "c", "b", "a"], many)).toEqual([
      "choose.recent: e, d, c, b",
      "choose.group.legs: a",
    ]);
  });
});

describe("favourites", () => {
  beforeEach(() => localStorage.clear());

  test("are there again after a reload, and belong to one account", () => {
    const mine = new Favourites("ada");
    mine.toggle("squat");
    mine.toggle("dip");
    mine.toggle("squat");
    expect([...new Favourites("ada").names]).toEqual(["dip"]);
    expect([...new Favourites("ben").names]).toEqual([]);
  });

  test.each(["{", "3", '{"squat": true}'])("are none where the browser keeps %s", (kept) => {
    localStorage.setItem("poise-favourites ada", kept);
    expect([...new Favourites("ada").names]).toEqual([]);
  });
});
