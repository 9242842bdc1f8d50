import { describe, expect, it } from "vitest";
import {
  coloursOf,
  DARK_COLOURS,
  drawBody,
  drawOutline,
  drawStroke,
  type Verdict,
} from "../../../src/lib/pose/draw";
import { BONES, indexOf, type Keypoint, POINTS } from "../../../src/lib/pose/skeleton";
import { Recorder } from "./recorder";

/** Somebody whose point number n lies at (10 n, 10 n + 5). */
const POINTS_PX = Array.from({ length: POINTS }, (_, n) => [10 * n, 10 * n + 5]).flat();
const SEEN = Array.from({ length: POINTS }, () => 1);
const LOOK = { verdict: () => "plain" as Verdict, colours: DARK_COLOURS, width_px: 10 };

function pathOf(start: Keypoint, end: Keypoint): string {
  const at = (name: Keypoint) => `${10 * indexOf(name)} ${10 * indexOf(name) + 5}`;
  return `M ${at(start)} L ${at(end)}`;
}
function drawn(points: number[], visibility: number[] | null, look: object = {}): Recorder {
  const recorder = new Recorder();
  drawBody(recorder.context, points, visibility, { ...LOOK, ...look });
  return recorder;
}
function without(...names: Keypoint[]): number[] {
  return SEEN.map((seen, index) => (names.some((name) => indexOf(name) === index) ? 0 : seen));
}

describe("a body", () => {
  it("is a line for each bone and a circle for its head", () => {
    const { strokes } = drawn(POINTS_PX, SEEN);
    expect(strokes).toHaveLength(BONES.length + 1);
    expect(strokes.map((one) => one.path)).toContain(pathOf("left_hip", "left_knee"));
    expect(strokes.at(-1)?.path).toMatch(/^O 75 80 /); // between the ears
  });

  it("leaves out the bones of which an end is not seen", () => {
    const paths = drawn(POINTS_PX, without("left_knee")).strokes.map((one) => one.path);
    expect(paths).not.toContain(pathOf("left_hip", "left_knee"));
    expect(paths).not.toContain(pathOf("left_knee", "left_ankle"));
    expect(paths).toContain(pathOf("right_hip", "right_knee"));
  });

  it("leaves out what has no place, however well it is said to be seen", () => {
    const points = POINTS_PX.with(2 * indexOf("left_wrist"), Number.NaN);
    const paths = drawn(points, null).strokes.map((one) => one.path);
    expect(paths).toHaveLength(BONES.length); // one less, and the head
    expect(paths.join()).not.toContain("NaN");
  });

  it("has no head where an ear is not seen", () => {
    expect(drawn(POINTS_PX, without("left_ear")).strokes.some((one) => one.path.startsWith("O"))).toBe(false);
  });

  it("is drawn whole where nothing is known about what is seen", () => {
    expect(drawn(POINTS_PX, null).strokes).toHaveLength(BONES.length + 1);
  });

  it("has thinner feet", () => {
    const widths = new Map(drawn(POINTS_PX, SEEN).strokes.map((one) => [one.path, one.width]));
    expect(widths.get(pathOf("left_heel", "left_foot_index"))).toBe(6);
    expect(widths.get(pathOf("left_hip", "left_knee"))).toBe(10);
  });

  it("shows what is wrong on the limb that it is about", () => {
    const verdict = ({ limb }: { limb: string }) => (limb === "left_thigh" ? "wrong" : "right");
    const wrong = drawn(POINTS_PX, SEEN, { verdict }).strokes.filter(
      (one) => one.colour === DARK_COLOURS.wrong,
    );
    expect(wrong.map((one) => one.path)).toEqual([pathOf("left_hip", "left_knee")]);
  });
});

describe("a line", () => {
  const line = (verdict: Verdict, outline?: string) => {
    const recorder = new Recorder();
    const look = { colours: DARK_COLOURS, width_px: 10, ...(outline ? { outline } : {}) };
    drawStroke(recorder.context, [0, 0], [9, 9], verdict, look);
    return recorder.strokes;
  };

  it("is told by its shape, too: no two findings are broken alike", () => {
    const shapes = (["right", "off", "wrong", "unjudged"] as const).map((one) => line(one)[0]?.dashes.join());
    expect(shapes[0]).toBe("");
    expect(new Set(shapes).size).toBe(4);
  });

  it("has a whole outline around its broken line", () => {
    const [outline, inner] = line("wrong", "black");
    expect(outline).toMatchObject({ colour: "black", width: 13, dashes: [] });
    expect(inner).toMatchObject({ colour: DARK_COLOURS.wrong, width: 10, dashes: [7, 15] });
  });
});

describe("an outline", () => {
  it("lies in three layers, so that no line crosses where limbs meet", () => {
    const recorder = new Recorder();
    drawOutline(recorder.context, POINTS_PX, SEEN, { width_px: 10, colour: "white", casing: "black" });
    const layers = recorder.strokes.map((one) => `${one.colour} ${one.width}`);
    expect([...new Set(layers)]).toEqual(["black 16", "white 13", "black 7"]);
    expect(layers).toEqual(layers.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)));
    expect(layers).toHaveLength(3 * BONES.length);
  });
  const ORDER = ["black 16", "white 13", "black 7"];
});

describe("the colours of a theme", () => {
  it("are those of the place where something is drawn", () => {
    const element = document.createElement("div");
    element.style.setProperty("--wrong", "#b3261e");
    document.body.append(element);
    expect(coloursOf(element).wrong).toBe("#b3261e");
    element.remove();
  });
});
