import { de } from "./de";
import { en, type Key } from "./en";
import { type Language, locale } from "./locale.svelte";

export * from "./format";
export { isLanguage, LANGUAGES, type Language, locale as tongue, speak } from "./locale.svelte";

const CATALOGUES: Record<Language, Record<Key, string>> = { en, de };

/** A text of the catalogue by its key, or one that a feature brings along. */
export type Text = Key | Readonly<Record<Language, string>>;

/** Returns a text with `{name}` replaced. */
export function t(text: Text, values: Record<string, string | number> = {}): string {
  const words = typeof text === "string" ? CATALOGUES[locale.language][text] : text[locale.language];
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Returns a text if the catalogue has it, else the words themselves: names that come from the studio. */
export function named(prefix: string, name: string): string {
  const key = `${prefix}.${name}`;
  return key in en ? t(key as Key) : name.replaceAll("-", " ").replaceAll("_", " ");
}

/** "Chrome, Linux" of what a browser says of itself; what is not known stays as it is. */
export function browserOf(agent: string): string {
  const browsers: [RegExp, string][] = [
    [/Edg\//, "Edge"],
    [/OPR\//, "Opera"],
    [/Firefox\//, "Firefox"],
    [/(Headless)?Chrome\//, "Chrome"],
    [/Safari\//, "Safari"],
  ];
  const systems: [RegExp, string][] = [
    [/Android/, "Android"],
    [/iPhone|iPad/, "iOS"],
    [/Windows/, "Windows"],
    [/Mac OS X/, "macOS"],
    [/Linux/, "Linux"],
  ];
  const found = [browsers, systems].map((list) => list.find(([pattern]) => pattern.test(agent))?.[1]);
  return found.filter(Boolean).join(", ") || agent || "–";
}

export type { Key };
