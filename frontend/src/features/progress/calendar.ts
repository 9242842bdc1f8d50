/** Days as a calendar: a column for each week, a row for each day of it. A day is "2026-11-24" and has no zone. */

const DAY_MS = 86_400_000;

export interface CalendarDay {
  day: string;
  /** Sessions on it. */
  count: number;
  /** Whether it lies in the period that is shown. */
  isIn: boolean;
}

export interface CalendarWeek {
  /** Its Monday. */
  day: string;
  days: CalendarDay[];
  /** The first of a month that begins in it, else "". */
  newMonth: string;
}

/** A day so many days later. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  return addDays(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7));
}

/** The day that it is in a time zone. */
export function todayIn(zone: string, now: Date = new Date()): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(now);
}

/** The weeks from one day to another, both included, at most the last `most` of them. */
export function weeksOf(
  first: string,
  last: string,
  sessions: ReadonlyMap<string, number>,
  most = 53,
): CalendarWeek[] {
  const earliest = addDays(mondayOf(last), -7 * (most - 1));
  const weeks: CalendarWeek[] = [];
  for (let monday = max(mondayOf(first), earliest); monday <= last; monday = addDays(monday, 7)) {
    const days = [0, 1, 2, 3, 4, 5, 6].map((offset) => {
      const day = addDays(monday, offset);
      return { day, count: sessions.get(day) ?? 0, isIn: day >= first && day <= last };
    });
    weeks.push({ day: monday, days, newMonth: days.find((one) => one.day.endsWith("-01"))?.day ?? "" });
  }
  return weeks;
}

function max(a: string, b: string): string {
  return a > b ? a : b;
}
