/** The page's icon as pictures, for the systems that show no SVG on their start screens: drawn from `icon.svg`. */
import { crc32, deflateSync } from "node:zlib";

type Point = readonly [number, number];

/** What the icon is made of, in its own units. */
interface Shapes {
  size: number;
  radius: number;
  ground: readonly number[];
  ink: readonly number[];
  head: { centre: Point; radius: number };
  limbs: readonly (readonly [Point, Point])[];
  limbWidth: number;
}

/**
 * Draws the icon as a PNG with sides of `size_px`. `isWhole` leaves no corner free and keeps the figure in the middle, for
 * systems that cut their own shape out of it.
 */
export function drawIcon(svg: string, size_px: number, isWhole: boolean): Buffer {
  const shapes = readShapes(svg);
  const pixels = Buffer.alloc(size_px * size_px * 4);
  const scale = shapes.size / size_px;
  for (let y = 0; y < size_px; y++)
    for (let x = 0; x < size_px; x++) {
      const at: Point = [(x + 0.5) * scale, (y + 0.5) * scale];
      pixels.set(colourAt(shapes, at, scale, isWhole), (y * size_px + x) * 4);
    }
  return encodePng(pixels, size_px);
}

/** Reads the shapes that the icon uses, and no others. */
function readShapes(svg: string): Shapes {
  const read = (pattern: RegExp): string[] => {
    const found = pattern.exec(svg);
    if (!found)
      throw new Error(`icon.svg has nothing like ${pattern.source}; draw it with rect, polyline and circle.`);
    return found.slice(1);
  };
  const [size, radius] = read(/<rect width="([\d.]+)" height="[\d.]+" rx="([\d.]+)"/).map(Number);
  const [x, y, headRadius] = read(/<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/).map(Number);
  const lines = [...svg.matchAll(/points="([^"]+)"/g)].map(([, points = ""]) => readPoints(points));
  return {
    size: size ?? NaN,
    radius: radius ?? NaN,
    ground: readColour(read(/<rect[^>]*fill="#(\w{6})"/)),
    ink: readColour(read(/<circle[^>]*fill="#(\w{6})"/)),
    head: { centre: [x ?? NaN, y ?? NaN], radius: headRadius ?? NaN },
    limbs: lines.flatMap((points) =>
      points.slice(1).map((end, index) => [points[index] ?? end, end] as const),
    ),
    limbWidth: Number(read(/stroke-width="([\d.]+)"/)[0]),
  };
}

function readPoints(text: string): Point[] {
  return text.split(" ").map((pair) => {
    const [x = NaN, y = NaN] = pair.split(",").map(Number);
    return [x, y];
  });
}

function readColour([hex = ""]: string[]): number[] {
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

const SAFE = 0.8; // the middle part that no system cuts into (W3C, Web Application Manifest: maskable icons)

/** Red, green, blue and alpha of a point; `scale` is the width of a pixel, over which edges are smoothed. */
function colourAt(shapes: Shapes, at: Point, scale: number, isWhole: boolean): number[] {
  const middle = shapes.size / 2;
  const [x, y] = isWhole ? ([0, 1] as const).map((axis) => middle + (at[axis] - middle) / SAFE) : at;
  const point: Point = [x ?? NaN, y ?? NaN];
  const limbs = shapes.limbs.map((limb) => distanceToLine(point, limb) - shapes.limbWidth / 2);
  const head = Math.hypot(point[0] - shapes.head.centre[0], point[1] - shapes.head.centre[1]);
  const ink = coverage(Math.min(head - shapes.head.radius, ...limbs), scale);
  const ground = isWhole ? 1 : coverage(distanceToCard(point, middle, shapes.radius), scale);
  const mixed = shapes.ground.map((value, index) => value + ink * ((shapes.ink[index] ?? 0) - value));
  return [...mixed.map(Math.round), Math.round(255 * ground)];
}

/** How much of a pixel lies inside an edge at this distance from its middle. */
function coverage(distance: number, scale: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance / scale));
}

function distanceToLine([x, y]: Point, [[ax, ay], [bx, by]]: readonly [Point, Point]): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** The distance to a square with round corners that fills the icon; negative inside. */
function distanceToCard([x, y]: Point, middle: number, radius: number): number {
  const [dx, dy] = [x, y].map((value) => Math.abs(value - middle) - (middle - radius)) as [number, number];
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

/** RGBA rows as a PNG (ISO/IEC 15948): signature, header, one piece of data, end. */
function encodePng(pixels: Buffer, size_px: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size_px, 0);
  header.writeUInt32BE(size_px, 4);
  header.set([8, 6], 8); // bits of a channel, and RGBA
  const rows = Array.from({ length: size_px }, (_, y) =>
    Buffer.concat([Buffer.of(0), pixels.subarray(y * size_px * 4, (y + 1) * size_px * 4)]),
  );
  const data = deflateSync(Buffer.concat(rows), { level: 9 });
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
