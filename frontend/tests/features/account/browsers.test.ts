import { expect, it } from "vitest";
import type { SignIn } from "../../../src/lib/api/types";
import { groupByBrowser } from "../../../src/features/account/browsers";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
const NEWER = CHROME.replace("140", "141");
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0";

const signIn = (identifier: string, user_agent: string, seen_ms: number, is_this = false): SignIn => ({
  identifier,
  user_agent,
  seen_ms,
  is_this,
  created_ms: 0,
});

it("shows this browser first and those that look alike as one", () => {
  const list = [
    signIn("a", CHROME, 10),
    signIn("b", FIREFOX, 90),
    signIn("c", NEWER, 50),
    signIn("d", CHROME, 5, true),
  ];
  expect(groupByBrowser(list)).toEqual([
    { title: "Chrome, Linux", isThis: true, seen_ms: 5, identifiers: ["d"] },
    { title: "Firefox, Windows", isThis: false, seen_ms: 90, identifiers: ["b"] },
    { title: "Chrome, Linux", isThis: false, seen_ms: 50, identifiers: ["a", "c"] },
  ]);
});

it("shows nothing where nobody is signed in", () => {
  expect(groupByBrowser([])).toEqual([]);
});
