/** Names that one page of this browser holds at a time. Without the API, which needs HTTPS, every page gets every name. */

const ofSession = (session: string) => `poise-session ${session}`;

/** Runs `work` while this page alone has a session; null where another page has it. */
export async function withSession<Made>(session: string, work: () => Promise<Made>): Promise<Made | null> {
  if (!navigator.locks) return work();
  const options = { ifAvailable: true };
  return navigator.locks.request(ofSession(session), options, (lock) => (lock ? work() : null));
}

/** Holds a session until the page is gone or the returned function is called, which says when it is free. */
export function holdSession(session: string): () => Promise<void> {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const freed = navigator.locks?.request(ofSession(session), () => held);
  return async () => {
    release();
    await freed;
  };
}

/** Whether a page of this browser has the session at this moment. */
export async function heldSessions(): Promise<(session: string) => boolean> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const names = new Set(held.map((one) => one.name));
  return (session) => names.has(ofSession(session));
}

/** Runs `work` once this is the one page of the browser to do it, which may be when another is closed. */
export function asOnlyPage(name: string, signal: AbortSignal, work: () => Promise<void>): void {
  if (!navigator.locks) {
    void work();
    return;
  }
  // An abort while it waits rejects: the page then has no more use for it.
  navigator.locks.request(name, { signal }, work).catch(() => undefined);
}
