/** Keeps for each entry of the browser's history how far it was scrolled, because pages get their content later. */

/** What is remembered of an entry: how far it was scrolled, and how many rows of a long list it showed. */
export interface Remembered {
  y: number;
  rows: number;
}

const QUIET_MS = 150; // scrolling writes often; browsers refuse more than some three writes in a second
const PATIENCE_MS = 4000; // so long may the content take until the old position is given up

export function rememberedHere(): Remembered {
  const kept = history.state as Partial<Remembered> | null;
  return { y: kept?.y ?? 0, rows: kept?.rows ?? 0 };
}

/** Begins to remember; called once. */
export function keepScroll(): void {
  history.scrollRestoration = "manual";
  let timer: ReturnType<typeof setTimeout> | undefined;
  addEventListener("scroll", () => {
    clearTimeout(timer);
    const path = location.pathname;
    timer = setTimeout(() => {
      // The entry may have changed meanwhile, and another page's position is not this one's.
      if (path === location.pathname) history.replaceState({ ...rememberedHere(), y: scrollY }, "");
    }, QUIET_MS);
  });
}

/** Scrolls to where this entry was left, as soon as there is enough of the page, unless the person scrolls first. */
export function restoreScroll(): void {
  const { y } = rememberedHere();
  const path = location.pathname;
  const end = performance.now() + PATIENCE_MS;
  let isTaken = false;
  const take = () => {
    isTaken = true;
  };
  for (const name of ["wheel", "touchstart", "keydown"]) addEventListener(name, take, { once: true });
  const step = () => {
    if (isTaken || path !== location.pathname) return;
    const isTallEnough = document.documentElement.scrollHeight - innerHeight >= y;
    if (isTallEnough || performance.now() > end) scrollTo(0, y);
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}
