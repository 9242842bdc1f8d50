import { describe, expect, it } from "vitest";
import facing from "../../../../tests/analysis/measuring/facing.json";
import { checks, type Joint, type Scene, troubleOf, view } from "../../../src/lib/live/check";
import { pack, type Rows, unpack } from "../../../src/lib/landmarks";
import { indexOf, type Keypoint, KEYPOINTS } from "../../../src/lib/pose/skeleton";

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
function body({ head, feet, yaw_deg = 0, raised = false }: Body): Rows {
  const at = (share: number) =>
    [0, 1].map((axis) => (head[axis] ?? 0) + share * ((feet[axis] ?? 0) - (head[axis] ?? 0)));
  const yaw = (yaw_deg * Math.PI) / 180;
  return pack(
    KEYPOINTS.map((name) => {
      const joint = name.replace(/^(left|right)_/, "");
      const share = raised && joint === "wrist" ? -0.15 : (STAND[joint as Joint | "nose"] ?? 0.3);
      const [x = 0, y = 0] = at(share);
      const half_m = (HALF_M[joint] ?? 0) * (name.startsWith("left") ? 1 : -1);
      return {
        image: [x, y, 0],
        world: [half_m * Math.cos(yaw), 0, half_m * Math.sin(yaw)],
        visibility: 0.9,
        presence: 0.9,
      };
    }),
  );
}

/** How far a joint lies from the middle of the body, in metres. */
const HALF_M: Record<string, number> = { shoulder: 0.2, hip: 0.12 };

function hidden(rows: Rows, ...names: Keypoint[]): Rows {
  const landmarks = unpack(rows);
  return pack(
    landmarks.map((one, index) =>
      names.some((name) => indexOf(name) === index) ? { ...one, visibility: 0.1 } : one,
    ),
  );
}

const SQUAT: Joint[] = ["shoulder", "hip", "knee", "ankle"];
const CURL: Joint[] = ["shoulder", "elbow", "wrist", "hip"];
const PUSH_UP: Joint[] = ["shoulder", "elbow", "wrist", "hip", "ankle"];
const standing = (top: number, bottom: number, yaw_deg = 0) =>
  body({ head: [320, top], feet: [320, bottom], yaw_deg });
const lying = (from: number, to: number) => body({ head: [from, 300], feet: [to, 380], yaw_deg: 85 });

const GOOD: Scene = {
  body: standing(60, 430),
  size: [640, 480],
  brightness: 120,
  rate_hz: 30,
  needs: { views: ["front", "side"], joints: SQUAT },
};
const needing = (joints: Joint[], views: string[] = []) => ({ needs: { joints, views } });

const CASES: [string, Partial<Scene>, string[]][] = [
  ["a person well in view is told nothing", {}, []],
  ["nobody is asked to come", { body: undefined }, ["nobody"]],
  ["a dark room outranks that nobody is seen", { body: undefined, brightness: 20 }, ["dark", "nobody"]],
  ["feet below the frame are named", { body: standing(60, 520) }, ["feet"]],
  ["a small person is asked to come closer", { body: standing(200, 400) }, ["closer"]],
  ["a head above the frame is no reason where the head is not needed", { body: standing(-10, 400) }, []],
  ["a dark room is named", { brightness: 20 }, ["dark"]],
  ["unknown brightness is no reproach", { brightness: NaN }, []],
  ["slow frames are named", { rate_hz: 6 }, ["slow"]],
  ["the wrong side is named", needing(SQUAT, ["side"]), ["turn-side"]],
  ["an exercise for any view asks for none", needing(SQUAT), []],
  ["a curl does not ask for feet", { body: standing(60, 800), ...needing(CURL) }, []],
  ["a curl asks for hands", { body: standing(150, 760), ...needing(CURL) }, ["hands"]],
  [
    "a push-up that fills the frame's width is near enough",
    { body: lying(30, 610), ...needing(PUSH_UP) },
    [],
  ],
  ["a small push-up is asked to come closer", { body: lying(250, 420), ...needing(PUSH_UP) }, ["closer"]],
  ["feet beyond the side of the frame are named", { body: lying(200, 700), ...needing(PUSH_UP) }, ["feet"]],
  [
    "a hanging body with its hands over its head is in view",
    { body: body({ head: [320, 90], feet: [320, 470], raised: true }), ...needing(CURL) },
    [],
  ],
  [
    "hands above the frame are named",
    { body: body({ head: [320, 10], feet: [320, 400], raised: true }), ...needing(CURL) },
    ["hands"],
  ],
  [
    "from the side the far limbs may be hidden",
    {
      body: hidden(lying(30, 610), "right_ankle", "right_wrist", "right_elbow"),
      ...needing(PUSH_UP, ["side"]),
    },
    [],
  ],
  [
    "limbs of which neither side is seen are named",
    { body: hidden(standing(60, 430), "left_knee", "right_knee") },
    ["knees"],
  ],
  [
    "a portrait frame that a lying body fills is near enough",
    {
      body: body({ head: [20, 500], feet: [340, 540], yaw_deg: 85 }),
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
  ["nobody is there", { body: undefined }, "nobody"],
  ["it is too dark to see anybody", { body: undefined, brightness: 10 }, "dark"],
  ["it is dark, and the body is found all the same", { brightness: 10 }, ""],
  ["feet are outside", { body: standing(60, 520) }, "feet"],
  ["it is too dark to see all of them", { body: standing(60, 520), brightness: 10 }, "dark"],
  ["somebody turned round in the set", needing(SQUAT, ["side"]), ""],
  ["somebody came nearer in the set", { body: standing(4, 476) }, ""],
  ["frames come slowly", { rate_hz: 3 }, ""],
];

describe("what is said in a set", () => {
  it.each(TROUBLES)("when %s", (_, change, trouble) => {
    expect(troubleOf(checks({ ...GOOD, ...change }))).toBe(trouble);
  });
});
