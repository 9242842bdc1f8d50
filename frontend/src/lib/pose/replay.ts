/** The number of the last picture at or before a time; 0 before the first. Times grow. */
export function frameAt(times_s: readonly number[], at_s: number): number {
  let [low, high] = [0, times_s.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((times_s[middle] ?? Number.POSITIVE_INFINITY) <= at_s) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Image points as flat x, y, whether they came with two or three values per point; null becomes NaN. */
export function flatImage(values: readonly (number | null)[], points = 33): number[] {
  const each = values.length === points * 3 ? 3 : 2;
  return Array.from({ length: points * 2 }, (_, i) => values[(i >> 1) * each + (i % 2)] ?? Number.NaN);
}
