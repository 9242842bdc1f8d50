// Does to a page's camera, window and browser what happens to people. Runs before the page; `stagehand` is its handle.
(() => {
  const tracks = [];
  let [refusal, isStill, isUpright] = ["", false, null];
  const live = () => tracks.filter((track) => track.readyState === "live");

  const media = navigator.mediaDevices;
  const open = media?.getUserMedia?.bind(media);
  if (open)
    media.getUserMedia = async (wanted) => {
      if (refusal) throw new DOMException("", refusal);
      const stream = await open(wanted);
      tracks.push(...stream.getTracks());
      return isUpright === null ? stream : turnable(stream);
    };

  /** A camera of a tablet: what it sees stays upright when it is turned, its frame does not. */
  function turnable(stream) {
    const [video, canvas] = [document.createElement("video"), document.createElement("canvas")];
    [video.srcObject, video.muted] = [stream, true];
    void video.play();
    const draw = () => {
      [canvas.width, canvas.height] = isUpright ? [360, 640] : [640, 480];
      const scale = Math.min(canvas.width / video.videoWidth, canvas.height / video.videoHeight);
      const [width, height] = [scale * video.videoWidth, scale * video.videoHeight];
      canvas.getContext("2d").drawImage(video, (canvas.width - width) / 2, 0, width, height);
    };
    video.onloadeddata = () => setInterval(draw, 33);
    return canvas.captureStream(30);
  }

  const ask = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (call) {
    const pass = (now, about) => (isStill ? this.requestVideoFrameCallback(call) : call(now, about));
    return ask.call(this, pass);
  };

  window.stagehand = {
    cameras: () => live().length,
    refuse: (name) => (refusal = name),
    unplug() {
      refusal = "NotFoundError";
      for (const track of live()) {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
    },
    plug() {
      refusal = "";
      media.dispatchEvent(new Event("devicechange"));
    },
    still: (is) => (isStill = is),
    mute(is) {
      isStill = is;
      for (const track of live()) track.dispatchEvent(new Event(is ? "mute" : "unmute"));
    },
    hide(is) {
      isStill = is;
      const visibilityState = { configurable: true, get: () => (is ? "hidden" : "visible") };
      Object.defineProperty(document, "visibilityState", visibilityState);
      document.dispatchEvent(new Event("visibilitychange"));
    },
    turn: (upright) => (isUpright = upright),
  };
})();
