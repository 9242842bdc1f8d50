import { place } from "./router.svelte";

/** What the present page is about, where its own heading says more than its kind: a session's subject and day. */
class Title {
  private about = $state.raw({ path: "", text: "" });

  get subject(): string {
    return this.about.path === place.path ? this.about.text : "";
  }

  /** Says what the page at the present address is about; the next page begins without it. */
  set(text: string): void {
    this.about = { path: place.path, text };
  }
}

export const title = new Title();
