import { describe, expect, it } from "vitest";
import facing from "../../../../tests/analysis/measuring/facing.json";
import { checks, type Joint, type Scene, troubleOf, view } from "../../../src/lib/live/check";
import { indexOf, type Keypoint, POINTS } from "../../../src/lib/pose/skeleton";

const STAND: Partial<Record<Joint | "nose", number>> = {
  nose: 0.05,
  shoulder: 0.2,
  elbow: 0.36,
  wrist: 0.55,
  hip: 0.5,
  knee: 0.73,
  ankle: 0.96,
  foot_index: 1,
};

interface Body {
  /** Where head and feet lie in the frame, in pixels. */
  head: [number, number];
  feet: [number, number];
  yaw_deg?: number;
  raised?: boolean;
}

/** A stretched body from its head to its feet: upright, lying, or hanging with its hands above the head. */
function body({ head, feet, yaw_deg = 0, raised = false }: Body): Float32Array {
  const values = new Float32Array(POINTS * 8);
  const at = (share: number) => head.map((start, axis) => start + share * ((feet[axis] ?? 0) - start));
  for (let i = 0; i < POINTS; i++) values.set([...at(0.3), 0, 0, 0, 0, 0.9, 0.9], 8 * i);
  for (const [name, share] of Object.entries(STAND)) {
    const along = raised && name === "wrist" ? -0.15 : share;
    const names = name === "nose" ? ["nose"] : [`left_${name}`, `right_${name}`];
    for (const one of names) values.set(at(along), 8 * indexOf(one as Keypoint));
  }
  const yaw = (yaw_deg * Math.PI) / 180;
  for (const [joint, half_m] of [
    ["shoulder", 0.2],
    ["hip", 0.12],
  ] as const)
    for (const [side, sign] of [
      ["left", 1],
      ["right", -1],
    ] as const) {
      values[8 * indexOf(`${side}_${joint}`) + 3] = sign * half_m * Math.cos(yaw);
      values[8 * indexOf(`${side}_${joint}`) + 5] = sign * half_m * Math.sin(yaw);
    }
  return values;
}

function hidden(values: Float32Array, ...names: Keypoint[]): Float32Array {
  for (const name of names) values[8 * indexOf(name) + 6] = 0.1;
  return values;
}

const SQUAT: Joint[] = ["shoulder", "hip", "knee", "ankle"];
const CURL: Joint[] = ["shoulder", "elbow", "wrist", "hip"];
const PUSH_UP: Joint[] = ["shoulder", "elbow", "wrist", "hip", "ankle"];
const standing = (top: number, bottom: number, yaw_deg = 0) =>
  body({ head: [320, top], feet: [320, bottom], yaw_deg });
const lying = (from: number, to: number) => body({ head: [from, 300], feet: [to, 380], yaw_deg: 85 });

const GOOD: Scene = {
  values: standing(60, 430),
  size: [640, 480],
  brightness: 120,
  rate_hz: 30,
  needs: { views: ["front", "side"], joints: SQUAT },
};
const needing = (joints: Joint[], views: string[] = []) => ({ needs: { joints, views } });

const CASES: [string, Partial<Scene>, string[]][] = [
  ["a person well in view is told nothing", {}, []],
  ["nobody is asked to come", { values: null }, ["nobody"]],
  ["a dark room outranks that nobody is seen", { values: null, brightness: 20 }, ["dark", "nobody"]],
  ["feet below the frame are named", { values: standing(60, 520) }, ["feet"]],
  ["a small person is asked to come closer", { values: standing(200, 400) }, ["closer"]],
  ["a head above the frame is no reason where the head is not needed", { values: standing(-10, 400) }, []],
  ["a dark room is named", { brightness: 20 }, ["dark"]],
  ["unknown brightness is no reproach", { brightness: NaN }, []],
  ["slow frames are named", { rate_hz: 6 }, ["slow"]],
  ["the wrong side is named", needing(SQUAT, ["side"]), ["turn-side"]],
  ["an exercise for any view asks for none", needing(SQUAT), []],
  ["a curl does not ask for feet", { values: standing(60, 800), ...needing(CURL) }, []],
  ["a curl asks for hands", { values: standing(150, 760), ...needing(CURL) }, ["hands"]],
  [
    "a push-up that fills the frame's width is near enough",
    { values: lying(30, 610), ...needing(PUSH_UP) },
    [],
  ],
  ["a small push-up is asked to come closer", { values: lying(250, 420), ...needing(PUSH_UP) }, ["closer"]],
  ["feet beyond the side of the frame are named", { values: lying(200, 700), ...needing(PUSH_UP) }, ["feet"]],
  [
    "a hanging body with its hands over its head is in view",
    { values: body({ head: [320, 90], feet: [320, 470], raised: true }), ...needing(CURL) },
    [],
  ],
  [
    "hands above the frame are named",
    { values: body({ head: [320, 10], feet: [320, 400], raised: true }), ...needing(CURL) },
    ["hands"],
  ],
  [
    "from the side the far limbs may be hidden",
    {
      values: hidden(lying(30, 610), "right_ankle", "right_wrist", "right_elbow"),
      ...needing(PUSH_UP, ["side"]),
    },
    [],
  ],
  [
    "limbs of which neither side is seen are named",
    { values: hidden(standing(60, 430), "left_knee", "right_knee") },
    ["knees"],
  ],
  [
    "a portrait frame that a lying body fills is near enough",
    {
      values: body({ head: [20, 500], feet: [340, 540], yaw_deg: 85 }),
      size: [360, 640],
      ...needing(PUSH_UP),
    },
    [],
  ],
];

describe("the set-up check", () => {
  it.each(CASES)("%s", (_, change, hints) => {
    const found = checks({ ...GOOD, ...change }).filter((one) => !one.isGood);
    expect(found.map((one) => one.hint)).toEqual(hints);
  });

  it.each(facing)("a body turned by $yaw_deg degrees is seen from the $view, as the engine says", (one) => {
    expect(view(standing(60, 430, one.yaw_deg))).toBe(one.view);
  });
});

const TROUBLES: [string, Partial<Scene>, string][] = [
  ["all is well", {}, ""],
  ["nobody is there", { values: null }, "nobody"],
  ["it is too dark to see anybody", { values: null, brightness: 10 }, "dark"],
  ["it is dark, and the body is found all the same", { brightness: 10 }, ""],
  ["feet are outside", { values: standing(60, 520) }, "feet"],
  ["it is too dark to see all of them", { values: standing(60, 520), brightness: 10 }, "dark"],
  ["somebody turned round in the set", needing(SQUAT, ["side"]), ""],
  ["somebody came nearer in the set", { values: standing(4, 476) }, ""],
  ["frames come slowly", { rate_hz: 3 }, ""],
];

describe("what is said in a set", () => {
  it.each(TROUBLES)("when %s", (_, change, trouble) => {
    expect(troubleOf(checks({ ...GOOD, ...change }))).toBe(trouble);
  });
});
