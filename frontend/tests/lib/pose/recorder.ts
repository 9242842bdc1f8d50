/** A canvas context that writes down what is drawn: happy-dom has none. */

export interface Stroke {
  /** "M x y L x y", or "O x y r" for a circle; whole pixels. */
  path: string;
  colour: string;
  width: number;
  dashes: number[];
}

export class Recorder {
  strokes: Stroke[] = [];
  fills: string[] = [];
  texts: { text: string; x: number; y: number; colour: string }[] = [];
  pictures: number[][] = [];
  clears = 0;
  strokeStyle = "";
  fillStyle = "";
  lineWidth = 1;
  lineCap = "";
  lineJoin = "";
  font = "";
  textAlign = "";
  textBaseline = "";
  private path: string[] = [];
  private dashes: number[] = [];
  private left = 0;
  private saved: number[] = [];

  /** Itself, as the type that drawing asks for. */
  get context(): CanvasRenderingContext2D {
    return this as unknown as CanvasRenderingContext2D;
  }

  beginPath(): void {
    this.path = [];
  }
  moveTo(x: number, y: number): void {
    this.path.push(`M ${Math.round(x)} ${Math.round(y)}`);
  }
  lineTo(x: number, y: number): void {
    this.path.push(`L ${Math.round(x)} ${Math.round(y)}`);
  }
  arc(x: number, y: number, radius: number): void {
    this.path.push(`O ${Math.round(x)} ${Math.round(y)} ${Math.round(radius)}`);
  }
  rect(): void {}
  roundRect(): void {}
  clip(): void {}
  setLineDash(dashes: number[]): void {
    this.dashes = dashes;
  }
  stroke(): void {
    const { strokeStyle: colour, lineWidth: width, dashes } = this;
    this.strokes.push({ path: this.path.join(" "), colour, width, dashes });
  }
  fill(): void {
    this.fills.push(this.fillStyle);
  }
  fillRect(): void {
    this.fills.push(this.fillStyle);
  }
  clearRect(): void {
    this.clears += 1;
  }
  setTransform(): void {}
  translate(x: number): void {
    this.left += x;
  }
  save(): void {
    this.saved.push(this.left);
  }
  restore(): void {
    this.left = this.saved.pop() ?? 0;
  }
  fillText(text: string, x: number, y: number): void {
    this.texts.push({ text, x: this.left + x, y, colour: this.fillStyle });
  }
  measureText(text: string): { width: number } {
    return { width: 14 * text.length };
  }
  drawImage(_: unknown, ...where: number[]): void {
    this.pictures.push(where.map(Math.round));
  }
  getImageData(): { data: Uint8ClampedArray } {
    return { data: new Uint8ClampedArray(4 * 16 * 12).fill(120) };
  }
}
