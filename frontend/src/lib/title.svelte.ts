import { place } from "./router.svelte";

/** What the present page is about, where its own heading says more than its kind: a session's subject and day. */
class Title {
  private about = $state.raw({ path: "", text: "" });

  get subject(): string {
    return this.about.path === place.path ? this.about.text : "";
  }

  /**
   * Returns what the page at the present address says of itself once it knows; the next page begins without it. What
   * comes when the person has gone on is not said of the page that they are on.
   */
  ofThisPage(): (text: string) => void {
    const { path } = place;
    return (text) => {
      if (place.path === path) this.about = { path, text };
    };
  }
}

export const title = new Title();
