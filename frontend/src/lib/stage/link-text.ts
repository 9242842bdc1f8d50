import { t } from "../i18n/index.svelte";
import type { LinkReason } from "../live/socket";

/** The reason in the person's language where it is known, else the studio's own sentence. */
export function linkText({ reason, text }: LinkReason): string {
  switch (reason) {
    case "signed-out":
    case "origin":
    case "blocked":
    case "busy":
    case "limit":
    case "set-back":
      return t(`link.${reason}`);
    default:
      return text || t("live.refused");
  }
}
