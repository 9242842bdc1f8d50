import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Check } from "../../../src/lib/live/check";
import type { FromWorker, Seen, ToWorker } from "../../../src/lib/live/estimator";
import { pack } from "../../../src/lib/landmarks";
import { Loop } from "../../../src/lib/live/loop";
import { DARK_COLOURS } from "../../../src/lib/pose/draw";
import { BONES, POINTS } from "../../../src/lib/pose/skeleton";
import { Recorder } from "../pose/recorder";

/** The browser's worker, which looks at a picture when the test says so. */
class StandInWorker {
  static latest: StandInWorker;
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  pictures: number[] = [];
  isEnded = false;

  constructor() {
    StandInWorker.latest = this;
  }
  postMessage(message: ToWorker): void {
    if (message.type === "picture") this.pictures.push(message.time_ms);
  }
  terminate(): void {
    this.isEnded = true;
  }
  say(message: FromWorker): void {
    this.onmessage?.({ data: message });
  }
}

/** A camera's video that shows a frame when the test says so. */
function camera() {
  const calls: VideoFrameRequestCallback[] = [];
  const video = document.createElement("video");
  Object.defineProperty(video, "readyState", { value: HTMLMediaElement.HAVE_ENOUGH_DATA });
  video.requestVideoFrameCallback = (call) => calls.push(call);
  const show = async (time_ms: number) => {
    for (const call of calls.splice(0)) call(time_ms, { captureTime: time_ms } as VideoFrameCallbackMetadata);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { video, show };
}

const BODY = pack(
  Array.from({ length: POINTS }, (_, i) => ({
    image: [5 * i, 5 * i, 5 * i],
    world: [5 * i, 5 * i, 5 * i],
    visibility: 1,
    presence: 5 * i,
  })),
);
const pose = (time_ms: number): FromWorker => ({
  type: "seen",
  time_ms,
  parts: { body: BODY },
  size: [640, 480],
});

let recorder: Recorder;
let open: Set<number>;
beforeEach(() => {
  vi.useFakeTimers();
  recorder = new Recorder();
  open = new Set();
  let made = 0;
  vi.stubGlobal("Worker", StandInWorker);
  vi.stubGlobal("OffscreenCanvas", class {});
  vi.stubGlobal("createImageBitmap", async () => {
    const number = made++;
    open.add(number);
    return { close: () => open.delete(number) };
  });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(recorder.context as never);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function started() {
  const { video, show } = camera();
  const told = {
    frames: 0,
    seen: [] as Seen[],
    checked: [] as { found: Check[]; rate_hz: number }[],
    failed: [] as string[],
  };
  const canvas = document.createElement("canvas");
  const loop = new Loop(
    video,
    canvas,
    { views: [], joints: [] },
    {
      frame: () => void (told.frames += 1),
      seen: (seen) => void told.seen.push(seen),
      checked: (found, rate_hz) => void told.checked.push({ found, rate_hz }),
      failed: (text) => void told.failed.push(text),
    },
  );
  return { loop, canvas, show, told, worker: StandInWorker.latest };
}

describe("the loop from camera to body", () => {
  it("hands a frame to the worker once that is ready, and its pose to the listener", async () => {
    const { show, told, worker } = started();
    await show(10);
    expect(worker.pictures).toEqual([]);
    worker.say({ type: "ready", model: "lite" });
    expect(worker.pictures).toEqual([10]);
    worker.say(pose(10));
    expect(told.seen.map((one) => one.time_ms)).toEqual([10]);
  });

  it("looks at the newest frame next, and lets go of those between", async () => {
    const { show, told, worker } = started();
    worker.say({ type: "ready", model: "lite" });
    for (const time_ms of [10, 20, 30, 40]) await show(time_ms);
    expect(worker.pictures).toEqual([10]);
    expect([told.frames, open.size]).toEqual([4, 2]); // the first is with the worker, the last waits
    worker.say(pose(10));
    expect(worker.pictures).toEqual([10, 40]);
  });

  it("is ready once the model is chosen", () => {
    const { loop, worker } = started();
    worker.say({ type: "ready", model: "lite" });
    expect(loop.isReady).toBe(false);
    worker.say({ type: "chosen", model: "full" });
    expect([loop.isReady, loop.model]).toEqual([true, "full"]);
  });

  it("checks the set-up three times a second, with the rate of what was looked at", () => {
    const { told, worker } = started();
    worker.say({ type: "ready", model: "lite" });
    for (let time_ms = 1000; time_ms <= 3000; time_ms += 40) worker.say(pose(time_ms));
    expect(told.checked).toHaveLength(7);
    expect(told.checked.at(-1)?.rate_hz).toBeCloseTo(25);
    expect(told.checked.at(-1)?.found.find((one) => one.name === "light")?.isGood).toBe(true);
  });

  it("draws into a canvas of the frame's size", () => {
    const { canvas, worker } = started();
    worker.say(pose(10));
    expect([canvas.width, canvas.height]).toEqual([640, 480]);
  });

  it("clears the body of somebody who has gone", () => {
    const { worker } = started();
    worker.say(pose(10));
    const [strokes, clears] = [recorder.strokes.length, recorder.clears];
    worker.say({ type: "seen", time_ms: 20, parts: {}, size: [640, 480] });
    expect([recorder.strokes.length - strokes, recorder.clears - clears]).toEqual([0, 1]);
  });

  it("stops with camera and worker, and lets go of the frame that waits", async () => {
    const { loop, show, told, worker } = started();
    worker.say({ type: "ready", model: "lite" });
    for (const time_ms of [10, 20]) await show(time_ms);
    loop.stop();
    await show(30);
    worker.say(pose(10));
    expect([worker.isEnded, told.frames, told.seen.length, open.size]).toEqual([true, 2, 0, 1]);
  });

  it("says that a browser which makes no pictures of a video cannot see anybody", async () => {
    vi.stubGlobal("createImageBitmap", undefined);
    const { told } = started();
    await vi.advanceTimersByTimeAsync(0);
    expect(told.failed).toEqual(["no createImageBitmap"]);
  });

  it("passes over a frame whose camera ends meanwhile", async () => {
    vi.stubGlobal("createImageBitmap", () => Promise.reject(new DOMException("", "InvalidStateError")));
    const { show, told, worker } = started();
    worker.say({ type: "ready", model: "lite" });
    await show(10);
    expect([worker.pictures, told.failed]).toEqual([[], []]);
  });
});

describe("the body on the camera's picture", () => {
  const colours = () =>
    new Set(recorder.strokes.filter((one) => /^M/.test(one.path)).map((one) => one.colour));
  const BODY = "rgb(13 16 20 / 0.55)"; // the outline that lies under every bone

  it("is not judged before the set runs", () => {
    const { worker } = started();
    worker.say(pose(10));
    expect(colours()).toEqual(new Set([BODY, DARK_COLOURS.plain]));
  });

  it("is right while the set runs and nothing was found", () => {
    const { loop, worker } = started();
    loop.isArmed = true;
    worker.say(pose(10));
    expect(colours()).toEqual(new Set([BODY, DARK_COLOURS.right]));
  });

  it("shows a fault for a moment, on the parts that it is about", () => {
    const { loop, worker } = started();
    loop.isArmed = true;
    loop.blame(["thighs", "shanks"]);
    worker.say(pose(10));
    const wrong = recorder.strokes.filter((one) => one.colour === DARK_COLOURS.wrong);
    expect(wrong).toHaveLength(BONES.filter((one) => ["thighs", "shanks"].includes(one.region)).length);
    vi.advanceTimersByTime(2500);
    recorder.strokes = [];
    worker.say(pose(2600));
    expect(colours()).toEqual(new Set([BODY, DARK_COLOURS.right]));
  });
});
