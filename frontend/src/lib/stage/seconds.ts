/** Which seconds of a hold are worth a word: every fifth, and the last three. No framework in here. */

const EVERY_S = 5;
const LAST_S = 3;

/**
 * What is to be said when the time held went from one value to the next, "" where nothing is.
 *
 * @param goal_s - how long is to be held; null where that is open
 */
export function secondsToSay(before_s: number, now_s: number, goal_s: number | null): string {
  const [before, now] = [Math.floor(before_s), Math.floor(now_s)];
  if (now <= before || now === 0) return "";
  const left = goal_s === null ? Infinity : Math.ceil(goal_s) - now;
  if (left <= 0) return "";
  if (left <= LAST_S) return String(left);
  return now % EVERY_S === 0 ? String(now) : "";
}
