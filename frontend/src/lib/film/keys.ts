/** The keys of the player. They hold only while the focus is inside of it. */

export type Action =
  | { kind: "toggle" }
  | { kind: "move"; by_s: number }
  | { kind: "step"; direction: 1 | -1 }
  | { kind: "loop" };

const ACTIONS: Readonly<Record<string, Action>> = {
  " ": { kind: "toggle" },
  ArrowLeft: { kind: "move", by_s: -1 },
  ArrowRight: { kind: "move", by_s: 1 },
  ",": { kind: "step", direction: -1 },
  ".": { kind: "step", direction: 1 },
  l: { kind: "loop" },
  L: { kind: "loop" },
};

// What these elements do by themselves with some keys stays theirs.
const OWN_KEYS: readonly [selector: string, keys: RegExp][] = [
  ["input[type=range], [role=listbox], [role=slider]", /^(Arrow.*|Home|End|Page.*)$/],
  ["button, a, summary, [role=listbox]", /^( |Enter)$/],
  ["select, textarea, input:not([type=range], [type=checkbox])", /./],
  ["input[type=checkbox]", /^ $/],
];

/** What a key does; null where it is none of the player's, or belongs to the element that has the focus. */
export function actionOf(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">,
  target: Element,
): Action | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (OWN_KEYS.some(([selector, keys]) => target.matches(selector) && keys.test(event.key))) return null;
  return ACTIONS[event.key] ?? null;
}
