/** The keys of the stage: a keyboard's, and those that a Bluetooth clicker sends. */
import { isInSet, type Phase } from "./machine";

export type Shortcut =
  | "begin"
  | "toggle-pause"
  | "end-set"
  | "one-more"
  | "one-less"
  | "full-screen"
  | "toggle-voice"
  | GuidedShortcut;

/** What only a training that the studio leads through knows. */
export type GuidedShortcut = "next" | "repeat" | "more-rest" | "help";

/** What a key does in a phase, or null where it does nothing. */
export function shortcutOf(key: string, phase: Phase, isGuided = false): Shortcut | null {
  return (isGuided ? guided(key) : null) ?? usual(key, phase);
}

function guided(key: string): Shortcut | null {
  switch (key) {
    case "PageDown":
    case "ArrowRight":
    case "n":
      return "next";
    case "r":
      return "repeat";
    case "+":
      return "more-rest";
    case "h":
    case "?":
      return "help";
    default:
      return null;
  }
}

function usual(key: string, phase: Phase): Shortcut | null {
  switch (key) {
    case " ":
      return isInSet(phase) ? "toggle-pause" : "begin";
    case "PageUp":
    case "ArrowLeft":
      return isInSet(phase) ? "toggle-pause" : null;
    case "Enter":
    case "PageDown":
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

/** Whether somebody writes into a field, where keys are letters and no shortcuts. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement
  );
}
