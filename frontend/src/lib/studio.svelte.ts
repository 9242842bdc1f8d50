import { ApiError, api } from "./api/client";
import type { Me, Profile, Status } from "./api/types";
import { isLanguage, speak, t, tongue } from "./i18n/index.svelte";

export type Theme = "auto" | "light" | "dark";

/** What every page may know: the studio's state, who is signed in, and how the page looks. */
class Studio {
  status = $state.raw<Status | null>(null);
  me = $state.raw<Me | null>(null);
  trouble = $state("");
  theme = $state<Theme>(readTheme());

  async open(): Promise<void> {
    this.trouble = "";
    try {
      this.status = await api.status();
      if (this.status.signed_in) this.welcome(await api.me());
    } catch (error) {
      this.trouble = sentence(error);
    }
  }

  welcome(me: Me): void {
    this.me = me;
    if (this.status) this.status = { ...this.status, signed_in: true, needs_setup: false };
    if (isLanguage(me.profile.language)) speak(me.profile.language);
    tongue.timeZone = me.profile.time_zone;
  }

  leave(): void {
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

function readTheme(): Theme {
  const kept = localStorage.getItem("poise-theme");
  return kept === "light" || kept === "dark" ? kept : "auto";
}

/** One sentence for a person, whatever went wrong. */
export function sentence(error: unknown): string {
  if (error instanceof ApiError) return error.status === 0 ? t("error.unreachable") : error.message;
  return t("error.unexpected");
}

export const studio = new Studio();
