import { describe, expect, it } from "vitest";
import { SessionClock } from "../../../src/lib/stage/session-clock";

describe("the session's clock", () => {
  it("begins with the first frame, whatever the camera's clock says", () => {
    const clock = new SessionClock();
    expect([clock.take(81_000), clock.take(81_033), clock.now_s]).toEqual([0, 0.033, 0.033]);
  });

  it("takes no frame that does not follow the one before", () => {
    const clock = new SessionClock();
    expect([clock.take(1000), clock.take(1000), clock.take(900), clock.take(1100)]).toEqual([
      0,
      null,
      null,
      0.1,
    ]);
  });

  it("goes on after the time of another page, without the hours between", () => {
    const clock = new SessionClock();
    clock.resume(42);
    expect(clock.now_s).toBe(42);
    const first = clock.take(5_000_000);
    expect(first).toBe(45);
    expect(clock.take(5_000_100)).toBeCloseTo(45.1);
  });
});
