import { beforeEach, describe, expect, it } from "vitest";
import { type Driver, Player } from "../../../src/lib/film/player.svelte";

/** Writes down what it is told. */
class Recorder implements Driver {
  readonly told: string[] = [];
  play = () => void this.told.push("play");
  pause = () => void this.told.push("pause");
  seek = (at_s: number) => void this.told.push(`seek ${at_s}`);
  step = (direction: number) => void this.told.push(`step ${direction}`);
  setSpeed = (speed: number) => void this.told.push(`speed ${speed}`);
  take = () => this.told.splice(0);
}

let player: Player;
let driver: Recorder;

beforeEach(() => {
  player = new Player({ start_s: 2, end_s: 12 });
  driver = new Recorder();
  player.attach(driver);
  driver.take();
});

describe("a player", () => {
  it("begins where the recording begins", () => {
    expect(player.at_s).toBe(2);
  });

  it.each([
    [5, 5],
    [0, 2],
    [99, 12],
  ])("that is sent to %f s goes to %f s", (to_s, at_s) => {
    player.seek(to_s);
    expect(player.at_s).toBe(at_s);
    expect(driver.take()).toEqual([`seek ${at_s}`]);
  });

  it("begins once more when it is played at its end", () => {
    player.seek(12);
    driver.take();
    player.play();
    expect(driver.take()).toEqual(["seek 2", "play"]);
  });

  it("stops at the end", () => {
    player.play();
    player.show(11.9);
    expect(player.isPlaying).toBe(true);
    player.show(12.02);
    expect([player.isPlaying, player.at_s]).toEqual([false, 12]);
  });

  it("stops for a single frame", () => {
    player.play();
    driver.take();
    player.step(-1);
    expect(driver.take()).toEqual(["pause", "step -1"]);
    expect(player.isPlaying).toBe(false);
  });

  it("hands its time and speed on to the next driver", () => {
    player.setSpeed(0.25);
    player.seek(7);
    player.play();
    const next = new Recorder();
    player.attach(next);
    expect(driver.take().at(-1)).toBe("pause");
    expect(next.take()).toEqual(["speed 0.25", "seek 7"]);
  });

  it("is not disturbed when a driver goes that is not its own any more", () => {
    player.attach(new Recorder());
    player.play();
    player.detach(driver);
    expect(player.isPlaying).toBe(true);
  });
});

describe("a repetition that is repeated", () => {
  const SPAN = { start_s: 4, end_s: 6 };

  it("is begun at once where the time is outside of it", () => {
    player.repeat(SPAN);
    expect(player.at_s).toBe(4);
  });

  it("goes on where the time is inside of it", () => {
    player.seek(5);
    player.repeat(SPAN);
    expect(player.at_s).toBe(5);
  });

  it("begins again at its end while it is played", () => {
    player.repeat(SPAN);
    player.play();
    player.show(6.01);
    expect([player.at_s, player.isPlaying]).toEqual([4, true]);
  });

  it("begins again where the film ends with it", () => {
    player.repeat({ start_s: 10, end_s: 12 });
    player.play();
    driver.take();
    player.end();
    expect(driver.take()).toEqual(["seek 10", "play"]);
    expect(player.isPlaying).toBe(true);
  });

  it("is left by going somewhere else, and not by going within it", () => {
    player.repeat(SPAN);
    player.seek(5.5);
    expect(player.loop).toEqual(SPAN);
    player.seek(8);
    expect(player.loop).toBeNull();
  });
});
