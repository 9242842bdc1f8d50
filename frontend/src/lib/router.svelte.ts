import { keepScroll, restoreScroll, type Remembered, rememberedHere } from "./scroll";

/** Where the person is: the path without its trailing slash, and the query. */
class Place {
  path = $state(tidy(location.pathname));
  query = $state.raw(new URLSearchParams(location.search));

  constructor() {
    keepScroll();
    addEventListener("popstate", () => {
      this.read();
      restoreScroll();
    });
  }

  go(to: string, options: { replace?: boolean } = {}): void {
    if (options.replace) history.replaceState(null, "", to);
    else history.pushState(null, "", to);
    this.read();
    scrollTo(0, 0);
  }

  /** Writes into the address what a page shows, so that going back, loading again and a copied link show it once more. */
  describe(query: Record<string, string>): void {
    const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
    const to = given.size ? `${location.pathname}?${given}` : location.pathname;
    history.replaceState(history.state, "", to);
    this.query = given;
  }

  /** What a page remembered about this entry of the browser's history; empty where it was never here. */
  get remembered(): Remembered {
    return rememberedHere();
  }

  remember(what: Partial<Remembered>): void {
    history.replaceState({ ...rememberedHere(), ...what }, "");
  }

  private read(): void {
    this.path = tidy(location.pathname);
    this.query = new URLSearchParams(location.search);
  }
}

function tidy(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}

export const place = new Place();

/** Follows links within the page without loading it again; leaves every other click to the browser. */
export function followLinks(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || link.pathname.startsWith("/api/")) return;
  event.preventDefault();
  place.go(link.pathname + link.search);
}
