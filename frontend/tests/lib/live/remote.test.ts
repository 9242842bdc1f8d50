import { describe, expect, it } from "vitest";
import { type Parts } from "../../../src/lib/landmarks";
import { encodeItem, observed } from "../../../src/lib/live/batch";
import { readAnswer } from "../../../src/lib/live/remote";

function answer(time_s: number, size: [number, number], parts: Parts): ArrayBuffer {
  const item = encodeItem(observed(time_s, parts));
  const bytes = new Uint8Array(4 + item.length);
  new DataView(bytes.buffer).setUint16(0, size[0], true);
  new DataView(bytes.buffer).setUint16(2, size[1], true);
  bytes.set(item, 4);
  return bytes.buffer;
}

describe("an answer of the studio that looks", () => {
  it("holds the parts that were seen in a frame", () => {
    const body = Float32Array.from({ length: 33 * 8 }, (_, i) => i);
    expect(readAnswer(answer(1.5, [480, 640], { body }))).toEqual({
      time_ms: 1500,
      size: [480, 640],
      parts: { body },
    });
  });

  it("holds nothing where nobody was", () => {
    expect(readAnswer(answer(0, [640, 480], {}))).toEqual({ time_ms: 0, size: [640, 480], parts: {} });
  });
});
