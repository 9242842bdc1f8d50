const FILM_NAMES = /\.(mp4|m4v|mov|webm|mkv|avi|3gp|mts|m2ts|mpg|mpeg|ogv|wmv)$/i;

/** Whether a browser or the name calls a file a film; what it really is, the studio finds out. */
export function isFilm(file: Pick<File, "name" | "type">): boolean {
  return file.type.startsWith("video/") || FILM_NAMES.test(file.name);
}
