import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { stripped } from "../../tools/strip-lock.mjs";

describe("the lock of packages", () => {
  it("names no address and has a hash for every package", () => {
    const text = readFileSync("package-lock.json", "utf8");
    expect(text).not.toContain('"resolved"');
    expect(text).not.toMatch(/https?:\/\/[^"]*\.tgz/);
    expect(stripped(text)).toBe(text);
  });

  it("loses its addresses and nothing else", () => {
    const lock = {
      packages: {
        "": { name: "x" },
        "node_modules/a": { resolved: "https://a/a.tgz", integrity: "sha512-1" },
      },
    };
    expect(JSON.parse(stripped(JSON.stringify(lock)))).toEqual({
      packages: { "": { name: "x" }, "node_modules/a": { integrity: "sha512-1" } },
    });
  });

  it("is refused where a package has no hash", () => {
    expect(() => stripped('{"packages": {"node_modules/a": {}}}')).toThrow(/no hash/);
  });
});
