/** Every number, day and time that a person reads on the page is written here: in their language and time zone. */
import { locale } from "./locale.svelte";

const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

/** Formats are slow to make and often asked for: each is made once. */
function cached<Format extends Intl.DateTimeFormat | Intl.NumberFormat>(
  key: string,
  make: () => Format,
): Format {
  const found = made.get(key) ?? make();
  made.set(key, found);
  return found as Format;
}

/** The person's time zone, or the device's where the browser does not know that name. */
function zone(): string | undefined {
  try {
    new Intl.DateTimeFormat("en", { timeZone: locale.timeZone || undefined });
    return locale.timeZone || undefined;
  } catch {
    return undefined;
  }
}

/** The name of the time zone by whose clock the page tells days. */
export function timeZone(): string {
  return zone() ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A calendar day as the short name of its day of the week. */
export function weekday(iso: string): string {
  const at = Date.parse(`${iso}T12:00:00Z`);
  return Number.isNaN(at) ? "" : dates({ weekday: "short", timeZone: "UTC" }).format(at);
}

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale.tag, options]);
  return cached(key, () => new Intl.DateTimeFormat(locale.tag, options));
}

/** A moment (ms since 1970, UTC) as day and time. */
export function shortDate(at_ms: number): string {
  return dates({ dateStyle: "medium", timeStyle: "short", timeZone: zone() }).format(at_ms);
}

/** A moment as the time of its day. */
export function timeOfDay(at_ms: number): string {
  return dates({ timeStyle: "short", timeZone: zone() }).format(at_ms);
}

/** A calendar day ("2026-11-24"), with its year where that is not the present one. It is no moment and has no zone. */
export function day(iso: string): string {
  const at = Date.parse(`${iso}T12:00:00Z`);
  if (Number.isNaN(at)) return iso;
  const isThisYear = iso.slice(0, 4) === String(new Date().getFullYear());
  return dates({
    weekday: "short",
    day: "numeric",
    month: "short",
    ...(isThisYear ? {} : { year: "numeric" }),
    timeZone: "UTC",
  }).format(at);
}

/** A calendar day as short as an axis needs it. */
export function axisDay(iso: string, hasYear: boolean): string {
  const at = Date.parse(`${iso}T12:00:00Z`);
  const year: Intl.DateTimeFormatOptions = hasYear ? { year: "2-digit" } : {};
  return dates({ day: "numeric", month: "short", ...year, timeZone: "UTC" }).format(at);
}

/** A number with the given number of decimals: 2.5 is "2,5" in German. */
export function number(value: number, decimals = 0): string {
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const format = cached(`${locale.tag} ${decimals}`, () => new Intl.NumberFormat(locale.tag, options));
  // What is rounded to nothing has no sign.
  return format.format(Number(value.toFixed(decimals)) === 0 ? 0 : value);
}

/** A number with as many decimals as it has, at most two. */
export function shortNumber(value: number): string {
  const format = cached(`${locale.tag} short`, () => {
    return new Intl.NumberFormat(locale.tag, { maximumFractionDigits: 2 });
  });
  return format.format(value);
}

const SIZES = ["kilobyte", "megabyte", "gigabyte"] as const;

/** The size of a file in the largest unit of which it has one, with two digits at least. */
export function fileSize(bytes: number): string {
  const index = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 1), SIZES.length);
  const value = bytes / 1000 ** index;
  const decimals = value < 10 ? 1 : 0;
  const options: Intl.NumberFormatOptions = {
    style: "unit",
    unit: SIZES[index - 1] ?? "kilobyte",
    maximumFractionDigits: decimals,
  };
  const key = `${locale.tag} ${options.unit} ${decimals}`;
  return cached(key, () => new Intl.NumberFormat(locale.tag, options)).format(value);
}

/** A length of time as m:ss, from an hour on as h:mm:ss. */
export function clock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
