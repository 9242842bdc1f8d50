import { describe, expect, it } from "vitest";
import { readAnswer } from "../../../src/lib/live/remote";

function answer(time_s: number, size: [number, number], values: number[]): ArrayBuffer {
  const bytes = new ArrayBuffer(12 + 4 * values.length);
  const view = new DataView(bytes);
  view.setFloat64(0, time_s, true);
  view.setUint16(8, size[0], true);
  view.setUint16(10, size[1], true);
  values.forEach((value, index) => view.setFloat32(12 + 4 * index, value, true));
  return bytes;
}

describe("an answer of the studio that looks", () => {
  it("holds the landmarks of a picture", () => {
    const seen = readAnswer(
      answer(
        1.5,
        [480, 640],
        Array.from({ length: 33 * 8 }, (_, i) => i),
      ),
    );
    expect(seen.time_ms).toBe(1500);
    expect(seen.size).toEqual([480, 640]);
    expect(seen.values).toHaveLength(264);
    expect(seen.values?.[263]).toBe(263);
  });

  it("holds nothing where nobody was", () => {
    expect(readAnswer(answer(0, [640, 480], []))).toEqual({ time_ms: 0, size: [640, 480], values: null });
  });
});
