import type { SessionKind } from "../../../src/features/feature";
import { number } from "../../../src/lib/i18n/index.svelte";

export const clapping: SessionKind = {
  kind: "clapping",
  name: { en: "Claps", de: "Klatschen" },
  result: (row) => number(row.measures["claps"] ?? 0),
  figures: (session) => [
    { label: { en: "Claps", de: "Geklatscht" }, value: number(session.measures["claps"] ?? 0) },
  ],
  notices: () => [],
  isCorrectable: () => false,
  exports: ["json", "csv", "poise"],
  details: () => import("./SessionDetails.svelte"),
};
