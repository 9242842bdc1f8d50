import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

const SOURCE = join(import.meta.dirname, "../../src");
const IMPORT = /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;

/** Every import of one file of the page by another, both as paths within `src`. */
function allImports(): { file: string; imported: string }[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => /\.(ts|svelte)$/.test(file))
    .flatMap((file) =>
      [...readFileSync(join(SOURCE, file), "utf8").matchAll(IMPORT)].map((match) => ({
        file,
        imported: normalize(join(dirname(file), match[1] ?? "")),
      })),
    );
}

const IMPORTS = allImports();

/** The name of the feature that a file belongs to; "" for the files of none. */
function featureOf(path: string): string {
  return /^features\/([^/.]+)(\/|$)/.exec(path)?.[1] ?? "";
}

function breaches(isBreach: (one: { file: string; imported: string }) => boolean): string[] {
  return IMPORTS.filter(isBreach).map(({ file, imported }) => `${file} imports ${imported}`);
}

describe("the layers of the page", () => {
  it("are read from the files", () => {
    expect(IMPORTS.length).toBeGreaterThan(200);
    expect(IMPORTS).toContainEqual({ file: "features/home/Home.svelte", imported: "features/history" });
  });

  it("let a feature know another one by its index alone", () => {
    const isInside = (imported: string) => !/^features\/[^/]+$/.test(imported);
    const found = breaches(({ file, imported }) => {
      const other = featureOf(imported);
      return other !== "" && other !== featureOf(file) && isInside(imported);
    });
    expect(found).toEqual([]);
  });

  it("let no feature know the list of all features", () => {
    const found = breaches(({ file, imported }) => featureOf(file) !== "" && imported === "features");
    expect(found).toEqual([]);
  });

  it("keep components free of features", () => {
    const isAbove = (imported: string) => imported.startsWith("features");
    expect(breaches(({ file, imported }) => file.startsWith("components/") && isAbove(imported))).toEqual([]);
  });

  it("keep lib free of components and features", () => {
    // Modules with runes end in ".svelte", too; components begin with a capital letter.
    const isAbove = (imported: string) => /^(components|features)\b|\/[A-Z]\w*\.svelte$/.test(imported);
    const found = breaches(({ file, imported }) => file.startsWith("lib/") && isAbove(imported));
    expect(found).toEqual([]);
  });
});
