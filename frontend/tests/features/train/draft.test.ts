import { describe, expect, it } from "vitest";
import type { Programme } from "../../../src/lib/api/types";
import {
  contentOf,
  draftOf,
  moved,
  newBlock,
  newDraft,
  newExercise,
} from "../../../src/features/train/draft";

const none = { repetitions: null, accurate: null, seconds: null };
const READY = {
  id: "ready",
  name: "Ready",
  summary: "For everybody.",
  sources: ["A book"],
  blocks: [
    {
      kind: "main",
      rounds: 3,
      round_rest_s: 60,
      exercises: [
        {
          exercise: "squat",
          name: "Squat",
          sets: 1,
          amount: { ...none, accurate: 8 },
          rest_s: 15,
          level: "beginner",
          side: "both",
          notes: "",
        },
        {
          exercise: "side-plank",
          name: "Side plank",
          sets: 1,
          amount: { ...none, seconds: 20 },
          rest_s: 15,
          level: "beginner",
          side: "each",
          notes: "Long body",
        },
      ],
    },
  ],
} as unknown as Programme;

describe("a programme that is changed", () => {
  it("is kept as it was where nothing was changed", () => {
    expect(contentOf(draftOf(READY))).toEqual({
      name: "Ready",
      summary: "For everybody.",
      level: "beginner",
      sources: ["A book"],
      blocks: [
        {
          kind: "main",
          rounds: 3,
          round_rest_s: 60,
          exercises: [
            { exercise: "squat", sets: 1, accurate: 8, rest_s: 15, side: "both" },
            { exercise: "side-plank", sets: 1, seconds: 20, rest_s: 15, side: "each", notes: "Long body" },
          ],
        },
      ],
    });
  });

  it("has its parts in their order, and none that is empty", () => {
    const draft = newDraft("standard");
    draft.name = " Mine ";
    draft.blocks = [newBlock("cool-down"), newBlock("main"), newBlock("warm-up")];
    draft.blocks[0]?.exercises.push(newExercise("plank", true));
    draft.blocks[2]?.exercises.push(newExercise("squat", false));
    const { name, summary, blocks } = contentOf(draft);
    expect([name, summary]).toEqual(["Mine", "Mine"]);
    expect(blocks.map((one) => one.kind)).toEqual(["warm-up", "cool-down"]);
    expect(blocks[1]?.exercises[0]).toMatchObject({ exercise: "plank", seconds: 30, sets: 2 });
  });

  it("has one set in each of several rounds", () => {
    const draft = draftOf(READY);
    for (const one of draft.blocks[0]?.exercises ?? []) one.sets = 4;
    expect(contentOf(draft).blocks[0]?.exercises.map((one) => one.sets)).toEqual([1, 1]);
  });
});

describe("an exercise that is moved", () => {
  it.each([
    ["goes up", 1, -1, ["b", "a", "c"]],
    ["goes down", 1, 1, ["a", "c", "b"]],
    ["stays at the top", 0, -1, ["a", "b", "c"]],
    ["stays at the end", 2, 1, ["a", "b", "c"]],
  ] as const)("%s", (_, index, by, wanted) => {
    expect(moved(["a", "b", "c"], index, by)).toEqual(wanted);
  });
});
