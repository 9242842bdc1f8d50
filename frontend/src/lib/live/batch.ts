/** The bytes of docs/live-protocol.md: items and batches of them, little endian. */
import {
  countPoints,
  type Part,
  PARTS,
  type Parts,
  POINT_COUNTS,
  readRows,
  ROW_BYTES,
  type Rows,
  writeRows,
} from "../landmarks";

export const VERSION = 2;
export const MAX_ITEMS = 64;
/** Half of what the studio takes in one message, but for a single item that is larger. */
export const MAX_BATCH_BYTES = 128 * 1024;

const BATCH_HEAD = 8;
const ITEM_HEAD = 12;
const PART_HEAD = 4;
const KINDS = { nobody: 0, body: 1, mark: 2, observation: 4 } as const;
const PART_CODES: Readonly<Record<Part, number>> = { body: 0, left_hand: 1, right_hand: 2, face: 3 };

export const MARKS = {
  setEnds: 1,
  setBegins: 2,
  pause: 3,
  goOn: 4,
  skip: 5,
  repeat: 6,
  finish: 7,
  moreRest: 8,
} as const;
export type Mark = keyof typeof MARKS;

/** What was seen in one frame, a frame with nobody in it, or a mark. */
export type Item =
  | { kind: "nobody"; time_s: number }
  | { kind: "observation"; time_s: number; parts: Parts }
  | { kind: "mark"; time_s: number; mark: Mark };

/** The item that says which parts of a person were seen. */
export function observed(time_s: number, parts: Parts): Item {
  const isNobody = PARTS.every((part) => !parts[part]);
  return isNobody ? { kind: "nobody", time_s } : { kind: "observation", time_s, parts };
}

export function encodeItem(item: Item): Uint8Array<ArrayBuffer> {
  const found = item.kind === "observation" ? partsIn(item.parts) : [];
  const size = found.reduce((sum, [, rows]) => sum + PART_HEAD + rows.byteLength, ITEM_HEAD);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, KINDS[item.kind]);
  view.setUint8(1, item.kind === "mark" ? MARKS[item.mark] : found.length);
  view.setFloat64(4, item.time_s, true);
  let at = ITEM_HEAD;
  for (const [part, rows] of found) at = writePart(view, at, part, rows);
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

/** The first of these items that fit into one message, at least one. */
export function fitBatch(items: readonly Uint8Array[]): readonly Uint8Array[] {
  let size = BATCH_HEAD;
  const end = items.slice(0, MAX_ITEMS).findIndex((item, index) => {
    size += item.length;
    return index > 0 && size > MAX_BATCH_BYTES;
  });
  return items.slice(0, end < 0 ? MAX_ITEMS : end);
}

export function decodeBatch(bytes: Uint8Array): { first: number; items: Item[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const items: Item[] = [];
  let at = BATCH_HEAD;
  while (at < bytes.length) {
    const read = readItem(view, at);
    items.push(read.item);
    at = read.end;
  }
  if (![1, VERSION].includes(view.getUint8(0)) || view.getUint16(2, true) !== items.length)
    throw new RangeError("damaged");
  return { first: view.getUint32(4, true), items };
}

/** Reads the item that begins at byte `at`, and says where it ends; throws a RangeError where it is damaged. */
export function readItem(view: DataView, at: number): { item: Item; end: number } {
  const [kind, code, points] = [view.getUint8(at), view.getUint8(at + 1), view.getUint16(at + 2, true)];
  const time_s = view.getFloat64(at + 4, true);
  const body = at + ITEM_HEAD;
  if (!Number.isFinite(time_s)) throw new RangeError("damaged");
  if (kind === KINDS.nobody) return { item: { kind: "nobody", time_s }, end: body };
  if (kind === KINDS.mark) return { item: { kind: "mark", time_s, mark: markOf(code) }, end: body };
  if (kind === KINDS.observation) {
    const { parts, end } = readParts(view, body, code);
    return { item: { kind: "observation", time_s, parts }, end };
  }
  // How pages of version 1 wrote a body.
  if (kind !== KINDS.body || points !== POINT_COUNTS.body) throw new RangeError("damaged");
  const parts = { body: readRows(view, body, points) };
  return { item: { kind: "observation", time_s, parts }, end: body + ROW_BYTES * points };
}

/** The time of an item that was encoded, in seconds. */
export function timeOf(item: Uint8Array): number {
  return new DataView(item.buffer, item.byteOffset).getFloat64(4, true);
}

function partsIn(parts: Parts): [Part, Rows][] {
  return PARTS.flatMap((part): [Part, Rows][] => {
    const rows = parts[part];
    if (rows && countPoints(rows) !== POINT_COUNTS[part])
      throw new RangeError(`not ${POINT_COUNTS[part]} points`);
    return rows ? [[part, rows]] : [];
  });
}

function writePart(view: DataView, at: number, part: Part, rows: Rows): number {
  view.setUint8(at, PART_CODES[part]);
  view.setUint16(at + 2, POINT_COUNTS[part], true);
  writeRows(view, at + PART_HEAD, rows);
  return at + PART_HEAD + rows.byteLength;
}

function readParts(view: DataView, start: number, count: number): { parts: Parts; end: number } {
  const parts: Partial<Record<Part, Rows>> = {};
  let at = start;
  for (let i = 0; i < count; i++) {
    const code = view.getUint8(at);
    const part = PARTS.find((name) => PART_CODES[name] === code);
    if (!part || parts[part] || view.getUint16(at + 2, true) !== POINT_COUNTS[part])
      throw new RangeError("damaged");
    parts[part] = readRows(view, at + PART_HEAD, POINT_COUNTS[part]);
    at += PART_HEAD + ROW_BYTES * POINT_COUNTS[part];
  }
  if (count === 0) throw new RangeError("damaged");
  return { parts, end: at };
}

function markOf(code: number): Mark {
  const mark = (Object.keys(MARKS) as Mark[]).find((name) => MARKS[name] === code);
  if (!mark) throw new RangeError("damaged");
  return mark;
}
