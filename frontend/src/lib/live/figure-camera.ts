/** A drawn figure in the place of the person and the camera, for whoever wants to see a set without one. */
import type { Demonstration } from "../api/types";
import { interpolate } from "../film/body";
import { flatImagePoints, pack, type Rows } from "../landmarks";
import { DARK_COLOURS, drawBody } from "../pose/draw";
import { repetitionAt, shareAt } from "../pose/demonstration";
import { fitted, placed, project, turned } from "../pose/projection";
import { indexOf, type Keypoint } from "../pose/skeleton";
import type { FrameEstimator, Seen } from "./estimator";

const [WIDTH, HEIGHT] = [640, 480];
const MARGIN = 0.1; // of the frame, around everything the figure reaches
const INTERVAL_MS = 1000 / 30;
const REACH_MS = 1500; // until the pose of a hold is reached
// How far each repetition goes, in turn: one of them is too small, so that a correction is seen.
const REACHES = [1, 1, 1, 0.5] as const;
// As light as a room, so that the check of the light is passed, and apart from the lines that are drawn over it.
const [BACKGROUND, FIGURE] = ["#c3c8d0", "#6b7482"];
const LIMB_PX = 30;

/** Moves as a demonstration does, gives a video stream of that, and knows the landmarks of every frame. */
export class FigureCamera {
  readonly stream: MediaStream;
  private readonly frames: readonly Rows[];
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly begin_ms = performance.now();

  /** `isHold`: the pose of the peak is taken and kept. */
  constructor(
    shown: Demonstration,
    private readonly isHold: boolean,
  ) {
    this.frames = framesOf(shown);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [WIDTH, HEIGHT];
    const context = canvas.getContext("2d");
    const draw = () => context && drawFigure(context, this.rowsAt(performance.now()));
    draw();
    this.stream = canvas.captureStream();
    this.timer = setInterval(draw, INTERVAL_MS);
  }

  /** Stands where a model would: what it finds in a frame is where the figure was at that time. */
  readonly makeEstimator = (seen: (seen: Seen) => void): FrameEstimator => ({
    isChosen: true,
    model: "figure",
    take: (bitmap, time_ms) => {
      bitmap.close();
      seen({ time_ms, parts: { body: this.rowsAt(time_ms) }, size: [WIDTH, HEIGHT] });
    },
    close: () => undefined,
  });

  close(): void {
    clearInterval(this.timer);
    for (const track of this.stream.getTracks()) track.stop();
  }

  private rowsAt(time_ms: number): Rows {
    return rowsAt(this.frames, figureShare(time_ms - this.begin_ms, this.isHold));
  }
}

/** How far the figure is from the start (0) to the peak (1) of the exercise. */
export function figureShare(time_ms: number, isHold: boolean): number {
  if (isHold) return Math.min(Math.max(time_ms / REACH_MS, 0), 1);
  const reach = REACHES[repetitionAt(time_ms) % REACHES.length] ?? 1;
  return reach * shareAt(time_ms);
}

/** The frames of a demonstration as landmarks in a picture that shows all of it, from where it is seen best. */
export function framesOf(shown: Demonstration): Rows[] {
  const view = { yaw_rad: (shown.seen_from_deg * Math.PI) / 180, pitch_rad: 0 };
  const flat = shown.frames.map((frame) => project(frame, view));
  const fit = fitted(
    flat.flatMap((frame) => [...frame]),
    WIDTH,
    HEIGHT,
    MARGIN,
  );
  return shown.frames.map((frame, index) =>
    landmarks(turned(frame, view), placed(flat[index] ?? [], fit), fit.scale),
  );
}

function landmarks(world_mm: Float64Array, image_px: Float64Array, scale: number): Rows {
  const middle = [0, 1, 2].map((axis) => middleOf(world_mm, axis));
  return pack(
    Array.from({ length: world_mm.length / 3 }, (_, point) => {
      const [x = 0, y = 0, z = 0] = [0, 1, 2].map(
        (axis) => (world_mm[3 * point + axis] ?? 0) - (middle[axis] ?? 0),
      );
      return {
        image: [image_px[2 * point] ?? 0, image_px[2 * point + 1] ?? 0, z * scale] as const,
        world: [x / 1000, y / 1000, z / 1000] as const,
        visibility: 1,
        presence: 1,
      };
    }),
  );
}

/** Between the hips lies the origin of a body in space. */
function middleOf(world: Float64Array, axis: number): number {
  const at = (name: Keypoint) => world[3 * indexOf(name) + axis] ?? 0;
  return (at("left_hip") + at("right_hip")) / 2;
}

function rowsAt(frames: readonly Rows[], share: number): Rows {
  const position = share * (frames.length - 1);
  const index = Math.min(Math.floor(position), frames.length - 1);
  const [before, after] = [frames[index] ?? [], frames[index + 1] ?? frames[index] ?? []];
  return Float32Array.from(interpolate([...before], [...after], position - index));
}

function drawFigure(context: CanvasRenderingContext2D, rows: Rows): void {
  context.fillStyle = BACKGROUND;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  drawBody(context, flatImagePoints(rows), null, {
    verdict: () => "plain",
    colours: { ...DARK_COLOURS, plain: FIGURE },
    width_px: LIMB_PX,
  });
}
