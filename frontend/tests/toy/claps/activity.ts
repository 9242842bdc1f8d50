import type { ActivityKind } from "../../../src/lib/stage/activity";

/** What the studio says of claps; its description holds these types where it knows the activity. */
export interface ClappingPlan {
  kind: "clapping";
  song: string;
  claps: number;
}
export interface ClappingState {
  kind: "clapping";
  phase: string;
  paused: boolean;
  claps: number;
}
export interface ClapEvent {
  kind: "clap";
  time_s: number;
  number: number;
}

export const clappingActivity: ActivityKind = {
  kind: "clapping",
  parts: ["left_hand", "right_hand"],
  subject: (plan) => (plan as unknown as ClappingPlan).song,
  title: (song) => Promise.resolve(song.replaceAll("-", " ")),
  path: (song) => `/claps/${song}`,
  isArmed: () => false,
  offLimbs: () => null,
  reactions: (event) => {
    const { kind, number } = event as unknown as ClapEvent;
    return kind === "clap" ? [{ kind: "say", text: String(number) }] : [];
  },
};
