import { describe, expect, it } from "vitest";
import { drawable, numbers } from "../../../src/features/compare/bodies";

describe("bodies of a comparison", () => {
  it("shows nothing of a point that is unknown", () => {
    const body = { image: [1, null], world: [null, 2, 3], visibility: [null, 0.9], image_size: [4, 3] };
    expect(drawable(body as Parameters<typeof drawable>[0])).toEqual({
      ...body,
      visibility: [0, 0.9],
      world: [0, 2, 3],
    });
    expect(numbers(body.world)).toEqual([0, 2, 3]);
  });
  it("has nobody where nobody was compared", () => {
    expect([drawable(null), drawable(undefined)]).toEqual([null, null]);
  });
});
