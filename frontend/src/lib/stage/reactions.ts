/** How the page tells a live event. No framework in here: `training.svelte.ts` performs the reactions. */
import type { Key } from "../i18n/index.svelte";
import type { EventOf, LiveEvent } from "../live/messages";

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
  | { kind: "blame"; rule: string } // shows the fault on the body
  | { kind: "say"; text: string }
  | { kind: "say-key"; key: Key }
  | { kind: "show-key"; key: Key } // as a caption, and aloud
  | { kind: "show"; text: string; isUrgent: boolean }; // as a caption, and aloud

/** What is done about an event: a target ends its set however late it comes, everything else is told in time or never. */
export function reactionsTo(event: LiveEvent, present: Present): Reaction[] {
  if (event.time_s < present.set_s) return [];
  if (event.kind === "target") return [{ kind: "end-set-soon" }];
  if (present.isStale || present.now_s - event.time_s > STALE_S) return [];
  switch (event.kind) {
    case "repetition":
      return repetition(event.repetition);
    case "cue":
      return [
        { kind: "blame", rule: event.rule },
        { kind: "show", text: event.text, isUrgent: true },
      ];
    case "notice":
      return [notice(event.code, event.text, present.hint)];
    case "pose-held":
      return event.is_holding
        ? [{ kind: "chime", isAccurate: true }]
        : [{ kind: "say-key", key: "hold.lost" }];
    case "correction":
      return [{ kind: "show", text: event.correction.text, isUrgent: true }];
    case "unseen":
      // What stands on the screen for as long as it lasts is only spoken.
      return present.hint === ""
        ? [{ kind: "show", text: event.text, isUrgent: false }]
        : [{ kind: "say", text: event.text }];
    case "hold-goal":
      return [
        { kind: "chime", isAccurate: true },
        { kind: "show-key", key: "hold.reached" },
      ];
    default:
      return [];
  }
}

function repetition(one: EventOf<"repetition">["repetition"]): Reaction[] {
  const [fault] = one.accurate ? [] : one.faults;
  return [
    { kind: "chime", isAccurate: one.accurate },
    ...(fault ? [{ kind: "blame", rule: fault.name } as const] : []),
    { kind: "say", text: String(one.number) },
  ];
}

/** What stands on the screen for as long as it lasts is only spoken. */
function notice(code: string, text: string, hint: string): Reaction {
  const isShown = code === "start-position" || (code === "lost" && hint !== "");
  return isShown ? { kind: "say", text } : { kind: "show", text, isUrgent: false };
}
