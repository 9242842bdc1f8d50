/** The films that were chosen in this tab, so that a session made of one shows it without asking for it again. */

/** What a session says of the film that it was made of. */
export interface FilmDetails {
  /** The name of the file, for people. */
  name: string;
  /** Of the file, in bytes. */
  size: number;
  /** The identifier of the kept original; "" where it was not kept. */
  upload: string;
}

const chosen: File[] = [];
const MAX_FILES = 20;

/** Remembers a file until the tab is closed; nothing of it leaves the device by this. */
export function rememberFilm(file: File): void {
  chosen.unshift(file);
  chosen.length = Math.min(chosen.length, MAX_FILES);
}

/** The file of this tab that a session was made of. */
export function findFilm(film: Pick<FilmDetails, "name" | "size">): File | null {
  return chosen.find((one) => isFilm(one, film)) ?? null;
}

/** Whether a file can be the film: it may have been renamed, but not changed. */
export function isFilm(file: Pick<File, "size">, film: Pick<FilmDetails, "size">): boolean {
  return film.size === file.size;
}

/** What a session's details say of its film; null for a session without one. */
export function filmOf(details: Readonly<Record<string, unknown>>): FilmDetails | null {
  const film = details["film"] as Partial<FilmDetails> | null | undefined;
  if (!film || typeof film.name !== "string") return null;
  return { name: film.name, size: Number(film.size ?? 0), upload: film.upload ?? "" };
}
