import type { Exercise } from "../api/types";
import type { Key } from "../i18n/index.svelte";

/** Some exercises under one heading. */
export interface Section {
  heading: Key;
  exercises: Exercise[];
}

export type Group = Exercise["group"];

const MAX_RECENT = 4;
const HEADINGS: Record<Group, Key> = {
  own: "choose.group.own",
  legs: "choose.group.legs",
  push: "choose.group.push",
  pull: "choose.group.pull",
  core: "choose.group.core",
  balance: "choose.group.balance",
  mobility: "choose.group.mobility",
};

/**
 * Returns exercises under headings: favourites, then those that were done lately (newest first), then the groups.
 * Each exercise stands once, headings without exercises are left out, and the given order is kept inside a heading.
 */
export function arrange(
  exercises: readonly Exercise[],
  favourites: ReadonlySet<string>,
  recent: readonly string[],
): Section[] {
  const marked = exercises.filter((one) => favourites.has(one.identifier));
  const lately = [...new Set(recent)]
    .filter((name) => !favourites.has(name))
    .flatMap((name) => exercises.find((one) => one.identifier === name) ?? [])
    .slice(0, MAX_RECENT);
  const placed = new Set([...marked, ...lately]);
  const groups = (Object.keys(HEADINGS) as Group[]).map((group) => ({
    heading: HEADINGS[group],
    exercises: exercises.filter((one) => one.group === group && !placed.has(one)),
  }));
  const sections: Section[] = [
    { heading: "choose.favourites", exercises: marked },
    { heading: "choose.recent", exercises: lately },
    ...groups,
  ];
  return sections.filter((section) => section.exercises.length > 0);
}
