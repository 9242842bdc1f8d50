import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CameraError } from "../../../src/lib/live/camera";
import { type CameraSigns, CameraWatch, lossOf } from "../../../src/lib/live/camera-watch";

const WELL: CameraSigns = { hasEnded: false, isMuted: false, isHidden: false, silent_ms: 30 };

describe("whether a camera is lost", () => {
  it.each([
    ["frames come", {}, null],
    ["frames come slowly in the dark", { silent_ms: 400 }, null],
    ["no frame for three seconds", { silent_ms: 3100 }, "stalled"],
    ["the system has taken it", { isMuted: true }, "muted"],
    ["it was unplugged", { hasEnded: true, silent_ms: 10 }, "ended"],
    ["unplugged while hidden", { hasEnded: true, isHidden: true, silent_ms: 9000 }, "ended"],
    ["a short look at another window", { isHidden: true, silent_ms: 1000 }, null],
    ["the page is in the background", { isHidden: true, silent_ms: 2000 }, "hidden"],
  ] as const)("%s", (_, change, loss) => {
    expect(lossOf({ ...WELL, ...change })).toBe(loss);
  });
});

/** A camera's track as far as the watch looks at it. */
class Track extends EventTarget {
  readyState = "live";
  muted = false;
  stop = () => {
    this.readyState = "ended";
  };
  getSettings = () => ({ deviceId: "the same" });
  unplug(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
}

function streamOf(track: Track): MediaStream {
  return { getVideoTracks: () => [track], getTracks: () => [track] } as unknown as MediaStream;
}

function begin(open: (device: string) => Promise<MediaStream>, plugged = { count: 1 }) {
  const devices = Object.assign(new EventTarget(), {
    enumerateDevices: () => Promise.resolve(Array(plugged.count).fill({ kind: "videoinput" })),
  });
  vi.stubGlobal("navigator", { mediaDevices: devices });
  const track = new Track();
  const told: string[] = [];
  const video = { srcObject: null, play: () => Promise.resolve() } as unknown as HTMLVideoElement;
  const watch = new CameraWatch(
    streamOf(track),
    video,
    { lost: (why) => told.push(why), found: () => told.push("found") },
    open,
  );
  const frames = async (ms: number) => {
    for (let past = 0; past < ms; past += 33) {
      watch.frame();
      await vi.advanceTimersByTimeAsync(33);
    }
  };
  return { track, told, watch, video, frames, devices };
}

const none = () => Promise.reject(new CameraError("none"));

describe("the watch over the camera", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("says nothing while frames come", async () => {
    const { told, frames } = begin(none);
    await frames(5000);
    expect(told).toEqual([]);
  });

  it("says that frames have stopped, once, and that they come again", async () => {
    const { told, frames } = begin(none);
    await frames(500);
    await vi.advanceTimersByTimeAsync(8000);
    expect(told).toEqual(["stalled"]);
    await frames(100);
    expect(told).toEqual(["stalled", "found"]);
  });

  it("says at once that the system has silenced the camera, and waits for its frames", async () => {
    const { track, told, frames } = begin(none);
    await frames(500);
    track.muted = true;
    track.dispatchEvent(new Event("mute"));
    expect(told).toEqual(["muted"]);
    await vi.advanceTimersByTimeAsync(8000);
    track.muted = false;
    track.dispatchEvent(new Event("unmute"));
    expect(told).toEqual(["muted"]);
    await frames(600);
    expect(told).toEqual(["muted", "found"]);
  });

  it("opens an unplugged camera again when it is back, and is found with its first frame", async () => {
    const plugged = { count: 0 };
    const fresh = streamOf(new Track());
    const { track, told, frames, video, devices } = begin(() => Promise.resolve(fresh), plugged);
    await frames(500);
    track.unplug();
    expect(told).toEqual(["ended"]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(video.srcObject).toBe(null);
    plugged.count = 1;
    devices.dispatchEvent(new Event("devicechange"));
    await vi.advanceTimersByTimeAsync(100);
    expect([video.srcObject, told]).toEqual([fresh, ["ended"]]);
    await frames(100);
    expect(told).toEqual(["ended", "found"]);
  });

  it("waits for the same camera before it takes another", async () => {
    const other = streamOf(new Track());
    const asked: string[] = [];
    const { track, video, frames } = begin((device) => {
      asked.push(device);
      return device === "" ? Promise.resolve(other) : none();
    });
    await frames(500);
    track.unplug();
    await vi.advanceTimersByTimeAsync(6000);
    expect([new Set(asked), video.srcObject]).toEqual([new Set(["the same"]), null]);
    await vi.advanceTimersByTimeAsync(6000);
    expect(video.srcObject).toBe(other);
  });

  it("says that the camera is forbidden, and asks again only when the person wants it", async () => {
    let asked = 0;
    const { track, told, watch, frames } = begin(() => {
      asked += 1;
      return Promise.reject(new CameraError("denied"));
    });
    await frames(500);
    track.unplug();
    await vi.advanceTimersByTimeAsync(20_000);
    expect([told, asked]).toEqual([["ended", "denied"], 1]);
    await watch.retry(true);
    expect(asked).toBe(2);
  });

  it("closes a camera that comes back after the page was left", async () => {
    const late = new Track();
    let open: (stream: MediaStream) => void = () => undefined;
    const { track, watch } = begin(() => new Promise((resolve) => (open = resolve)));
    track.unplug();
    await vi.advanceTimersByTimeAsync(3000);
    watch.close();
    open(streamOf(late));
    await vi.advanceTimersByTimeAsync(10);
    expect(late.readyState).toBe("ended");
  });
});
