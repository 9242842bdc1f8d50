import { ApiError, api, whenSignInExpires } from "./api/client";
import type { Me, Profile, Status } from "./api/types";
import { forgetExercises } from "./offline/exercises";
import { forgetPerson, isAway, recallPerson, rememberPerson } from "./offline/person";
import { isLanguage, type Key, speak, t, tongue } from "./i18n/index.svelte";

export type Theme = "auto" | "light" | "dark";

/** What every page may know: the studio's state, who is signed in, and how the page looks. */
class Studio {
  status = $state.raw<Status | null>(null);
  me = $state.raw<Me | null>(null);
  trouble = $state("");
  theme = $state<Theme>(readTheme());
  /** The studio does not answer; the page is used by the one who was signed in when it last did. */
  isAway = $state(false);
  /** Whether the person has to sign in once more; the page behind stays as it is. */
  isExpired = $state(false);

  private expiry: Promise<boolean> | null = null;
  private settle: (isBack: boolean) => void = () => undefined;

  async open(): Promise<void> {
    this.trouble = "";
    try {
      const status = await api.status();
      const me = status.signed_in ? await api.me() : null;
      this.status = status; // both at once: the door must not flash up before the person is known
      this.isAway = false;
      if (me) this.welcome(me);
      else forgetPersonal();
    } catch (error) {
      if (!isAway(error) || !this.recall()) this.trouble = sentence(error);
    }
  }

  /** Goes on without the studio, as the person who was signed in when it last answered. */
  private recall(): boolean {
    const known = recallPerson();
    if (!known) return false;
    this.status = known.status;
    this.welcome(known.me);
    this.isAway = true;
    return true;
  }

  welcome(me: Me): void {
    this.me = me;
    if (this.status) this.status = { ...this.status, signed_in: true, needs_setup: false };
    if (isLanguage(me.profile.language)) speak(me.profile.language);
    tongue.timeZone = me.profile.time_zone;
    if (this.status) rememberPerson({ status: this.status, me });
  }

  /** Asks the person to sign in once more; all requests that wait for it get the same answer. */
  signInAgain(): Promise<boolean> {
    if (this.me === null) return Promise.resolve(false);
    this.isExpired = true;
    this.expiry ??= new Promise((resolve) => {
      this.settle = resolve;
    });
    return this.expiry;
  }

  /** The person has signed in once more: everything goes on. */
  comeBack(me: Me): void {
    this.welcome(me);
    this.end(true);
  }

  /** The person does not want to sign in once more. */
  giveUp(): void {
    this.end(false);
    this.leave();
  }

  private end(isBack: boolean): void {
    this.isExpired = false;
    this.expiry = null;
    this.settle(isBack);
  }

  leave(): void {
    forgetPersonal();
    this.me = null;
    tongue.timeZone = "";
    if (this.status) this.status = { ...this.status, signed_in: false };
  }

  async changeProfile(profile: Partial<Profile>): Promise<void> {
    this.welcome(await api.changeProfile(profile));
  }

  wear(theme: Theme): void {
    this.theme = theme;
    localStorage.setItem("poise-theme", theme);
  }
}

/** Of somebody who is not signed in any more nothing personal stays here but what waits to be sent for them. */
function forgetPersonal(): void {
  forgetPerson();
  forgetExercises();
}

function readTheme(): Theme {
  const kept = localStorage.getItem("poise-theme");
  return kept === "light" || kept === "dark" ? kept : "auto";
}

/** One sentence for a person, whatever went wrong. */
export function sentence(error: unknown): string {
  if (!(error instanceof ApiError)) return t("error.unexpected");
  return error.message || t(REASONS[error.status] ?? "error.answer");
}

/** For answers without a sentence of the studio's own: it did not answer, or a proxy did in its place. */
const REASONS: Record<number, Key> = {
  0: "error.unreachable",
  401: "error.signed-out",
  413: "error.too-large",
  429: "error.too-many",
  502: "error.unavailable",
  503: "error.unavailable",
  504: "error.unavailable",
};

export const studio = new Studio();
whenSignInExpires(() => studio.signInAgain());
