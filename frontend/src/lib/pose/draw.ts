import { BONES, type Bone } from "./skeleton";

/** How a bone looks: its verdict is told by colour and by shape (a wrong one is dashed). */
export type Verdict = "right" | "wrong" | "plain";
export interface Look {
  verdict: (bone: Bone) => Verdict;
  colours: Record<Verdict, string>;
  width_px: number;
  outline?: string;
}

export const DARK_COLOURS: Record<Verdict, string> = { right: "#4fd1c5", wrong: "#ff8a75", plain: "#f3f1ea" };

/** The colours of the theme that an element stands in. */
export function coloursOf(element: Element): Record<Verdict, string> {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return { right: read("--right"), wrong: read("--wrong"), plain: read("--text") };
}

const SEEN = 0.35;

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
  const verdict = look.verdict(bone);
  const width = bone.part === "feet" ? look.width_px * 0.6 : look.width_px;
  context.setLineDash(verdict === "wrong" ? [width * 1.6, width * 1.6] : []);
  context.beginPath();
  context.moveTo(points[2 * bone.start] ?? 0, points[2 * bone.start + 1] ?? 0);
  context.lineTo(points[2 * bone.end] ?? 0, points[2 * bone.end + 1] ?? 0);
  if (look.outline) {
    context.strokeStyle = look.outline;
    context.lineWidth = width + 3;
    context.stroke();
  }
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
