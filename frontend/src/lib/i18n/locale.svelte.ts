export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

export function isLanguage(name: string): name is Language {
  return name in LANGUAGES;
}

function preferred(): Language {
  const kept = localStorage.getItem("poise-language") ?? "";
  const wanted = [kept, ...navigator.languages].map((name) => name.slice(0, 2));
  return wanted.find(isLanguage) ?? "en";
}

/** In which language the page speaks, and in which time zone its times are. */
class Locale {
  language = $state<Language>(preferred());
  /** An IANA name; empty means the device's own zone, as before anybody signs in. */
  timeZone = $state("");

  /** The language as the device writes it: "en-GB" for English where the device prefers British English. */
  get tag(): string {
    return navigator.languages.find((name) => name.split("-")[0] === this.language) ?? this.language;
  }
}

export const locale = new Locale();

export function speak(language: Language): void {
  locale.language = language;
  localStorage.setItem("poise-language", language);
  document.documentElement.lang = language;
}
