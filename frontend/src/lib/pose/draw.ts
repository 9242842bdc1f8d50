import { worn } from "../theme.svelte";
import { SEEN } from "./framing";
import { BONES, type Bone } from "./skeleton";

/** How a bone looks: told by colour and by shape (the more is wrong, the more broken; an unjudged one is dotted). */
export type Verdict = "right" | "off" | "wrong" | "plain" | "unjudged";
export interface Look {
  verdict: (bone: Bone) => Verdict;
  colours: Record<Verdict, string>;
  width_px: number;
  outline?: string;
}

/**
 * On pictures and on dark ground. Told apart by whoever sees no red, no green or no blue: the same colours as those
 * of the pictures that the terminal draws, whose tests simulate that (poise/drawing/compared.py).
 */
export const DARK_COLOURS: Record<Verdict, string> = {
  right: "#32b9e1",
  off: "#f5cd00",
  wrong: "#ff7a5c",
  plain: "#f3f1ea",
  unjudged: "#84888e",
};

/** The colours of the theme that an element stands in; an effect that asks for them runs again with another theme. */
export function coloursOf(element: Element): Record<Verdict, string> {
  void worn.isDark;
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    right: read("--right"),
    off: read("--off"),
    wrong: read("--wrong"),
    plain: read("--text"),
    unjudged: read("--edge-strong"),
  };
}

/** Draws a body: `points` flat x, y in the canvas' pixels; bones whose ends are not seen are left out. */
export function drawBody(
  context: CanvasRenderingContext2D,
  points: ArrayLike<number>,
  visibility: ArrayLike<number> | null,
  look: Look,
): void {
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const bone of BONES) {
    if (!isSeen(points, visibility, bone.start) || !isSeen(points, visibility, bone.end)) continue;
    drawBone(context, points, bone, look);
  }
  context.setLineDash([]);
  drawHead(context, points, visibility, look);
}

function isSeen(points: ArrayLike<number>, visibility: ArrayLike<number> | null, index: number): boolean {
  const isThere = Number.isFinite((points[2 * index] ?? Number.NaN) + (points[2 * index + 1] ?? Number.NaN));
  return isThere && (visibility === null || (visibility[index] ?? 0) >= SEEN);
}

function drawBone(
  context: CanvasRenderingContext2D,
  points: ArrayLike<number>,
  bone: Bone,
  look: Look,
): void {
  const ends = [bone.start, bone.end].map(
    (index) => [points[2 * index] ?? 0, points[2 * index + 1] ?? 0] as const,
  );
  const width_px = bone.region === "feet" ? look.width_px * 0.6 : look.width_px;
  if (ends[0] && ends[1]) drawStroke(context, ends[0], ends[1], look.verdict(bone), { ...look, width_px });
}

/** Draws one line as its verdict looks, for bodies and for their legend. */
export function drawStroke(
  context: CanvasRenderingContext2D,
  start: readonly [number, number],
  end: readonly [number, number],
  verdict: Verdict,
  look: Pick<Look, "colours" | "width_px" | "outline">,
): void {
  const width = verdict === "unjudged" ? look.width_px * 0.7 : look.width_px;
  context.beginPath();
  context.moveTo(...start);
  context.lineTo(...end);
  if (look.outline) {
    context.setLineDash([]);
    context.strokeStyle = look.outline;
    context.lineWidth = width + 3;
    context.stroke();
  }
  const dashes = {
    right: [],
    plain: [],
    off: [width * 2.6, width * 1.6],
    wrong: [width * 0.7, width * 1.5],
    unjudged: [0.1, width * 2],
  };
  context.setLineDash(dashes[verdict]);
  context.strokeStyle = look.colours[verdict];
  context.lineWidth = width;
  context.stroke();
}

function drawHead(
  context: CanvasRenderingContext2D,
  points: ArrayLike<number>,
  visibility: ArrayLike<number> | null,
  look: Look,
): void {
  const [nose, left, right] = [0, 7, 8];
  if (![nose, left, right].every((index) => isSeen(points, visibility, index))) return;
  const x = ((points[2 * left] ?? 0) + (points[2 * right] ?? 0)) / 2;
  const y = ((points[2 * left + 1] ?? 0) + (points[2 * right + 1] ?? 0)) / 2;
  const ears = Math.hypot(
    (points[2 * left] ?? 0) - (points[2 * right] ?? 0),
    (points[2 * left + 1] ?? 0) - (points[2 * right + 1] ?? 0),
  );
  const face = Math.hypot((points[0] ?? 0) - x, (points[1] ?? 0) - y);
  context.beginPath();
  context.arc(x, y, Math.max(ears * 0.75, face * 1.1, look.width_px), 0, 2 * Math.PI);
  context.strokeStyle = look.colours.plain;
  context.lineWidth = look.width_px * 0.6;
  context.stroke();
}

/** Draws a body as a hollow outline, to lie under another one: a light casing with its inside left open. */
export function drawOutline(
  context: CanvasRenderingContext2D,
  points: ArrayLike<number>,
  visibility: ArrayLike<number> | null,
  look: { width_px: number; colour: string; casing: string },
): void {
  const bones = BONES.filter(
    ({ start, end }) => isSeen(points, visibility, start) && isSeen(points, visibility, end),
  );
  context.lineCap = "round";
  context.setLineDash([]);
  // Wide and narrow strokes of all bones one after the other: where limbs meet no line crosses.
  for (const [colour, extra] of [
    [look.casing, 6],
    [look.colour, 3],
    [look.casing, -3],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = Math.max(1, look.width_px + extra);
    for (const { start, end } of bones) {
      context.beginPath();
      context.moveTo(points[2 * start] ?? 0, points[2 * start + 1] ?? 0);
      context.lineTo(points[2 * end] ?? 0, points[2 * end + 1] ?? 0);
      context.stroke();
    }
  }
}

/** Makes a canvas as fine as the screen and returns its context, cleared, in CSS pixels. */
export function cleared(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  return context;
}
