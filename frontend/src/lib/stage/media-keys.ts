/** The keys of headphones, keyboards and lock screens: play, pause, next, previous, stop (the Media Session API). */

export interface MediaKeys {
  togglePause(): void;
  next(): void;
  repeat(): void;
  finish(): void;
}

/** Ten seconds of silence: a browser gives the media keys only to a page that plays something. */
function silence(): string {
  const [rate, seconds] = [8000, 10];
  const bytes = new Uint8Array(44 + rate * seconds).fill(128, 44);
  const view = new DataView(bytes.buffer);
  const text = (at: number, words: string) =>
    [...words].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + rate * seconds, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, rate, true);
  view.setUint32(28, rate, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true); // bits
  text(36, "data");
  view.setUint32(40, rate * seconds, true);
  return URL.createObjectURL(new Blob([bytes], { type: "audio/wav" }));
}

/** Follows the media keys until the function that it returns is called; does nothing where a browser has none. */
export function followMediaKeys(title: string, keys: MediaKeys): () => void {
  const session = navigator.mediaSession as MediaSession | undefined;
  if (!session || typeof MediaMetadata === "undefined") return () => undefined;
  const address = silence();
  const audio = new Audio(address);
  audio.loop = true;
  void audio.play().catch(() => undefined); // without it there are no media keys, and everything else works
  const actions: Partial<Record<MediaSessionAction, () => void>> = {
    play: () => keys.togglePause(),
    pause: () => {
      keys.togglePause();
      void audio.play().catch(() => undefined); // a browser pauses it with the key, and the next key would not arrive
    },
    nexttrack: () => keys.next(),
    previoustrack: () => keys.repeat(),
    stop: () => keys.finish(),
  };
  session.metadata = new MediaMetadata({ title, artist: "Poise" });
  for (const [action, handle] of Object.entries(actions)) set(session, action as MediaSessionAction, handle);
  return () => {
    for (const action of Object.keys(actions)) set(session, action as MediaSessionAction, null);
    session.metadata = null;
    audio.pause();
    URL.revokeObjectURL(address);
  };
}

/** Browsers refuse the actions that they do not know. */
function set(session: MediaSession, action: MediaSessionAction, handle: (() => void) | null): void {
  try {
    session.setActionHandler(action, handle);
  } catch {
    // then that key does nothing
  }
}
