/**
 * The theme that the page wears. Style sheets follow by themselves; what is drawn on a canvas reads this, and is drawn
 * again when the theme changes.
 */
class WornTheme {
  isDark = $state(false);

  /** Put the page into a theme. */
  put(isDark: boolean): void {
    document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
    this.isDark = isDark;
  }
}

export const worn = new WornTheme();
