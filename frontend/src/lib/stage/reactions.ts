/** How the page tells a live event. No framework in here: `training.svelte.ts` performs the reactions. */
import type { Text } from "../i18n/index.svelte";
import type { LiveEvent } from "../live/messages";
import type { Region } from "../pose/skeleton";

const STALE_S = 3; // what happened longer ago is not spoken any more

/** The present, when an event comes. */
export interface Present {
  /** The session's time. */
  now_s: number;
  /** When the present set began. */
  set_s: number;
  /** The event happened while the connection was away. */
  isStale: boolean;
  /** What stands on the screen for as long as it lasts. */
  hint: string;
}

export type Reaction =
  | { kind: "end-set-soon" }
  | { kind: "chime"; isAccurate: boolean }
  | { kind: "blame"; parts: readonly Region[] } // shows the fault on the body
  | { kind: "say"; text: string }
  | { kind: "say-key"; key: Text }
  | { kind: "show-key"; key: Text } // as a caption, and aloud
  | { kind: "show"; text: string; isUrgent: boolean }; // as a caption, and aloud

/** What is done about an event: a target ends its set however late it comes, everything else is told in time or never. */
export function reactionsTo(
  event: LiveEvent,
  present: Present,
  tell: (event: LiveEvent, present: Present) => Reaction[],
): Reaction[] {
  if (event.time_s < present.set_s) return [];
  if (event.kind === "target") return [{ kind: "end-set-soon" }];
  if (present.isStale || present.now_s - event.time_s > STALE_S) return [];
  return tell(event, present);
}
