import { POINTS } from "./skeleton";

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

const GAP_S = 1; // a device that sees once in a second is slower than any that is let through the set-up check

/** How long nothing may be seen before it is a gap: a second, or three times the usual step of a slow recording. */
export function gapLimit_s(times_s: readonly number[]): number {
  const steps = times_s.slice(1).map((at, index) => at - (times_s[index] ?? at));
  const usual = steps.sort((a, b) => a - b)[steps.length >> 1] ?? 0;
  return Math.max(GAP_S, 3 * usual);
}

/** The times and series with an empty point inside of every gap, so that a chart draws no line where nothing was seen. */
export function withGaps(
  times_s: readonly number[],
  series: readonly (readonly (number | null)[])[],
): [number[], ...(number | null)[][]] {
  const limit = gapLimit_s(times_s);
  const times: number[] = [];
  const values: (number | null)[][] = series.map(() => []);
  times_s.forEach((at, index) => {
    const before = times_s[index - 1] ?? at;
    if (at - before > limit) {
      times.push((before + at) / 2);
      for (const one of values) one.push(null);
    }
    times.push(at);
    values.forEach((one, each) => one.push(series[each]?.[index] ?? null));
  });
  return [times, ...values];
}

/** Whether nothing was seen at a time: it lies inside of a gap. */
export function isInGap(times_s: readonly number[], at_s: number, limit_s: number): boolean {
  const frame = frameAt(times_s, at_s);
  const [before, after] = [times_s[frame] ?? at_s, times_s[frame + 1] ?? at_s];
  return after - before > limit_s && at_s - before > limit_s / 2 && at_s < after;
}

/** Image points as flat x, y, whether they came with two or three values per point; null becomes NaN. */
export function flatImage(values: readonly (number | null)[], points: number = POINTS): number[] {
  const each = values.length === points * 3 ? 3 : 2;
  return Array.from({ length: points * 2 }, (_, i) => values[(i >> 1) * each + (i % 2)] ?? Number.NaN);
}
