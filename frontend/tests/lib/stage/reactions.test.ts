import { describe, expect, it } from "vitest";
import { FEATURES } from "../../../src/features";
import { type Present, type Reaction, reactionsTo } from "../../../src/lib/stage/reactions";
import type { LiveEvent } from "../../../src/lib/live/messages";

const ACTIVITIES = FEATURES.flatMap((one) => one.activities ?? []);
/** A training tells its sets as the coach does. */
const OWN = ACTIVITIES.filter((one) => one.kind !== "training");
/** What all others do about an event together: each does something about its own alone. */
const tell = (event: LiveEvent, present: Present) => OWN.flatMap((one) => one.reactions(event, present));

const NOW: Present = { now_s: 20, set_s: 5, isStale: false, hint: "" };

function event(change: object): LiveEvent {
  return { time_s: 19, ...change } as LiveEvent;
}
function repetition(accurate: boolean, ...faults: string[]): LiveEvent {
  const found = faults.map((name) => ({ name, time_s: 19, cue: name, severity: "major", parts: ["thighs"] }));
  return event({ kind: "repetition", repetition: { number: 4, accurate, faults: found } });
}
const cue = event({ kind: "cue", rule: "depth", text: "Go a little deeper", parts: ["thighs", "shanks"] });
const target = event({ kind: "target", target: "accurate" });
const notice = (code: string) => event({ kind: "notice", code, text: "I cannot see you" });

const held = (is_holding: boolean) =>
  event({ kind: "pose-held", is_holding, began_s: 18, hold_s: 1, mirrored: false });
const correction = event({ kind: "correction", correction: { limb: "left_forearm", text: "Raise it" } });
const unseen = event({ kind: "unseen", unseen: "legs", text: "Step back" });
const goal = event({ kind: "hold-goal", seconds: 30 });

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
      { kind: "blame", parts: ["thighs"] },
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
  ["a pose that is taken is chimed", held(true), {}, [{ kind: "chime", isAccurate: true }]],
  ["a pose that is lost is said", held(false), {}, [{ kind: "say-key", key: "hold.lost" }]],
  [
    "a correction is shown and spoken at once",
    correction,
    {},
    [{ kind: "show", text: "Raise it", isUrgent: true }],
  ],
  ["what is not seen is shown", unseen, {}, [{ kind: "show", text: "Step back", isUrgent: false }]],
  [
    "what is not seen is only spoken where the screen says so already",
    unseen,
    { hint: "feet" },
    [{ kind: "say", text: "Step back" }],
  ],
  [
    "a goal is chimed and shown",
    goal,
    {},
    [
      { kind: "chime", isAccurate: true },
      { kind: "show-key", key: "hold.reached" },
    ],
  ],
  ["a correction of long ago is not said", correction, { now_s: 30 }, []],
  [
    "a cue is shown and spoken at once",
    cue,
    {},
    [
      { kind: "blame", parts: ["thighs", "shanks"] },
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
      { kind: "blame", parts: ["thighs", "shanks"] },
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
    expect(reactionsTo(happened, { ...NOW, ...change }, tell)).toEqual(reactions);
  });

  it.each([repetition(true), cue, notice("lost")])(
    "of a training is told as the coach tells it",
    (happened) => {
      const [coaching, training] = ["coaching", "training"].map((kind) =>
        ACTIVITIES.find((one) => one.kind === kind)?.reactions(happened, NOW),
      );
      expect(training).toEqual(coaching);
      expect(training).not.toEqual([]);
    },
  );
});
