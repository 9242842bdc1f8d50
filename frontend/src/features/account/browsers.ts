import type { SignIn } from "../../lib/api/types";
import { browserOf } from "../../lib/i18n/index.svelte";

/** Sign-ins that look alike to a person, as one entry of a list. */
export interface KnownBrowser {
  title: string;
  isThis: boolean;
  seen_ms: number;
  identifiers: string[];
}

/** This browser first, then the others: those that call themselves the same are one entry, the latest seen first. */
export function groupByBrowser(signIns: readonly SignIn[]): KnownBrowser[] {
  const found = new Map<string, KnownBrowser>();
  for (const one of signIns) {
    const title = browserOf(one.user_agent);
    const key = one.is_this ? "" : title;
    const known = found.get(key) ?? { title, isThis: one.is_this, seen_ms: 0, identifiers: [] };
    known.seen_ms = Math.max(known.seen_ms, one.seen_ms);
    known.identifiers.push(one.identifier);
    found.set(key, known);
  }
  return [...found.values()].sort((a, b) => Number(b.isThis) - Number(a.isThis) || b.seen_ms - a.seen_ms);
}
