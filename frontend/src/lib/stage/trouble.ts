import { t } from "../i18n/index.svelte";
import { diagnoseLink } from "../live/diagnose";

/** What ended a training in this page, and what can be done about it. */
export interface Trouble {
  kind: "estimation" | "link";
  text: string;
}

/**
 * Why no body can be found. The body model comes from the studio, and so does its answer where it looks itself: the studio
 * may just be away.
 */
export async function estimationTrouble(isRemote: boolean): Promise<Trouble> {
  const reason = await diagnoseLink();
  if (reason === "") return { kind: "link", text: t("live.no-link") };
  if (reason === "signed-out") return { kind: "link", text: t("link.signed-out") };
  return { kind: "estimation", text: t(isRemote ? "live.no-studio" : "live.no-model") };
}
