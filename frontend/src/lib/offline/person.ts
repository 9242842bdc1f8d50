import { ApiError } from "../api/client";
import type { Me, Status } from "../api/types";

/** Who was signed in when the studio was last there. */
export interface Remembered {
  status: Status;
  me: Me;
}

const KEY = "poise-person";

/** Remembers who is signed in, so that the page can be used while the studio is away. */
export function rememberPerson(person: Remembered): void {
  localStorage.setItem(KEY, JSON.stringify(person));
}

export function recallPerson(): Remembered | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") as Remembered | null;
  } catch {
    return null; // another page of this address wrote something else there
  }
}

export function forgetPerson(): void {
  localStorage.removeItem(KEY);
}

/** Whether nobody answered, or a proxy in the place of a studio that is away. */
export function isAway(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || (error.status >= 502 && error.status <= 504));
}
