import { describe, expect, it } from "vitest";
import { type Present, type Reaction, reactionsTo } from "../../../src/features/coach/reactions";
import type { LiveEvent } from "../../../src/lib/live/messages";

const NOW: Present = { now_s: 20, set_s: 5, isStale: false, hint: "" };

function event(change: object): LiveEvent {
  return { time_s: 19, ...change } as LiveEvent;
}
function repetition(accurate: boolean, ...faults: string[]): LiveEvent {
  const found = faults.map((name) => ({ name, time_s: 19, cue: name, severity: "major" }));
  return event({ kind: "repetition", repetition: { number: 4, accurate, faults: found } });
}
const cue = event({ kind: "cue", rule: "depth", text: "Go a little deeper" });
const target = event({ kind: "target", target: "accurate" });
const notice = (code: string) => event({ kind: "notice", code, text: "I cannot see you" });

const CASES: [string, LiveEvent, Partial<Present>, Reaction[]][] = [
  [
    "an accurate repetition is chimed and counted aloud",
    repetition(true),
    {},
    [
      { kind: "chime", isAccurate: true },
      { kind: "say", text: "4" },
    ],
  ],
  [
    "an inaccurate one shows its first fault on the body",
    repetition(false, "depth", "knees"),
    {},
    [
      { kind: "chime", isAccurate: false },
      { kind: "blame", rule: "depth" },
      { kind: "say", text: "4" },
    ],
  ],
  [
    "a fault that leaves it accurate is not blamed",
    repetition(true, "tempo"),
    {},
    [
      { kind: "chime", isAccurate: true },
      { kind: "say", text: "4" },
    ],
  ],
  [
    "a cue is shown and spoken at once",
    cue,
    {},
    [
      { kind: "blame", rule: "depth" },
      { kind: "show", text: "Go a little deeper", isUrgent: true },
    ],
  ],
  ["a notice is shown", notice("lost"), {}, [{ kind: "show", text: "I cannot see you", isUrgent: false }]],
  [
    "a notice of what stands on the screen is only spoken",
    notice("lost"),
    { hint: "nobody" },
    [{ kind: "say", text: "I cannot see you" }],
  ],
  [
    "the start position stands on the screen",
    notice("start-position"),
    {},
    [{ kind: "say", text: "I cannot see you" }],
  ],
  ["a target ends the set", target, {}, [{ kind: "end-set-soon" }]],
  [
    "a target that comes late ends it all the same",
    target,
    { isStale: true, now_s: 90 },
    [{ kind: "end-set-soon" }],
  ],
  ["a target of the set before ends nothing", target, { set_s: 19.5 }, []],
  ["a repetition of the set before is history", repetition(true), { set_s: 19.5 }, []],
  ["a cue from before the connection was lost is history", cue, { isStale: true }, []],
  ["a cue after three seconds is history", cue, { now_s: 22.1 }, []],
  [
    "a cue after nearly three seconds is told",
    cue,
    { now_s: 21.9 },
    [
      { kind: "blame", rule: "depth" },
      { kind: "show", text: "Go a little deeper", isUrgent: true },
    ],
  ],
  [
    "the end of a set needs no word",
    event({ name: "set", set: 1, attempted: 3, accurate: 2, hold_s: 0 }),
    {},
    [],
  ],
];

describe("a live event", () => {
  it.each(CASES)("%s", (_, happened, change, reactions) => {
    expect(reactionsTo(happened, { ...NOW, ...change })).toEqual(reactions);
  });
});
