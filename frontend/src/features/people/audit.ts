import type { AuditRow } from "../../lib/api/types";
import { type Key, t } from "../../lib/i18n/index.svelte";

/** Who stands where no account does. */
const TERMINAL = "terminal";

const PLAIN = [
  "set-up",
  "sign-up",
  "sign-in",
  "sign-out",
  "sign-out-everywhere",
  "password-changed",
  "password-reset",
  "confirmation-refused",
  "refused",
] as const;
const OF_SOMEBODY = ["account-added", "account-changed", "reset-link"] as const;

/** One entry of the audit log as a sentence: "Ada made Ben an administrator". */
export function auditSentence(row: AuditRow, names: ReadonlyMap<string, string>): string {
  const actor = nameOf(row.actor, row.actor_name, names);
  const subject = nameOf(row.subject, row.subject_name, names);
  const said = row.changes.map((change) => changeSentence(change, actor, subject));
  if (said.length) return said.join("; ");
  const key = keyOf(row);
  return key ? t(key, { actor, subject, role: roleOf(row), ...wordsOf(row) }) : `${actor}: ${row.action}`;
}

/** Where somebody was who was refused or signed in, "" where that is not noted. */
export function auditAddress(row: AuditRow): string {
  const address: unknown = row.details["address"];
  return typeof address === "string" ? address : "";
}

function changeSentence(change: AuditRow["changes"][number], actor: string, subject: string): string {
  if (change.field === "is_disabled")
    return t(change.after === "yes" ? "audit.locked" : "audit.unlocked", { actor, subject });
  const after = roleKey(change.after);
  return after
    ? t(`audit.made.${after}`, { actor, subject })
    : t("audit.account-changed", { actor, subject });
}

function keyOf(row: AuditRow): Key | undefined {
  const { action } = row;
  const isOwn = row.actor === row.subject;
  if (action === "account-deleted") return isOwn ? "audit.account-deleted" : "audit.account-removed";
  if (action === "sign-in-refused" || action === "sign-in-limited")
    return row.subject ? `audit.${action}` : `audit.${action}.unknown`;
  if (action === "invitation") return roleOf(row) ? "audit.invitation.as" : "audit.invitation";
  if (action === "link-revoked") return row.subject ? "audit.link-revoked.of" : "audit.link-revoked";
  const known = [...PLAIN, ...OF_SOMEBODY].find((one) => one === action);
  return known && `audit.${known}`;
}

function nameOf(identifier: string, name: string, names: ReadonlyMap<string, string>): string {
  if (identifier === TERMINAL) return t("people.terminal");
  // The name of that time; entries of older versions have none.
  return name || names.get(identifier) || t(identifier ? "people.deleted" : "people.nobody");
}

function roleKey(role: unknown): "member" | "coach" | "admin" | undefined {
  return (["member", "coach", "admin"] as const).find((one) => one === role);
}

function roleOf(row: AuditRow): string {
  const role = roleKey(row.details["role"]);
  return role ? t(`role.${role}`) : "";
}

function wordsOf(row: AuditRow): Record<string, string> {
  const asked: unknown = row.details["asked"];
  return { asked: typeof asked === "string" ? asked : "" };
}
