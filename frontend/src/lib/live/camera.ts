export type CameraTrouble = "denied" | "none" | "busy" | "insecure" | "unknown";

/** The camera could not be had; `trouble` says why, and the page says what to do. */
export class CameraError extends Error {
  constructor(readonly trouble: CameraTrouble) {
    super(trouble);
  }
}

const TROUBLES: Record<string, CameraTrouble> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

export async function openCamera(deviceId = ""): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraError("insecure");
  const wanted = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: "user" };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...wanted, ...which } });
  } catch (error) {
    throw new CameraError(error instanceof DOMException ? (TROUBLES[error.name] ?? "unknown") : "unknown");
  }
}

export async function cameras(): Promise<MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === "videoinput");
}

export function closeCamera(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Calls back for every new frame of a video, with the camera's clock in milliseconds; returns how to stop. */
export function eachFrame(video: HTMLVideoElement, call: (time_ms: number) => void): () => void {
  return "requestVideoFrameCallback" in video ? eachReported(video, call) : eachDisplayed(video, call);
}

function eachReported(video: HTMLVideoElement, call: (time_ms: number) => void): () => void {
  let isOn = true;
  let last_ms = -Infinity;
  const take: VideoFrameRequestCallback = (now, about) => {
    if (!isOn) return;
    const time_ms = about.captureTime ?? now;
    if (time_ms > last_ms) {
      last_ms = time_ms;
      call(time_ms);
    }
    video.requestVideoFrameCallback(take);
  };
  video.requestVideoFrameCallback(take);
  return () => {
    isOn = false;
  };
}

/** For browsers that report no frames (Firefox before 132): whenever the video's own time has moved on. */
function eachDisplayed(video: HTMLVideoElement, call: (time_ms: number) => void): () => void {
  let shown_s = -1;
  let handle = 0;
  const look = (now: number) => {
    if (video.currentTime !== shown_s) {
      shown_s = video.currentTime;
      call(now);
    }
    handle = requestAnimationFrame(look);
  };
  handle = requestAnimationFrame(look);
  return () => cancelAnimationFrame(handle);
}
