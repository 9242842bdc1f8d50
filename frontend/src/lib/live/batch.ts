/** The bytes of docs/live-protocol.md: items and batches of them, little endian. */
export const VERSION = 1;
export const MAX_ITEMS = 64;
export const VALUES = 33 * 8;

const BATCH_HEAD = 8;
const ITEM_HEAD = 12;

export const MARKS = { setEnds: 1, setBegins: 2, pause: 3, goOn: 4 } as const;
export type Mark = keyof typeof MARKS;

/** One picture's landmarks (33 times x, y, z px, x, y, z m, visibility, presence), nobody, or a mark. */
export type Item =
  | { kind: "nobody"; time_s: number }
  | { kind: "landmarks"; time_s: number; values: Float32Array }
  | { kind: "mark"; time_s: number; mark: Mark };

export function encodeItem(item: Item): Uint8Array<ArrayBuffer> {
  const values = item.kind === "landmarks" ? item.values : new Float32Array(0);
  if (values.length !== 0 && values.length !== VALUES) throw new RangeError(`not ${VALUES} values`);
  const bytes = new Uint8Array(ITEM_HEAD + 4 * values.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, { nobody: 0, landmarks: 1, mark: 2 }[item.kind]);
  view.setUint8(1, item.kind === "mark" ? MARKS[item.mark] : 0);
  view.setUint16(2, values.length / 8, true);
  view.setFloat64(4, item.time_s, true);
  values.forEach((value, index) => view.setFloat32(ITEM_HEAD + 4 * index, value, true));
  return bytes;
}

export function encodeBatch(first: number, items: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  if (items.length < 1 || items.length > MAX_ITEMS) throw new RangeError(`not 1 to ${MAX_ITEMS} items`);
  const size = items.reduce((sum, item) => sum + item.length, BATCH_HEAD);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint8(1, 1);
  view.setUint16(2, items.length, true);
  view.setUint32(4, first, true);
  let at = BATCH_HEAD;
  for (const item of items) {
    bytes.set(item, at);
    at += item.length;
  }
  return bytes;
}

export function decodeBatch(bytes: Uint8Array): { first: number; items: Item[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const items: Item[] = [];
  let at = BATCH_HEAD;
  while (at < bytes.length) {
    const item = decodeItem(view, at);
    items.push(item);
    at += ITEM_HEAD + (item.kind === "landmarks" ? 4 * VALUES : 0);
  }
  if (view.getUint8(0) !== VERSION || view.getUint16(2, true) !== items.length)
    throw new RangeError("damaged");
  return { first: view.getUint32(4, true), items };
}

function decodeItem(view: DataView, at: number): Item {
  const time_s = view.getFloat64(at + 4, true);
  const kind = view.getUint8(at);
  if (kind === 0) return { kind: "nobody", time_s };
  if (kind === 1) {
    const values = Float32Array.from({ length: VALUES }, (_, i) =>
      view.getFloat32(at + ITEM_HEAD + 4 * i, true),
    );
    return { kind: "landmarks", time_s, values };
  }
  const mark = (Object.keys(MARKS) as Mark[]).find((name) => MARKS[name] === view.getUint8(at + 1));
  if (kind !== 2 || !mark) throw new RangeError("damaged");
  return { kind: "mark", time_s, mark };
}
