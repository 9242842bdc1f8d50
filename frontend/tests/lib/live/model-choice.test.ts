import { describe, expect, it } from "vitest";

import { type Model, ModelChoice } from "../../../src/lib/live/model-choice";

/** What was decided, and after how many frames. */
function decisions(choice: ModelChoice, took_ms: number, frames: number): [number, Model][] {
  const made: [number, Model][] = [];
  for (let frame = 1; frame <= frames; frame++) {
    const model = choice.time(took_ms);
    if (model) made.push([frame, model]);
  }
  return made;
}

describe("the model that a machine is fast enough for", () => {
  it.each([
    [20, "full"],
    [52, "full"],
    [53, "lite"],
    [400, "lite"],
  ] as const)("with lite at %d ms a frame it is %s", (took_ms, model) => {
    const choice = new ModelChoice();
    expect(decisions(choice, took_ms, 15)).toEqual([[15, model]]);
    expect(choice.model).toBe(model);
  });

  it("is not decided by frames that compile and allocate", () => {
    const choice = new ModelChoice();
    decisions(choice, 3000, 3);
    expect(decisions(choice, 30, 12)).toEqual([[12, "full"]]);
  });

  it("stays full while full is fast enough, and through a moment of other work", () => {
    const choice = new ModelChoice();
    decisions(choice, 40, 15);
    expect(decisions(choice, 70, 500)).toEqual([]);
    expect(decisions(choice, 600, 8)).toEqual([]);
    expect(decisions(choice, 70, 100)).toEqual([]);
    expect(choice.model).toBe("full");
  });

  it("goes back to lite on a machine that grew slow, and stays there", () => {
    const choice = new ModelChoice();
    decisions(choice, 40, 15);
    decisions(choice, 70, 100);
    const made = decisions(choice, 200, 200);
    expect(made.map(([, model]) => model)).toEqual(["lite"]);
    expect(decisions(choice, 10, 500)).toEqual([]);
  });
});
