import { DARK_COLOURS, drawBody, drawStroke, type Verdict } from "./draw";
import { framed, SEEN, seenInside, type Framed } from "./framing";
import { placed, type Fit } from "./projection";
import { placeLabels, type Place, type Point } from "./labels";
import { BONES, type Bone } from "./skeleton";

const [WIDTH, HEIGHT, FOOT, GAP] = [1600, 1060, 210, 12];
const [GROUND, PANEL, ACCENT, INK] = ["#0d1014", "#1d232a", "#d7f24b", "#f3f1ea"];

const NUMBER_PX = 26;

export interface Panel extends Framed {
  picture: string;
  verdict?: (bone: Bone) => Verdict;
  /** What is written on single limbs, the most important first. */
  numbers?: { limb: string; text: string; verdict: Verdict }[];
}

/** What stands under the pictures: the score, a sentence, and what the lines mean. */
export interface Caption {
  score: string;
  words: string;
  legend: { verdict: Verdict; words: string }[];
}

/** Draws both people equally large with their skeletons, and the caption under them; all of it in this browser. */
export async function comparisonPicture(panels: Panel[], caption: Caption): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.fillStyle = GROUND;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  const width = (WIDTH - GAP * (panels.length - 1)) / panels.length;
  const fits = framed(panels, width, HEIGHT - FOOT);
  for (const [index, panel] of panels.entries()) {
    const fit = fits[index];
    if (fit) await drawPanel(context, panel, fit, index * (width + GAP), width);
  }
  drawCaption(context, caption);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

async function drawPanel(
  context: CanvasRenderingContext2D,
  panel: Panel,
  fit: Fit,
  left: number,
  width: number,
): Promise<void> {
  const picture = panel.picture ? await loaded(panel.picture) : null;
  context.save();
  context.translate(left, 0);
  context.beginPath();
  context.rect(0, 0, width, HEIGHT - FOOT);
  context.clip();
  context.fillStyle = PANEL;
  context.fillRect(0, 0, width, HEIGHT - FOOT);
  if (picture) context.drawImage(picture, fit.x, fit.y, fit.scale * panel.size[0], fit.scale * panel.size[1]);
  drawBody(context, placed(panel.image, fit), seenInside(panel), {
    verdict: panel.verdict ?? (() => "plain"),
    colours: DARK_COLOURS,
    width_px: 9,
    outline: "rgb(13 16 20 / 0.75)",
  });
  drawNumbers(context, panel, fit, [width, HEIGHT - FOOT]);
  context.restore();
}

function drawNumbers(context: CanvasRenderingContext2D, panel: Panel, fit: Fit, room: Point): void {
  const points = placed(panel.image, fit);
  const isSeen = seenInside(panel).map((seen) => seen >= SEEN);
  const limbs = BONES.filter(({ start, end }) => isSeen[start] && isSeen[end]);
  const along = ({ start, end }: Bone, share: number): Point => [
    (points[2 * start] ?? 0) * (1 - share) + (points[2 * end] ?? 0) * share,
    (points[2 * start + 1] ?? 0) * (1 - share) + (points[2 * end + 1] ?? 0) * share,
  ];
  context.font = `600 ${NUMBER_PX}px Archivo Variable, sans-serif`;
  const found = (panel.numbers ?? []).flatMap(({ limb, text, verdict }) => {
    const bone = limbs.find((one) => one.limb === limb);
    if (!bone) return [];
    const width = context.measureText(text).width + NUMBER_PX;
    return [{ text, at: along(bone, 0.5), width, colour: DARK_COLOURS[verdict] }];
  });
  const body = limbs.flatMap((bone) => Array.from({ length: 13 }, (_, i) => along(bone, i / 12)));
  const sizes = found.map(({ width }): Point => [width, 1.7 * NUMBER_PX]);
  const places = placeLabels(
    sizes,
    found.map(({ at }) => at),
    room,
    body,
  );
  found.forEach(({ at, text, colour }, index) => {
    const place = places[index];
    if (place) drawNumber(context, text, place, at, colour);
  });
}

function drawNumber(
  context: CanvasRenderingContext2D,
  text: string,
  place: Place,
  at: Point,
  colour: string,
): void {
  const nearest: Point = [
    Math.min(Math.max(at[0], place.x), place.x + place.width),
    Math.min(Math.max(at[1], place.y), place.y + place.height),
  ];
  const look = { colours: DARK_COLOURS, width_px: 3, outline: GROUND };
  drawStroke(context, at, nearest, "plain", look);
  context.beginPath();
  context.roundRect(place.x, place.y, place.width, place.height, 10);
  context.fillStyle = GROUND;
  context.fill();
  context.strokeStyle = colour;
  context.lineWidth = 3;
  context.stroke();
  context.fillStyle = INK;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, place.x + place.width / 2, place.y + place.height / 2 + 2);
  context.textAlign = "start";
}

function drawCaption(context: CanvasRenderingContext2D, { score, words, legend }: Caption): void {
  context.textBaseline = "alphabetic";
  context.fillStyle = ACCENT;
  context.font = "700 128px Archivo Variable, sans-serif";
  context.fillText(score, 40, HEIGHT - 58);
  const left = 90 + context.measureText(score).width;
  context.fillStyle = INK;
  context.font = "500 34px Archivo Variable, sans-serif";
  context.fillText(words, left, HEIGHT - 118, WIDTH - left - 40);
  context.font = "500 26px Archivo Variable, sans-serif";
  let x = left;
  for (const entry of legend) {
    context.lineCap = "round";
    const y = HEIGHT - 62;
    drawStroke(context, [x + 6, y], [x + 70, y], entry.verdict, { colours: DARK_COLOURS, width_px: 9 });
    context.setLineDash([]);
    context.fillText(entry.words, x + 90, y + 9);
    x += 130 + context.measureText(entry.words).width;
  }
}

function loaded(address: string): Promise<HTMLImageElement | null> {
  return new Promise((done) => {
    const picture = new Image();
    picture.onload = () => done(picture);
    picture.onerror = () => done(null);
    picture.src = address;
  });
}

/** Hands a file to the device's own way of sharing, or where there is none to the downloads. */
export async function handOut(blob: Blob, name: string): Promise<void> {
  const file = new File([blob], name, { type: blob.type });
  if (navigator.canShare?.({ files: [file] })) {
    await navigator.share({ files: [file] }).catch(() => undefined); // the person thought better of it
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
