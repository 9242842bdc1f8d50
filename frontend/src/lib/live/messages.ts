/** The text messages of docs/live-protocol.md, by the types that the studio describes (`make describe`). */
import type { components } from "../api/schema";

type Schemas = components["schemas"];

export const PROTOCOL = 2;

export type Target = Schemas["SetTarget"];
export type CoachingPlan = Schemas["CoachingPlan"];
export type HoldPosePlan = Schemas["HoldPosePlan"];
/** What a page says when it says it, and what pages before an update did not say, may be missing. */
type Late = "sent_ms" | "account" | "items";
export type Hello = Omit<Schemas["Hello"], Late> & Partial<Pick<Schemas["Hello"], Late>>;
export type Plan = Hello["plan"];

export type CoachingState = Schemas["CoachingState"];
export type HoldState = Schemas["HoldState"];
export type LiveState = Schemas["StateMessage"]["state"];
export type LiveEvent = Schemas["EventMessage"]["event"];
export type Summary = Schemas["SummaryMessage"]["result"];

export type Incoming =
  | Schemas["Welcome"]
  | Schemas["StateMessage"]
  | Schemas["EventMessage"]
  | Schemas["Durable"]
  | Schemas["SummaryMessage"]
  | Schemas["Pong"]
  | Schemas["ErrorMessage"];

/** The message of one type. */
export type Message<Type extends Incoming["type"]> = Extract<Incoming, { type: Type }>;
/** The event of one kind. */
export type EventOf<Kind extends LiveEvent["kind"]> = Extract<LiveEvent, { kind: Kind }>;
