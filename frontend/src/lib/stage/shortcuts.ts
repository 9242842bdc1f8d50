/** The keys of the stage. */
import { isInSet, type Phase } from "./machine";

export type Shortcut =
  "begin" | "toggle-pause" | "end-set" | "one-more" | "one-less" | "full-screen" | "toggle-voice";

/** What a key does in a phase, or null where it does nothing. */
export function shortcutOf(key: string, phase: Phase): Shortcut | null {
  switch (key) {
    case " ":
      return isInSet(phase) ? "toggle-pause" : "begin";
    case "Enter":
      return isInSet(phase) ? "end-set" : "begin";
    case "+":
      return "one-more";
    case "-":
      return "one-less";
    case "f":
      return "full-screen";
    case "m":
      return "toggle-voice";
    default:
      return null;
  }
}
