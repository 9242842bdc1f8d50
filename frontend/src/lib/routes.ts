/** Finds what stands at an address. A pattern is a path of which one part may be open: "/coach/:name". */

/**
 * The open part of an address that fits a pattern, decoded; "" where the pattern leaves none open, null where it does not fit.
 */
export function matchPath(pattern: string, path: string): string | null {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return null;
  let name = "";
  for (const [index, part] of wanted.entries()) {
    const found = given[index] ?? "";
    if (part.startsWith(":") && found !== "") name = decode(found);
    else if (part !== found) return null;
  }
  return name;
}

/** The first route whose path fits, and the open part of the address. */
export function findRoute<R extends { path: string }>(
  routes: readonly R[],
  path: string,
): { route: R; name: string } | null {
  for (const route of routes) {
    const name = matchPath(route.path, path);
    if (name !== null) return { route, name };
  }
  return null;
}

/** What an address says, or its letters as they are where it is not well-formed. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
