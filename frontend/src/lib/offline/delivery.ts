import { api } from "../api/client";
import { diagnoseLink } from "../live/diagnose";
import type { Hello } from "../live/messages";
import type { Outbox } from "../live/outbox";
import { LiveSocket, type LinkReason, liveWire } from "../live/socket";

const PATIENCE_MS = 30_000; // without anything having arrived
const LOOK_MS = 1000;

/** The studio did not take a session; `isFinal` where another try would not change that. */
export class NotDelivered extends Error {
  constructor(
    readonly why: LinkReason,
    readonly isFinal: boolean,
  ) {
    super(why.reason);
  }
}

/** Whether the studio answers, to somebody who is signed in. */
export function isThere(): Promise<boolean> {
  return api.status().then(
    (status) => status.signed_in,
    () => false,
  );
}

/** Sends what the studio does not have of a session and finishes it, without a camera; the result stands in the history then. */
export function deliver(hello: Hello, outbox: Outbox): Promise<void> {
  return new Promise((resolve, reject) => {
    const patience = watchProgress(
      () => socket.pending,
      () => void giveUp(),
    );
    const end = (settle: () => void) => {
      clearInterval(patience);
      socket.close();
      settle();
    };
    const fail = (why: LinkReason, isFinal: boolean) => end(() => reject(new NotDelivered(why, isFinal)));
    const giveUp = async () => {
      const reason = (await diagnoseLink()) || "unreachable";
      fail({ reason, text: "" }, false);
    };
    const socket = new LiveSocket(
      hello,
      {
        welcome: () => undefined,
        state: () => undefined,
        event: () => undefined,
        behind: () => undefined,
        store: () => undefined,
        summary: () => end(resolve),
        link: (state, why) => {
          if (state === "failed" || state === "refused") fail(why, state === "failed");
        },
      },
      { open: liveWire, diagnose: diagnoseLink, outbox, isResumed: true },
    );
    socket.finish();
  });
}

/** Calls `late` when nothing has arrived for too long. */
function watchProgress(pending: () => number, late: () => void): ReturnType<typeof setInterval> {
  let [known, changed_ms] = [Infinity, performance.now()];
  const timer = setInterval(() => {
    if (pending() < known) [known, changed_ms] = [pending(), performance.now()];
    if (performance.now() - changed_ms < PATIENCE_MS) return;
    clearInterval(timer);
    late();
  }, LOOK_MS);
  return timer;
}
