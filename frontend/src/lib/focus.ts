/**
 * Puts the focus on the heading of the page that has just been opened, as soon as it is there, so that a screen reader reads
 * it and Tab goes on from it. Stops where the person has put the focus somewhere else meanwhile.
 *
 * Returns a function that gives up.
 */
export function focusHeading(root: ParentNode & Node = document.body): () => void {
  const before = document.activeElement;
  const isElsewhere = () => ![before, document.body, null].includes(document.activeElement);
  const found = () => {
    const heading = root.querySelector<HTMLElement>("main h1");
    if (!heading) return false;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    return true;
  };
  const watch = new MutationObserver(() => {
    if (isElsewhere() || found()) watch.disconnect();
  });
  // The page that is left is taken away in a microtask: its heading is not the one.
  const timer = setTimeout(() => {
    if (!isElsewhere() && !found()) watch.observe(root, { childList: true, subtree: true });
  });
  return () => {
    clearTimeout(timer);
    watch.disconnect();
  };
}
