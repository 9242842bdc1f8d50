import type { Feature } from "../../../src/features/feature";
import { clappingActivity } from "./activity";
import { clapping } from "./history";

/** Clapping to a song, as one feature more. */
export const claps: Feature = {
  routes: [
    { path: "/claps/:name", title: { en: "Clap", de: "Klatsch" }, load: () => import("./Claps.svelte") },
  ],
  start: {
    path: "/claps/row-your-boat",
    title: { en: "Clap along", de: "Klatsch mit" },
    text: { en: "Poise counts.", de: "Poise zählt." },
  },
  sessions: [clapping],
  activities: [clappingActivity],
};
