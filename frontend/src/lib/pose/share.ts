import { DARK_COLOURS, drawBody, type Verdict } from "./draw";
import { placed } from "./projection";
import type { Bone } from "./skeleton";

const [WIDTH, HEIGHT, FOOT] = [1600, 1000, 150];

export interface Panel {
  picture: string;
  image: ArrayLike<number>;
  visibility: ArrayLike<number>;
  size: [number, number];
  verdict?: (bone: Bone) => Verdict;
}

/** Draws both pictures with their skeletons, the score and a sentence; everything stays in this browser. */
export async function comparisonPicture(panels: Panel[], score: string, words: string): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.fillStyle = "#0d1014";
  context.fillRect(0, 0, WIDTH, HEIGHT);
  for (const [index, panel] of panels.entries()) await drawPanel(context, panel, index, panels.length);
  context.fillStyle = "#d9f24b";
  context.font = "700 96px Archivo Variable, sans-serif";
  context.fillText(score, 40, HEIGHT - 42);
  context.fillStyle = "#f6f5f1";
  context.font = "500 32px Archivo Variable, sans-serif";
  context.fillText(words, 60 + 62 * score.length, HEIGHT - 56, WIDTH - 100 - 62 * score.length);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

async function drawPanel(
  context: CanvasRenderingContext2D,
  panel: Panel,
  index: number,
  count: number,
): Promise<void> {
  const [room, height] = [WIDTH / count, HEIGHT - FOOT];
  const scale = Math.min((room - 20) / panel.size[0], height / panel.size[1]);
  const fit = {
    scale,
    x: index * room + (room - scale * panel.size[0]) / 2,
    y: (height - scale * panel.size[1]) / 2,
  };
  const picture = panel.picture ? await loaded(panel.picture) : null;
  if (picture) context.drawImage(picture, fit.x, fit.y, scale * panel.size[0], scale * panel.size[1]);
  drawBody(context, placed(panel.image, fit), panel.visibility, {
    verdict: panel.verdict ?? (() => "plain"),
    colours: DARK_COLOURS,
    width_px: 7,
    outline: "rgb(13 16 20 / 0.6)",
  });
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
