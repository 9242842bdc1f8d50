import { describe, expect, it } from "vitest";
import type { AuditRow } from "../../../src/lib/api/types";
import { auditAddress, auditSentence } from "../../../src/features/people/audit";
import { speak } from "../../../src/lib/i18n/index.svelte";

const NAMES = new Map([["2", "Ben"]]);

function row(action: string, more: Partial<AuditRow> = {}): AuditRow {
  return {
    identifier: "1",
    at_ms: 0,
    actor: "1",
    actor_name: "Ada",
    action,
    subject: "",
    subject_name: "",
    changes: [],
    details: {},
    ...more,
  };
}
const ben = { subject: "2", subject_name: "Ben" };
const change = (field: string, before: string, after: string) => ({
  changes: [{ field, before, after }],
  ...ben,
});

describe("an entry of the audit log", () => {
  it.each<[AuditRow, string, string]>([
    [
      row("account-changed", change("role", "member", "admin")),
      "Ada made Ben an administrator",
      "Ada hat Ben zum Verwalter gemacht",
    ],
    [
      row("account-changed", change("role", "admin", "member")),
      "Ada made Ben a member",
      "Ada hat Ben zum Mitglied gemacht",
    ],
    [
      row("account-changed", change("is_disabled", "no", "yes")),
      "Ada locked Ben out",
      "Ada hat Ben ausgesperrt",
    ],
    [
      row("account-changed", change("is_disabled", "yes", "no")),
      "Ada let Ben in again",
      "Ada hat Ben wieder eingelassen",
    ],
    [row("account-changed", ben), "Ada changed the account of Ben", "Ada hat das Konto von Ben geändert"],
    [
      row("account-changed", { ...change("role", "member", "coach"), actor: "terminal", actor_name: "" }),
      "The terminal made Ben a coach",
      "Das Terminal hat Ben zum Trainer gemacht",
    ],
    [
      row("account-deleted", { subject: "1", subject_name: "Ada" }),
      "Ada deleted their own account",
      "Ada hat das eigene Konto gelöscht",
    ],
    [
      row("account-deleted", { ...ben, actor: "terminal", actor_name: "" }),
      "The terminal deleted the account of Ben",
      "Das Terminal hat das Konto von Ben gelöscht",
    ],
    [
      row("sign-in-refused", { actor: "", actor_name: "", ...ben }),
      "Somebody was refused at the account of Ben",
      "Jemand wurde am Konto von Ben abgewiesen",
    ],
    [
      row("sign-in-refused", { actor: "", actor_name: "" }),
      "Somebody was refused: no such name",
      "Jemand wurde abgewiesen: Diesen Namen gibt es nicht",
    ],
    [
      row("invitation", { details: { role: "coach" } }),
      "Ada made an invitation as Coach",
      "Ada hat eine Einladung als Trainer gemacht",
    ],
    [
      row("refused", { details: { asked: "GET /api/v1/accounts" } }),
      "Ada was refused: GET /api/v1/accounts is for administrators",
      "Ada wurde abgewiesen: GET /api/v1/accounts ist nur für Verwalter",
    ],
    [row("sign-out"), "Ada signed out", "Ada hat sich abgemeldet"],
    [
      row("reset-link", { actor: "9", actor_name: "", subject: "2" }),
      "A deleted account made a link for a new password for Ben",
      "Ein gelöschtes Konto hat einen Link für ein neues Passwort für Ben gemacht",
    ],
    [row("something-new"), "Ada: something-new", "Ada: something-new"],
  ])("reads as a sentence: %#", (entry, english, german) => {
    speak("en");
    expect(auditSentence(entry, NAMES)).toBe(english);
    speak("de");
    expect(auditSentence(entry, NAMES)).toBe(german);
    speak("en");
  });

  it("says every change that was made at once", () => {
    const both = row("account-changed", {
      ...ben,
      changes: [
        { field: "role", before: "member", after: "admin" },
        { field: "is_disabled", before: "no", after: "yes" },
      ],
    });
    expect(auditSentence(both, NAMES)).toBe("Ada made Ben an administrator; Ada locked Ben out");
  });

  it("shows an address only where one was noted", () => {
    expect(auditAddress(row("sign-in", { details: { address: "192.0.2.1" } }))).toBe("192.0.2.1");
    expect(auditAddress(row("sign-in"))).toBe("");
  });
});
