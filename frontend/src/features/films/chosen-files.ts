/** Films, and the recordings that stand for them. */
const FILM_NAMES = /\.(poise|mp4|m4v|mov|webm|mkv|avi|3gp|3g2|mts|m2ts|ts|mpg|mpeg|ogv|wmv|flv)$/i;

/** Whether a browser or the name calls a file a film; what it really is, the studio finds out. */
export function isFilmFile(file: Pick<File, "name" | "type">): boolean {
  return file.type.startsWith("video/") || FILM_NAMES.test(file.name);
}

/** What was dropped or chosen, told apart; a film that is chosen already is not taken twice. */
export function splitFiles(
  files: readonly File[],
  chosen: readonly File[],
): { films: File[]; others: File[] } {
  const isChosen = (file: File) =>
    chosen.some(
      (one) => one.name === file.name && one.size === file.size && one.lastModified === file.lastModified,
    );
  return {
    films: files.filter((file) => isFilmFile(file) && !isChosen(file)),
    others: files.filter((file) => !isFilmFile(file)),
  };
}
