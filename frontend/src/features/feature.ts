/** What a feature tells the frame of the page (router, navigation, start page, history) about itself. */
import type { Component } from "svelte";
import type { SessionDetails, SessionRow } from "../lib/api/types";
import { t, type Text } from "../lib/i18n/index.svelte";
import type { ActivityKind } from "../lib/stage/activity";

/** What every page is given; a page takes what it needs of it. */
export interface PageProps {
  /** The part of the address that the route leaves open, decoded; empty where it leaves none open. */
  name: string;
  /** All features, for the pages that show what others made. */
  features: readonly Feature[];
}

export interface Route {
  /** The address; at most one part of it is open: "/coach/:name". */
  path: string;
  /** How the page is called while it has nothing to say about its subject. */
  title: Text;
  load: () => Promise<{ default: Component<never> }>;
  /** The label of the entry in the main navigation, for the pages that have one. */
  navigation?: Text;
}

/** An offer on the start page. */
export interface StartEntry {
  path: string;
  title: Text;
  text: Text;
}

/** A number in the head of a session's page. */
export interface Figure {
  label: Text;
  value: string;
  /** Set smaller behind the value: " / 10". */
  of?: string;
  note?: string;
}

/** What was noticed during a session, for its log. */
export interface Notice {
  at_ms: number;
  text: string;
}

/** What progress is shown of: an exercise, for example. */
export interface Subject {
  identifier: string;
  name: string;
  /** Where one does it. */
  path: string;
  /** What is counted of it in a day, the first of them the most: charted together, so of one unit. */
  measures: readonly Measure[];
}

export interface Measure {
  /** Its name in `measures` of a session and of a day. */
  name: string;
  label: Text;
  /** Seconds are told as minutes and seconds. */
  unit: "" | "s";
}

/** A feature's part of the history: how the sessions of one kind are listed and shown. */
export interface SessionKind {
  kind: string;
  name: Text;
  /** The result in a list of sessions, in a few characters. */
  result(row: SessionRow): string;
  /** The figures in the head of the session's page; its duration is added to them. */
  figures(session: SessionDetails): Figure[];
  notices(session: SessionDetails): Notice[];
  /** Where the session comes from, in a few words, where that is not a camera; "" otherwise. */
  origin?: (session: SessionDetails) => string;
  /** Whether a person may correct the count of the session. */
  isCorrectable(session: SessionDetails): boolean;
  /** The formats in which the session can be exported. */
  exports: readonly string[];
  /** What progress can be shown of; a kind without it does not appear there. */
  subjects?: () => Promise<Subject[]>;
  /** What the page of a session shows below its head. */
  details: () => Promise<{ default: Component<{ session: SessionDetails }> }>;
}

export interface Feature {
  routes: readonly Route[];
  start?: StartEntry;
  sessions?: readonly SessionKind[];
  /** What can be done live in it. */
  activities?: readonly ActivityKind[];
}

/** The feature's part that knows sessions of this kind; undefined where no feature does. */
export function sessionKindOf(features: readonly Feature[], kind: string): SessionKind | undefined {
  return sessionKinds(features).find((one) => one.kind === kind);
}

/** The name of a kind of sessions; one that no feature knows is called as it is. */
export function kindName(features: readonly Feature[], kind: string): string {
  const known = sessionKindOf(features, kind);
  return known ? t(known.name) : kind.replaceAll("-", " ");
}

export function sessionKinds(features: readonly Feature[]): SessionKind[] {
  return features.flatMap((one) => one.sessions ?? []);
}
