/** What the service worker keeps of what, by addresses alone. */

/** How the caches of the page's builds begin; the build's own name follows. */
export const PAGE_CACHE = "poise-page-";

/** Whether a request is for the page itself, which starts at any address but those of the interface. */
export function isNavigation(mode: RequestMode, path: string): boolean {
  return mode === "navigate" && !path.startsWith("/api/");
}

/** A model that finds a body, or the program that it runs in; both are large, and nobody's own. */
export function isModel(path: string): boolean {
  return /^\/vision-[\d.]+\//.test(path) || /^\/api\/v1\/models\/\w+\.task$/.test(path);
}

/** A file of the build; those with a hash in their name, and the few that have none. */
export function isPageFile(path: string): boolean {
  return path.startsWith("/assets/") || /^\/(icon[\w-]*\.(svg|png)|manifest\.webmanifest)$/.test(path);
}

/** The builds to be forgotten, of all caches from the oldest to the newest: all but the present and the one before. */
export function oldCaches(names: readonly string[], present: string): string[] {
  const others = names.filter((name) => name.startsWith(PAGE_CACHE) && name !== present);
  return others.slice(0, -1);
}

/** Whether a page loads only files of this build. */
export function isOfBuild(html: string, files: readonly string[]): boolean {
  const loaded = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, name = ""]) => name);
  return loaded.length > 0 && loaded.every((name) => files.includes(name));
}
