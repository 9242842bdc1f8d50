import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Rest } from "../../../src/lib/stage/rest.svelte";

function resting(rest_s: number) {
  const said: string[] = [];
  const rest = new Rest(
    () => said.push("soon"),
    () => said.push("over"),
  );
  rest.begin(rest_s);
  return { rest, said };
}

describe("the rest", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([
    ["of a minute is announced ten seconds before its end", 60, 50, 10, ["soon"]],
    ["of a minute is over after a minute", 60, 60, 0, ["soon", "over"]],
    ["of eight seconds is too short for an announcement", 8, 8, 0, ["over"]],
    ["of nothing is over at once", 0, 1, 0, ["over"]],
  ])("%s", (_, rest_s, past_s, left_s, said) => {
    const told = resting(rest_s);
    vi.advanceTimersByTime(1000 * past_s);
    expect([told.rest.left_s, told.said]).toEqual([left_s, said]);
  });

  it("lasts no longer where the browser calls a page in the background once a minute", () => {
    const { rest, said } = resting(90);
    const now = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 70_000);
    vi.advanceTimersByTime(1000);
    expect([rest.left_s, said]).toEqual([20, []]);
    now.mockReturnValue(performance.now() + 60_000);
    vi.advanceTimersByTime(1000);
    expect([rest.left_s, said]).toEqual([0, ["over"]]);
    now.mockRestore();
  });

  it("says nothing any more once it was ended, and begins anew as a whole", () => {
    const { rest, said } = resting(20);
    vi.advanceTimersByTime(5000);
    rest.end();
    vi.advanceTimersByTime(60_000);
    expect(said).toEqual([]);
    rest.begin(20);
    expect(rest.left_s).toBe(20);
  });
});
