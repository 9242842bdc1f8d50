import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FilmDriver } from "../../../src/lib/film/film-driver";
import { Player } from "../../../src/lib/film/player.svelte";

/** A film as a browser has it: it shows the last frame at or before its time, and tells of each one that it shows. */
class Film extends EventTarget {
  playbackRate = 1;
  seeking = false;
  isPaused = true;
  seeks = 0;
  /** Whether it says nothing where seeking ends at the frame that was shown before. */
  isQuiet = false;
  /** Whether it tells of a frame before it says that it has finished seeking. */
  isEarly = false;
  private told_s = Number.NaN;
  private time_s = 0;
  private callback: ((now: number, about: { mediaTime: number }) => void) | null = null;

  constructor(readonly frames_s: readonly number[]) {
    super();
  }
  get currentTime(): number {
    return this.time_s;
  }
  set currentTime(to_s: number) {
    this.time_s = to_s;
    this.seeking = true;
    this.seeks += 1;
  }
  get shown_s(): number {
    return this.frames_s.findLast((one) => one <= this.time_s) ?? this.frames_s[0] ?? 0;
  }
  async play(): Promise<void> {
    this.isPaused = false;
  }
  pause(): void {
    this.isPaused = true;
  }
  requestVideoFrameCallback(callback: (now: number, about: { mediaTime: number }) => void): number {
    this.callback = callback;
    return 1;
  }
  cancelVideoFrameCallback(): void {
    this.callback = null;
  }
  /** The browser has finished seeking, and shows its frame. */
  settle(): void {
    if (this.isEarly) this.present();
    this.seeking = false;
    this.dispatchEvent(new Event("seeked"));
    if (!this.seeking && !(this.isQuiet && this.shown_s === this.told_s)) this.present();
  }
  present(at_s = this.time_s): void {
    this.time_s = at_s;
    const callback = this.callback;
    this.callback = null;
    this.told_s = this.shown_s;
    callback?.(0, { mediaTime: this.shown_s });
  }
}

const times = (count: number, step_s: number, from_s = 0) =>
  Array.from({ length: count }, (_, index) => from_s + index * step_s);

let drawn: number[];
afterEach(() => {
  vi.useRealTimers();
});
beforeEach(() => {
  drawn = [];
  vi.useFakeTimers();
});

function shown(film: Film, { step_s = 1 / 30, shift_s = 0, end_s = 10 } = {}) {
  const player = new Player({ start_s: 0, end_s });
  const driver = new FilmDriver(film as never, player, step_s, (at_s) => drawn.push(at_s), shift_s);
  player.attach(driver);
  film.present(0);
  while (film.seeking) film.settle();
  return { player, driver };
}

/** Steps, and lets the browser seek as often as it takes. */
function step(film: Film, player: Player, direction: 1 | -1): number {
  player.step(direction);
  while (film.seeking) {
    film.settle();
    vi.advanceTimersByTime(1000);
  }
  return film.shown_s;
}

describe("a film and its recording", () => {
  it.each([
    ["begins with the file", times(90, 1 / 30), 0],
    ["begins after the sound", times(90, 1 / 30, 0.046), 0],
    ["was taken beside a live session that began later", times(300, 1 / 30), 4],
  ])("whose picture %s: each frame is drawn with its own time", (_, frames_s, shift_s) => {
    const film = new Film(frames_s);
    const { player } = shown(film, { shift_s });
    player.play();
    for (const index of [3, 50, 51]) {
      film.present((frames_s[index] ?? 0) + shift_s);
      expect(drawn.at(-1)).toBeCloseTo((frames_s[index] ?? 0) - (frames_s[0] ?? 0), 6);
      expect(player.at_s).toBe(drawn.at(-1));
    }
  });

  it("shows the frame that a time in milliseconds means", () => {
    const film = new Film(times(90, 1 / 30));
    const { player } = shown(film);
    player.seek(0.033); // 0.0333..., told in milliseconds
    film.settle();
    expect(film.shown_s).toBeCloseTo(1 / 30, 9);
  });

  it("keeps the time that was wanted while it rests, though its frame begins earlier", () => {
    const film = new Film(times(90, 1 / 30));
    const { player } = shown(film);
    player.seek(1.02);
    film.settle();
    expect(player.at_s).toBe(1.02);
    expect(drawn.at(-1)).toBeCloseTo(1, 6);
  });

  it("seeks once at a time, and ends at the newest wish", () => {
    const film = new Film(times(90, 1 / 30));
    const { player } = shown(film);
    const before = film.seeks;
    for (const at_s of [0.5, 0.8, 1.1, 2]) player.seek(at_s);
    expect(film.seeks - before).toBe(1);
    film.settle();
    film.settle();
    expect(film.seeks - before).toBe(2);
    expect(film.shown_s).toBeCloseTo(2, 6);
  });

  it("goes where it is sent though a phone shows no frame before", () => {
    const film = new Film(times(90, 1 / 30));
    const player = new Player({ start_s: 0, end_s: 3 });
    player.attach(new FilmDriver(film as never, player, 1 / 30, () => undefined));
    player.seek(1);
    expect(film.seeks).toBe(0);
    film.dispatchEvent(new Event("loadedmetadata"));
    vi.advanceTimersByTime(2000);
    expect(film.currentTime).toBeCloseTo(1, 2);
  });

  it("ends a playing film at the recording's end", () => {
    const film = new Film(times(90, 1 / 30));
    const { player } = shown(film, { end_s: 1 });
    player.play();
    film.present(1.01);
    expect([player.isPlaying, film.isPaused]).toEqual([false, true]);
  });

  it("tells nothing any more when it is closed", () => {
    const film = new Film(times(90, 1 / 30));
    const { driver } = shown(film);
    driver.close();
    drawn = [];
    film.present(1);
    expect(drawn).toEqual([]);
  });
});

describe("frame by frame", () => {
  const uneven = [0, 0.033, 0.066, 0.2, 0.233, 0.234, 0.3];
  it.each([
    ["a film of 30 frames a second", times(20, 1 / 30), 1 / 30],
    ["a film of 25 frames a second", times(20, 0.04), 0.04],
    ["a film of another rate than was thought", times(20, 1 / 25), 1 / 60],
    ["a film of uneven frames", uneven.filter((one) => one !== 0.234), 1 / 30],
    ["a film that begins after its sound", times(20, 1 / 30, 0.021), 1 / 30],
    ["a film that its recording looked at more often", times(8, 1 / 5), 1 / 15],
  ])("%s goes on and back by one", (_, frames_s, step_s) => {
    const film = new Film(frames_s);
    const { player } = shown(film, { step_s });
    for (const expected of frames_s.slice(1, 6)) expect(step(film, player, 1)).toBeCloseTo(expected, 9);
    for (const expected of frames_s.slice(0, 5).reverse())
      expect(step(film, player, -1)).toBeCloseTo(expected, 9);
  });

  it("learns how close frames are while the film is played", () => {
    const film = new Film(times(40, 1 / 60));
    const { player } = shown(film);
    player.play();
    for (const index of [1, 2, 3]) film.present(index / 60);
    expect(step(film, player, 1)).toBeCloseTo(4 / 60, 9);
    expect(step(film, player, -1)).toBeCloseTo(3 / 60, 9);
  });

  it("goes on while a key is held that asks more often than the browser seeks", () => {
    const film = new Film(times(40, 1 / 30));
    const { player } = shown(film);
    for (let i = 0; i < 5; i++) player.step(1);
    while (film.seeking) film.settle();
    expect(film.shown_s).toBeCloseTo(1 / 30, 9);
    expect(step(film, player, 1)).toBeCloseTo(2 / 30, 9);
  });

  it("stays at the first and at the last frame", () => {
    const film = new Film(times(3, 1 / 30));
    const { player } = shown(film);
    expect(step(film, player, -1)).toBe(0);
    for (let i = 0; i < 4; i++) step(film, player, 1);
    expect(film.shown_s).toBeCloseTo(2 / 30, 9);
  });

  it("goes on where the browser tells of a frame before it has finished seeking", () => {
    const film = new Film(times(20, 0.1));
    const { player } = shown(film, { step_s: 0.1 });
    film.isEarly = film.isQuiet = true;
    expect(step(film, player, 1)).toBeCloseTo(0.1, 9);
    expect(player.at_s).toBeCloseTo(0.1, 9);
    expect(step(film, player, -1)).toBe(0);
    expect(player.at_s).toBe(0);
  });

  it("goes on where the browser is silent about a frame that it showed before", () => {
    const film = new Film(times(20, 0.1));
    const { player } = shown(film);
    film.isQuiet = true;
    expect(step(film, player, 1)).toBeCloseTo(0.1, 9);
    expect(step(film, player, -1)).toBe(0);
  });

  it("brings the time line and the charts along", () => {
    const film = new Film(times(20, 1 / 30));
    const { player } = shown(film);
    step(film, player, 1);
    step(film, player, 1);
    expect(player.at_s).toBeCloseTo(2 / 30, 6);
  });
});
