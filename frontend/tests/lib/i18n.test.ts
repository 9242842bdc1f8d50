import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { de } from "../../src/lib/i18n/de";
import { en, type Key } from "../../src/lib/i18n/en";
import { browserOf, clock, named, speak, t } from "../../src/lib/i18n/index.svelte";

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const keys = Object.keys(en) as Key[];

describe("the catalogues", () => {
  it("have the same keys", () => {
    expect(Object.keys(de).sort()).toEqual([...keys].sort());
  });

  it.each(keys)("say %s in both languages, with the same values", (key) => {
    expect(de[key].trim()).not.toBe("");
    expect(holes(de[key])).toEqual(holes(en[key]));
  });

  it("hold no text that no page uses", () => {
    const source = readdirSync("src", { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(ts|svelte)$/.test(path) && !/i18n\/(en|de)\.ts$/.test(path))
      .map((path) => readFileSync(`src/${path}`, "utf8"))
      .join("\n");
    const dynamic = [...source.matchAll(/`([a-z.-]+)\.\$\{/g)].map((match) => `${match[1]}.`);
    const named = [...source.matchAll(/named\(\s*"([a-z.-]+)"/g)].map((match) => `${match[1]}.`);
    const isUsed = (key: string) =>
      source.includes(`"${key}"`) || [...dynamic, ...named].some((start) => key.startsWith(start));
    expect(keys.filter((key) => !isUsed(key))).toEqual([]);
  });
});

describe("a text", () => {
  it("is told in the language that was chosen, with its values", () => {
    speak("de");
    expect(t("summary.headline", { accurate: 8, attempted: 10 })).toBe("8 von 10 genau");
    speak("en");
    expect(t("summary.headline", { accurate: 8, attempted: 10 })).toBe("8 of 10 accurate");
  });

  it("falls back to the words of a name that it does not know", () => {
    expect(named("role", "some-body")).toBe("some body");
  });

  it.each([
    [0, "0:00"],
    [59.9, "0:59"],
    [61, "1:01"],
    [-3, "0:00"],
  ])("%f s are %s", (seconds, text) => {
    expect(clock(seconds)).toBe(text);
  });
});

describe("a browser", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/158.0.0.0 Safari/537.36", "Chrome, Linux"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari, iOS"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox, Windows"],
    ["curl/8.0", "curl/8.0"],
    ["", "–"],
  ])("that says %s is %s", (agent, name) => {
    expect(browserOf(agent)).toBe(name);
  });
});
