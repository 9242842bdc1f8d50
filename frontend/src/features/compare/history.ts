import { number, t } from "../../lib/i18n/index.svelte";
import type { SessionKind } from "../feature";

export const comparison: SessionKind = {
  kind: "comparison",
  name: "kind.comparison",
  result: (row) => (row.score === null ? t("history.unjudged") : number(row.score)),
  figures: () => [], // the comparison itself begins with its score
  notices: () => [],
  isCorrectable: () => false,
  exports: [],
  details: () => import("./SessionDetails.svelte"),
};
