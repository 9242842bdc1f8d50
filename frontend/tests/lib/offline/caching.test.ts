import { describe, expect, it } from "vitest";
import { isModel, isNavigation, isOfBuild, isPageFile, oldCaches } from "../../../src/lib/offline/caching";

describe("what the service worker keeps", () => {
  it.each([
    ["/assets/index-Ab12.js", "file"],
    ["/assets/archivo-x.woff2", "file"],
    ["/icon.svg", "file"],
    ["/icon-192.png", "file"],
    ["/manifest.webmanifest", "file"],
    ["/vision-1.1.0/vision_wasm_module_internal.wasm", "model"],
    ["/api/v1/models/lite.task", "model"],
    ["/api/v1/me", "nothing"],
    ["/api/v1/sessions", "nothing"],
    ["/api/v1/sessions/1/film", "nothing"],
    ["/api/v1/exercises/squat/figure.svg", "nothing"],
    ["/api/v1/models/../me", "nothing"],
    ["/api-docs-5.35.0/swagger-ui.css", "nothing"],
    ["/service-worker.js", "nothing"],
  ])("of %s is a %s", (path, kind) => {
    const found = [isModel(path) && "model", isPageFile(path) && "file"].filter(Boolean);
    expect(found).toEqual(kind === "nothing" ? [] : [kind]);
  });

  it.each([
    ["a page", "navigate", "/coach/squat", true],
    ["a download of the interface", "navigate", "/api/v1/me/export", false],
    ["a picture", "no-cors", "/coach/squat", false],
  ] as const)("answers %s with the page or not", (_, mode, path, expected) => {
    expect(isNavigation(mode, path)).toBe(expected);
  });

  it.each([
    ["nothing yet", [], []],
    ["the present build alone", ["poise-models", "poise-page-3"], []],
    ["one before it, whose pages may still be open", ["poise-page-2", "poise-models", "poise-page-3"], []],
    ["two before it", ["poise-page-1", "poise-page-2", "poise-page-3"], ["poise-page-1"]],
    ["the present one, which came back", ["poise-page-3", "poise-page-1", "poise-page-2"], ["poise-page-1"]],
    ["a cache of somebody else's", ["other-1", "other-2", "poise-page-3"], []],
  ])("forgets of %s what is too old", (_, names, gone) => {
    expect(oldCaches(names, "poise-page-3")).toEqual(gone);
  });

  it.each([
    ["of its own files", '<script src="/assets/a-1.js"></script><link href="/assets/a-1.css">', true],
    [
      "of a file of a newer build",
      '<script src="/assets/a-2.js"></script><link href="/assets/a-1.css">',
      false,
    ],
    ["that is a proxy's", "<h1>502 Bad Gateway</h1>", false],
  ])("keeps no page but one %s", (_, html, expected) => {
    expect(isOfBuild(html, ["assets/a-1.js", "assets/a-1.css", "icon.svg"])).toBe(expected);
  });
});
