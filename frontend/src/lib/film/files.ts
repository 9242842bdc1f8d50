/** The films that were chosen in this tab, so that a session made of one shows it without asking for it again. */
import type { SourceFilm } from "../api/types";

const chosen: File[] = [];
const MAX_FILES = 20;

/** Remembers a file until the tab is closed; nothing of it leaves the device by this. */
export function rememberFilm(file: File): void {
  chosen.unshift(file);
  chosen.length = Math.min(chosen.length, MAX_FILES);
}

/** The file of this tab that a session was made of. */
export function findFilm(film: Pick<SourceFilm, "name" | "size">): File | null {
  return chosen.find((one) => isFilm(one, film)) ?? null;
}

/** Whether a file can be the film: it may have been renamed, but not changed. */
export function isFilm(file: Pick<File, "size">, film: Pick<SourceFilm, "size">): boolean {
  return film.size === file.size;
}
