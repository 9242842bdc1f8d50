import { describe, expect, it } from "vitest";
import { place } from "../../src/lib/router.svelte";
import { title } from "../../src/lib/title.svelte";

describe("what a page is about", () => {
  it("is said once the page knows, and of this page alone", () => {
    place.go("/history/one");
    const sayOfOne = title.ofThisPage();
    sayOfOne("Squat");
    expect(title.subject).toBe("Squat");
    place.go("/account");
    expect(title.subject).toBe("");
    sayOfOne("Squat"); // it came late
    expect(title.subject).toBe("");
  });
});
