import { describe, expect, it } from "vitest";
import { findRoute, matchPath } from "../../src/lib/routes";

describe("a pattern of an address", () => {
  it.each([
    ["the start page", "/", "/", ""],
    ["a page of its own", "/history", "/history", ""],
    ["an open part", "/history/:name", "/history/0190", "0190"],
    ["an open part with signs that an address writes otherwise", "/coach/:name", "/coach/a%20b", "a b"],
    ["an open part that is not well-formed stays as it is", "/coach/:name", "/coach/%E0%A4%A", "%E0%A4%A"],
    ["an open part is never empty", "/coach/:name", "/coach/", null],
    ["a longer address", "/history/:name", "/history/1/2", null],
    ["a shorter address", "/history/:name", "/history", null],
    ["another address", "/history", "/progress", null],
    ["the start page is no beginning of others", "/", "/history", null],
  ] as [string, string, string, string | null][])("%s", (_, pattern, path, name) => {
    expect(matchPath(pattern, path)).toBe(name);
  });
});

describe("the route of an address", () => {
  const routes = [{ path: "/coach" }, { path: "/coach/:name" }];

  it("is the first that fits", () => {
    expect(findRoute(routes, "/coach/squat")).toEqual({ route: routes[1], name: "squat" });
  });

  it("is none where nothing stands", () => {
    expect(findRoute(routes, "/nowhere")).toBeNull();
  });
});
