import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Countdown } from "../../../src/lib/stage/countdown.svelte";

function counting() {
  const said: (number | string)[] = [];
  const countdown = new Countdown(
    (count) => said.push(count),
    () => said.push("go"),
  );
  return { countdown, said };
}

describe("the countdown", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("counts three seconds and begins once", () => {
    const { countdown, said } = counting();
    countdown.begin();
    vi.advanceTimersByTime(10_000);
    expect(said).toEqual([3, 2, 1, "go"]);
  });

  it("begins anew when it was called off in the middle, and is not twice as fast", () => {
    const { countdown, said } = counting();
    countdown.begin();
    vi.advanceTimersByTime(1500);
    countdown.cancel();
    countdown.begin();
    vi.advanceTimersByTime(10_000);
    expect(said).toEqual([3, 2, 3, 2, 1, "go"]);
  });

  it("stays called off", () => {
    const { countdown, said } = counting();
    countdown.begin();
    countdown.cancel();
    vi.advanceTimersByTime(10_000);
    expect(said).toEqual([3]);
  });
});
