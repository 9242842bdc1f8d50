import { de } from "./de";
import { en, type Key } from "./en";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const CATALOGUES: Record<Language, Record<Key, string>> = { en, de };

export function isLanguage(name: string): name is Language {
  return name in CATALOGUES;
}

function preferred(): Language {
  const kept = localStorage.getItem("poise-language") ?? "";
  const wanted = [kept, ...navigator.languages].map((name) => name.slice(0, 2));
  return wanted.find(isLanguage) ?? "en";
}

class Tongue {
  language = $state<Language>(preferred());
}

export const tongue = new Tongue();

export function speak(language: Language): void {
  tongue.language = language;
  localStorage.setItem("poise-language", language);
  document.documentElement.lang = language;
}

/** Returns a text of the catalogue with `{name}` replaced. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return CATALOGUES[tongue.language][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  );
}

/** Returns a text if the catalogue has it, else the words themselves: names that come from the studio. */
export function named(prefix: string, name: string): string {
  const key = `${prefix}.${name}`;
  return key in en ? t(key as Key) : name.replaceAll("-", " ").replaceAll("_", " ");
}

/** What a session was about: an exercise or a pose by its name, a picture by its file's name as it is. */
export function subjectOf(session: { kind: string; subject: string }): string {
  const isFile = session.kind === "comparison" && session.subject.includes(".");
  if (isFile) return session.subject;
  const name = named("exercise", session.subject);
  return name.charAt(0).toUpperCase() + name.slice(1);
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

export function shortDate(at_ms: number): string {
  return new Intl.DateTimeFormat(tongue.language, { dateStyle: "medium", timeStyle: "short" }).format(at_ms);
}

export function day(iso: string): string {
  const date = new Date(`${iso}T12:00:00`);
  return new Intl.DateTimeFormat(tongue.language, {
    weekday: "short",
    day: "numeric",
    month: "short",
  }).format(date);
}

/** Seconds as m:ss. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export type { Key };
