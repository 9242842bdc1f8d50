/** What the page has to know of an activity to let somebody do it: one entry in the feature that shows it. */
import { getContext, setContext } from "svelte";
import type { Part } from "../landmarks";
import type { LiveEvent, LiveState, Plan } from "../live/messages";
import type { Present, Reaction } from "./reactions";

export interface ActivityKind {
  /** The kind of its plans, states and sessions. */
  kind: string;
  /** What is estimated for it; the studio names the same parts in its description. */
  parts: readonly Part[];
  /** What a plan is about, such as an exercise or a pose. */
  subject(plan: Plan): string;
  /** The name of such a subject in the person's language. */
  title(subject: string): Promise<string>;
  /** The page on which one does it. */
  path(subject: string): string;
  /** Whether what is seen of the body is judged in this state. */
  isArmed(state: LiveState): boolean;
  /** The limbs that are off in this state; null where faults are shown for a moment. */
  offLimbs(state: LiveState): readonly string[] | null;
  /** How one of its events is told, in time. */
  reactions(event: LiveEvent, present: Present): Reaction[];
}

const ACTIVITIES = Symbol("activities");

/** Lets the components below know what can be done live; called once, by the frame of the page. */
export function provideActivities(kinds: readonly ActivityKind[]): void {
  setContext(ACTIVITIES, kinds);
}

/** All activities; called while a component is made. */
export function knownActivities(): readonly ActivityKind[] {
  return getContext<readonly ActivityKind[] | undefined>(ACTIVITIES) ?? [];
}
