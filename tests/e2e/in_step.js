// Where the film shows its disc and where the skeleton's head is, both in CSS pixels of the player. Runs in the page.
window.inStep = (() => {
  const film = () => document.querySelector("video");
  const overlay = () => film().parentElement.querySelector("canvas");

  /** The middle of what is bright in the film's frame, laid onto the element as the browser shows it. */
  function disc() {
    const { videoWidth: width, videoHeight: height, clientWidth, clientHeight } = film();
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(film(), 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    let [count, x, y] = [0, 0, 0];
    for (let i = 0; i < width * height; i++) {
      if (data[4 * i] < 160) continue;
      [count, x, y] = [count + 1, x + (i % width), y + Math.floor(i / width)];
    }
    const scale = Math.min(clientWidth / width, clientHeight / height);
    const [left, top] = [(clientWidth - scale * width) / 2, (clientHeight - scale * height) / 2];
    return count ? { x: left + (scale * x) / count, y: top + (scale * y) / count } : null;
  }

  /** The middle of the uppermost rows of the skeleton: the top of its head. */
  function head() {
    const canvas = overlay();
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    for (let y = 0; y < height; y++) {
      const found = [];
      for (let x = 0; x < width; x++) if (data[4 * (y * width + x) + 3] > 128) found.push(x);
      if (found.length) {
        const ratio = width / canvas.clientWidth;
        return { x: found.reduce((a, b) => a + b) / found.length / ratio, y: y / ratio };
      }
    }
    return null;
  }

  const FRAME_S = 0.1; // between two frames of the film
  const LATE_MS = 30_000;
  let shown_s = NaN; // which frame the browser showed last, of which it tells the player, too
  const note = (now, { mediaTime }) => {
    shown_s = mediaTime;
    film()?.requestVideoFrameCallback(note);
  };
  const nextPaint = () => new Promise((done) => requestAnimationFrame(done));
  const isShown = () => {
    const past_s = film().currentTime - shown_s;
    // At the start the browser shows the first frame, wherever it begins.
    const isOpening = film().currentTime === 0 && film().readyState >= 2;
    return !film().seeking && (isOpening || (past_s > -0.002 && past_s < FRAME_S + 0.002));
  };

  const both = () => ({ disc: disc(), head: head(), time_s: film().currentTime });
  return {
    /** Waits until the film can be sent somewhere: its first frame was shown. */
    async opened() {
      while (!film() || film().readyState < 2) await nextPaint();
      film().requestVideoFrameCallback(note);
      // It may have been shown before anybody listened.
      for (const end = performance.now() + 500; Number.isNaN(shown_s) && performance.now() < end; ) await nextPaint();
    },
    /** Waits until the frame of the present time is shown and drawn over, and measures. */
    async settled() {
      const until = performance.now() + LATE_MS;
      while (!isShown() && performance.now() < until) await nextPaint();
      if (!isShown()) throw new Error(`the frame at ${film().currentTime} s is not shown, but ${shown_s}`);
      await nextPaint();
      await nextPaint();
      return both();
    },
    /** Waits until the film goes back; the times before and after. */
    turn: () =>
      new Promise((done) => {
        let before_s = -1;
        const look = (now, { mediaTime }) => {
          if (mediaTime < before_s) return done([before_s, mediaTime]);
          before_s = mediaTime;
          film().requestVideoFrameCallback(look);
        };
        film().requestVideoFrameCallback(look);
      }),
    /** Measures so many frames, each in the instant when the browser tells that it is shown. */
    watch: (count) =>
      new Promise((done) => {
        const found = [];
        const look = (now, { mediaTime }) => {
          found.push({ ...both(), time_s: mediaTime });
          if (found.length < count) film().requestVideoFrameCallback(look);
          else done(found);
        };
        film().requestVideoFrameCallback(look);
      }),
  };
})();
