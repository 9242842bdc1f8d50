import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DARK_COLOURS } from "../../../src/lib/pose/draw";
import { type Caption, comparisonPicture, handOut, type Panel } from "../../../src/lib/pose/share";
import { BONES, POINTS } from "../../../src/lib/pose/skeleton";
import { Recorder } from "./recorder";

const POINT: [number, number] = [100, 60];
/** Somebody with a limb's length between neighbouring points, in a picture of 640 x 480. */
function panel(change: Partial<Panel> = {}): Panel {
  const image = Array.from({ length: POINTS }, (_, n) => [
    POINT[0] + 12 * n,
    POINT[1] + ((7 * n) % 380),
  ]).flat();
  const world = Array.from({ length: POINTS }, (_, n) => [0.04 * n, 0.02 * ((7 * n) % 380), 0]).flat();
  return {
    image,
    world,
    visibility: Array.from({ length: POINTS }, () => 1),
    size: [640, 480],
    picture: "",
    ...change,
  };
}
const CAPTION: Caption = {
  score: "84",
  words: "Raise the left arm.",
  legend: [
    { verdict: "right", words: "fits" },
    { verdict: "wrong", words: "far off" },
  ],
};

let recorder: Recorder;
let canvases: HTMLCanvasElement[];
beforeEach(() => {
  recorder = new Recorder();
  canvases = [];
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(function (this: HTMLCanvasElement) {
    canvases.push(this);
    return recorder.context as never;
  });
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((done, type) =>
    done(new Blob(["picture"], { type: type ?? "" })),
  );
});
afterEach(() => vi.restoreAllMocks());

describe("the picture of a comparison", () => {
  it("shows both people, each in its half", async () => {
    const blob = await comparisonPicture([panel(), panel()], CAPTION);
    expect(blob?.type).toBe("image/png");
    expect(canvases[0]).toMatchObject({ width: 1600, height: 1060 });
    const bones = recorder.strokes.filter((one) => one.width === 9 && one.colour === DARK_COLOURS.plain);
    expect(bones.length).toBe(2 * BONES.filter((one) => one.region !== "feet").length);
  });

  it("says the score, a sentence, and what the lines mean", async () => {
    await comparisonPicture([panel()], CAPTION);
    expect(recorder.texts.map((one) => one.text)).toEqual(["84", "Raise the left arm.", "fits", "far off"]);
    const legend = recorder.strokes.slice(-2).map((one) => one.colour);
    expect(legend).toEqual([DARK_COLOURS.right, DARK_COLOURS.wrong]);
  });

  it("writes the numbers on the limbs that they are about, in their own half", async () => {
    const numbers = [{ limb: "left_thigh", text: "31°", verdict: "wrong" as const }];
    await comparisonPicture([panel(), panel({ numbers })], CAPTION);
    const number = recorder.texts.find((one) => one.text === "31°");
    expect(number?.x).toBeGreaterThan(806);
    expect(number?.x).toBeLessThan(1600);
    expect(recorder.strokes.some((one) => one.colour === DARK_COLOURS.wrong && one.width === 3)).toBe(true);
  });

  it("writes no number on a limb that lies outside of the picture", async () => {
    const numbers = [{ limb: "left_thigh", text: "31°", verdict: "wrong" as const }];
    await comparisonPicture([panel({ numbers, size: [120, 80] })], CAPTION);
    expect(recorder.texts.map((one) => one.text)).not.toContain("31°");
  });

  it("is none where this browser cannot draw", async () => {
    vi.mocked(HTMLCanvasElement.prototype.getContext).mockReturnValue(null);
    expect(await comparisonPicture([panel()], CAPTION)).toBeNull();
  });
});

describe("a picture that is handed out", () => {
  const BLOB = new Blob(["picture"], { type: "image/png" });

  function device(share: object) {
    vi.stubGlobal("navigator", { ...navigator, ...share });
  }
  function downloads(): string[] {
    const names: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      names.push(this.download);
    });
    return names;
  }
  afterEach(() => vi.unstubAllGlobals());

  it("is shared where the device can share it", async () => {
    const shared: File[] = [];
    device({
      canShare: () => true,
      share: async ({ files }: { files: File[] }) => void shared.push(...files),
    });
    const names = downloads();
    await handOut(BLOB, "poise.png");
    expect([shared.map((one) => one.name), names]).toEqual([["poise.png"], []]);
  });

  it("is not downloaded where the person thought better of sharing it", async () => {
    device({ canShare: () => true, share: () => Promise.reject(new DOMException("", "AbortError")) });
    const names = downloads();
    await handOut(BLOB, "poise.png");
    expect(names).toEqual([]);
  });

  it("is downloaded where the device shares no files", async () => {
    device({ canShare: () => false });
    const names = downloads();
    await handOut(BLOB, "poise.png");
    expect(names).toEqual(["poise.png"]);
  });
});
