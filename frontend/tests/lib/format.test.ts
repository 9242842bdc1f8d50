import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as format from "../../src/lib/i18n/format";
import { locale } from "../../src/lib/i18n/locale.svelte";

const plain = (text: string) => text.replaceAll(/[\u202f\u00a0]/g, " ");
const MOMENT_MS = Date.UTC(2026, 10, 24, 23, 30);

beforeEach(() => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue([]);
});
afterEach(() => {
  locale.language = "en";
  locale.timeZone = "";
  vi.restoreAllMocks();
});

describe("a moment", () => {
  it.each([
    ["en", "UTC", "Nov 24, 2026, 11:30 PM"],
    ["en", "Europe/Berlin", "Nov 25, 2026, 12:30 AM"],
    ["de", "Europe/Berlin", "25.11.2026, 00:30"],
    ["de", "America/Los_Angeles", "24.11.2026, 15:30"],
    ["de", "Asia/Kathmandu", "25.11.2026, 05:15"],
  ] as const)("in %s and %s is %s", (language, timeZone, text) => {
    Object.assign(locale, { language, timeZone });
    expect(plain(format.shortDate(MOMENT_MS))).toBe(text);
    expect(plain(format.timeOfDay(MOMENT_MS))).toBe(text.split(", ").at(-1));
  });

  it("is written as the device's own variety of the language does", () => {
    vi.spyOn(navigator, "languages", "get").mockReturnValue(["de-AT", "en-GB", "en"]);
    locale.timeZone = "UTC";
    expect(format.shortDate(MOMENT_MS)).toBe("24 Nov 2026, 23:30");
  });

  it("is in the device's zone where the browser does not know the person's", () => {
    locale.timeZone = "Mars/Olympus";
    expect(plain(format.shortDate(MOMENT_MS))).toMatch(/^Nov 2[45], 2026, \d+:\d+ [AP]M$/);
  });
});

describe("a calendar day", () => {
  it.each(["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])("is the same day in %s", (timeZone) => {
    Object.assign(locale, { language: "de", timeZone });
    expect(format.day("2023-03-01")).toBe("Mi., 1. März 2023");
    expect(format.axisDay("2023-03-01", true)).toBe("1. März 23");
  });

  it("has no year in the present one", () => {
    const year = new Date().getFullYear();
    expect(format.day(`${year}-03-01`)).not.toContain(String(year));
  });

  it("is left as it is where it is none", () => {
    expect(format.day("someday")).toBe("someday");
  });
});

describe("a number", () => {
  it.each([
    ["en", 1234.5, 1, "1,234.5"],
    ["de", 1234.5, 1, "1.234,5"],
    ["de", 0.25, 2, "0,25"],
    ["de", -0.4, 0, "0"],
    ["en", 71.5, 0, "72"],
  ] as const)("in %s: %f with %i decimals is %s", (language, value, decimals, text) => {
    locale.language = language;
    expect(format.number(value, decimals)).toBe(text);
  });

  it.each([
    [0.25, "0,25"],
    [2, "2"],
    [0.1 + 0.2, "0,3"],
  ])("%f as short as it can be is %s in German", (value, text) => {
    locale.language = "de";
    expect(format.shortNumber(value)).toBe(text);
  });
});

describe("the size of a file", () => {
  it.each([
    [0, "0 kB"],
    [400, "0.4 kB"],
    [1500, "1.5 kB"],
    [48_200_000, "48 MB"],
    [2_345_000_000, "2.3 GB"],
    [5e12, "5,000 GB"],
  ])("of %i bytes is %s", (bytes, text) => {
    expect(format.fileSize(bytes)).toBe(text);
  });
});

describe("a length of time", () => {
  it.each([
    [0, "0:00"],
    [59.9, "0:59"],
    [3599, "59:59"],
    [3725, "1:02:05"],
    [-3, "0:00"],
    [Number.NaN, "0:00"],
  ])("of %f s is %s", (seconds, text) => {
    expect(format.clock(seconds)).toBe(text);
  });
});

it("no page or component writes numbers and times by itself", () => {
  const own = /\.toFixed\(|toLocale\w*\(|Intl\.(Number|DateTime)Format\((?!\)\.resolvedOptions)/;
  const found = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
    (path) =>
      path.endsWith(".svelte") && !/\/coach\//.test(path) && own.test(readFileSync(`src/${path}`, "utf8")),
  );
  expect(found).toEqual([]);
});
