import { describe, expect, it } from "vitest";
import figures from "../../../../src/poise/catalogue/exercises/figures.json";
import { handsAllowed } from "../../../src/features/train/course";
import { type Hands, RaisedHands } from "../../../src/lib/live/raised-hands";
import { pack, type Rows } from "../../../src/lib/landmarks";
import { raisesHands } from "../../../src/lib/pose/demonstration";
import { indexOf, type Keypoint } from "../../../src/lib/pose/skeleton";

type Points = readonly (readonly number[])[];
type Figures = Record<string, { start: Points; peak: Points }>;
const FIGURES = figures as unknown as Figures;
const STANDING = (FIGURES["squat"] as { start: Points }).start;
const STEP_MS = 66; // 15 frames in a second

interface Change {
  points: Points;
  hidden?: readonly Keypoint[];
}

/** A body of millimetres as a camera two and a half metres away sees it; from the front, or turned. */
function seen({ points, hidden = [] }: Change, turn_deg = 0): Rows {
  const turn = (turn_deg * Math.PI) / 180;
  return pack(
    points.map(([x = 0, y = 0, z = 0], index) => {
      const across = x * Math.cos(turn) + z * Math.sin(turn);
      return {
        image: [320 + across * 0.2, 240 + y * 0.2, 0],
        world: [x / 1000, y / 1000, z / 1000],
        visibility: hidden.some((name) => indexOf(name) === index) ? 0.1 : 0.95,
        presence: 1,
      };
    }),
  );
}

/** The standing body with hands where they are wanted, so many millimetres above the eyes. */
function standing(raised: { left?: number; right?: number }, elbowBelow = 300): Points {
  const points = STANDING.map((one) => [...one]);
  const eyes = points[indexOf("left_eye")]?.[1] ?? 0;
  for (const side of ["left", "right"] as const) {
    const above = raised[side];
    if (above === undefined) continue;
    const [wrist, elbow] = [points[indexOf(`${side}_wrist`)], points[indexOf(`${side}_elbow`)]];
    if (wrist) wrist[1] = eyes - above;
    if (elbow) elbow[1] = eyes - above + elbowBelow;
  }
  return points;
}

const DOWN: Change = { points: STANDING };
const RIGHT: Change = { points: standing({ right: 120 }) };
const LEFT: Change = { points: standing({ left: 120 }) };
const BOTH: Change = { points: standing({ left: 120, right: 120 }) };

/** What is recognised while somebody does one thing after the other, each for so many milliseconds. */
function recognised(course: readonly (readonly [Change | null, number])[]): Hands[] {
  const hands = new RaisedHands();
  const found: Hands[] = [];
  let now_ms = 1000;
  for (const [change, length_ms] of course) {
    for (const end_ms = now_ms + length_ms; now_ms < end_ms; now_ms += STEP_MS) {
      const raised = hands.update(change ? seen(change) : undefined, now_ms);
      if (raised.isRecognised) found.push(raised.hands);
    }
  }
  return found;
}

describe("a raised hand", () => {
  it.each([
    [
      "is the right one, held for a second",
      [
        [DOWN, 500],
        [RIGHT, 1300],
      ],
      ["right"],
    ],
    [
      "is the left one",
      [
        [DOWN, 500],
        [LEFT, 1300],
      ],
      ["left"],
    ],
    [
      "is both",
      [
        [DOWN, 500],
        [BOTH, 1300],
      ],
      ["both"],
    ],
    [
      "is both where one follows the other",
      [
        [DOWN, 500],
        [RIGHT, 500],
        [BOTH, 1300],
      ],
      ["both"],
    ],
    [
      "counts once, however long it is up",
      [
        [DOWN, 500],
        [RIGHT, 6000],
      ],
      ["right"],
    ],
    [
      "counts again once it was down",
      [
        [RIGHT, 1300],
        [DOWN, 600],
        [RIGHT, 1300],
      ],
      ["right", "right"],
    ],
    [
      "does not count again after it was down for a moment",
      [
        [RIGHT, 1300],
        [DOWN, 200],
        [RIGHT, 1300],
      ],
      ["right"],
    ],
    [
      "is none when it is up for less than a second",
      [
        [DOWN, 500],
        [RIGHT, 800],
        [DOWN, 500],
      ],
      [],
    ],
    [
      "is none when its second was broken by nobody being seen",
      [
        [RIGHT, 800],
        [null, 700],
        [RIGHT, 800],
      ],
      [],
    ],
    [
      "survives a frame in which nobody is found",
      [
        [RIGHT, 600],
        [null, 70],
        [RIGHT, 600],
      ],
      ["right"],
    ],
    ["is none when nobody is there", [[null, 3000]], []],
  ] as [string, [Change | null, number][], Hands[]][])("%s", (_, course, wanted) => {
    expect(recognised(course)).toEqual(wanted);
  });

  it.each([
    ["a hand at the mouth", { points: standing({ right: -90 }) }],
    ["a hand that scratches the head, its elbow beside it", { points: standing({ right: 90 }, 20) }],
    ["a hand of which only a guess is seen", { points: standing({ right: 120 }), hidden: ["right_wrist"] }],
  ] as [string, Change][])("is not %s", (_, change) => {
    expect(
      recognised([
        [DOWN, 300],
        [change, 3000],
      ]),
    ).toEqual([]);
  });

  it("that trembles at the border is one", () => {
    const edge = [60, 44, 62, 40, 66, 48, 61, 39, 70, 50, 64, 41, 66, 45, 60, 44, 62, 40, 66, 48, 61, 39];
    const course = edge.map((above) => [{ points: standing({ right: above }) }, STEP_MS] as const);
    expect(recognised([[DOWN, 300], [RIGHT, 200], ...course, [RIGHT, 900]])).toEqual(["right"]);
  });

  it("that was up before is forgotten until it is down", () => {
    const hands = new RaisedHands();
    const update = (change: Change, at_ms: number) => hands.update(seen(change), at_ms);
    for (let at_ms = 0; at_ms < 600; at_ms += STEP_MS) update(RIGHT, at_ms);
    hands.clear();
    const after = [];
    for (let at_ms = 600; at_ms < 3000; at_ms += STEP_MS) after.push(update(RIGHT, at_ms).isRecognised);
    expect(after).not.toContain(true);
    for (let at_ms = 3000; at_ms < 3600; at_ms += STEP_MS) update(DOWN, at_ms);
    const again = [];
    for (let at_ms = 3600; at_ms < 5000; at_ms += STEP_MS) again.push(update(RIGHT, at_ms).isRecognised);
    expect(again).toContain(true);
  });
});

/** Every exercise of the catalogue, slowly: there, a long stay at the peak, and back. */
function frames({ start, peak }: { start: Points; peak: Points }): Points[] {
  const shares = [...Array.from({ length: 12 }, (_, i) => i / 12), ...Array<number>(30).fill(1)];
  return shares.map((share) =>
    start.map((point, index) =>
      point.map((value, axis) => value + share * ((peak[index]?.[axis] ?? 0) - value)),
    ),
  );
}

describe("an exercise", () => {
  it.each(Object.entries(FIGURES))("%s never raises a hand by itself in its own set", (_, figure) => {
    const demonstration = {
      frames: [figure.start, figure.peak].map((points) => points.flat()),
      seen_from_deg: 0,
    };
    for (const turn_deg of [0, 45, 90]) {
      const hands = new RaisedHands();
      frames(figure).forEach((points, index) => {
        const raised = hands.update(seen({ points }, turn_deg), index * STEP_MS);
        const allowed = handsAllowed("working", false, raisesHands(demonstration));
        const isMeant = allowed === "all" || (allowed === "left" && raised.hands === "left");
        expect(raised.isRecognised && isMeant).toBe(false);
      });
    }
  });

  it("with the hands above the head leaves no hand to be raised in its set", () => {
    const lifting = Object.entries(FIGURES).filter(([, { start, peak }]) =>
      raisesHands({ frames: [start.flat(), peak.flat()], seen_from_deg: 0 }),
    );
    const names = lifting.map(([name]) => name);
    expect(names).toEqual(
      expect.arrayContaining(["overhead-press", "jumping-jack", "pull-up", "lat-pulldown"]),
    );
    expect(names).not.toContain("squat");
    expect(names).not.toContain("biceps-curl");
  });
});
