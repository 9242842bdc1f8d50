/** How the coach shows and sounds, as a person chose it; kept in this browser. */

export type Sound = "tones" | "clicks" | "none";
export const SOUNDS: readonly Sound[] = ["tones", "clicks", "none"];

export interface ScreenOptions {
  /** The sound of a repetition. */
  sound: Sound;
  /** The whole screen lights up with each repetition. */
  hasFlash: boolean;
  /** Where the count stands. */
  isCountBelow: boolean;
  /** The figure that shows the exercise stays in a corner. */
  hasFigure: boolean;
}

const KEY = "poise-screen";
const USUAL: ScreenOptions = { sound: "tones", hasFlash: false, isCountBelow: false, hasFigure: true };

/** What was kept, with the usual in the place of what is missing or damaged. */
export function readScreenOptions(kept: string | null): ScreenOptions {
  let found: Partial<ScreenOptions> = {};
  try {
    found = (JSON.parse(kept ?? "{}") ?? {}) as Partial<ScreenOptions>;
  } catch {
    // another version's, or somebody's hand: the usual holds
  }
  const flag = (name: "hasFlash" | "isCountBelow" | "hasFigure") =>
    typeof found[name] === "boolean" ? found[name] : USUAL[name];
  return {
    sound: SOUNDS.find((one) => one === found.sound) ?? USUAL.sound,
    hasFlash: flag("hasFlash"),
    isCountBelow: flag("isCountBelow"),
    hasFigure: flag("hasFigure"),
  };
}

class Screen {
  options = $state<ScreenOptions>(readScreenOptions(storage()?.getItem(KEY) ?? null));

  /** Keeps what was chosen; a browser that keeps nothing forgets it with the page. */
  keep(): void {
    try {
      storage()?.setItem(KEY, JSON.stringify(this.options));
    } catch {
      // no room, or not allowed
    }
  }
}

function storage(): Storage | null {
  return typeof localStorage === "undefined" ? null : localStorage;
}

export const screen = new Screen();
