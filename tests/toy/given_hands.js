// Stands in for the page's estimating worker: from `givenHands.begin()` on, each frame of the camera shows the next of
// the given hands; before and after them there are none.
(() => {
  const frames = HANDS; // put in by the test: rows of landmarks by part, null for NaN
  let next = frames.length;
  window.givenHands = { begin: () => (next = 0) };
  const rows = (values) => Float32Array.from(values, (value) => value ?? NaN);
  const parts = (frame) => Object.fromEntries(Object.entries(frame ?? {}).map(([part, all]) => [part, rows(all)]));

  window.Worker = class {
    onmessage = null;
    onerror = null;
    postMessage(message) {
      if (message.type === "open") return this.tell({ type: "ready", model: "lite" }, { type: "chosen", model: "lite" });
      message.bitmap.close();
      this.tell({ type: "seen", time_ms: message.time_ms, parts: parts(frames[next++]), size: [640, 480] });
    }
    tell(...messages) {
      setTimeout(() => messages.forEach((data) => this.onmessage?.({ data })));
    }
    terminate() {
      this.onmessage = null;
    }
  };
})();
