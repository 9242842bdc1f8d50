"""Learn: a clip of a few good repetitions in, an exercise file out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from poise.analysis.learning import Lesson
from poise.analysis.learning import learn as learn_from
from poise.catalogue import catalogue
from poise.catalogue.writer import exercise_text
from poise.errors import DemonstrationError, OutputError, UnsupportedMedia
from poise.estimation.models import Model
from poise.isolation.task import OnProgress
from poise.media.atomic import atomic_write, output_error
from poise.media.destinations import require_destinations, require_separate
from poise.media.kinds import MediaKind, media_kind
from poise.media.limits import MediaLimits
from poise.studio.estimating.estimate import Estimate, estimate
from poise.studio.library.exercises import own_exercises_folder
from poise.studio.library.own_exercises import slug_of

_LONGEST_NAME = 80
_IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class LearnedExercise:
    """An exercise that was learned and written.

    Parameters
    ----------
    lesson : Lesson
        The exercise, and what was taken for its repetitions.
    file : Path
        Where it was written.
    is_own : bool
        Whether that is the user's folder of exercises, so that it can be called by its identifier.
    estimate : Estimate
        The poses it rests on.
    """

    lesson: Lesson
    file: Path
    is_own: bool
    estimate: Estimate


def learn(
    media: str | Path,
    *,
    name: str,
    repetitions: int | None = None,
    output: str | Path | None = None,
    force: bool = False,
    model: Model | str = Model.FULL,
    limits: MediaLimits | None = None,
    on_progress: OnProgress | None = None,
) -> LearnedExercise:
    """Learn an exercise from a clip of one to six good repetitions and write it as a file to be edited.

    Parameters
    ----------
    media : path
        A video, a recording or a reference track.
    name : str
        What it is called; the file's name is made of it.
    repetitions : int, optional
        How many are shown, if that is known.
    output : path, optional
        Where to write it (``.toml``); by default into the user's folder of exercises.
    force : bool
        Whether a file, or an exercise of the catalogue, may be replaced.
    model, limits, on_progress
        As in `poise.estimate`.

    Raises
    ------
    PoiseError
        With one sentence, when the name is no name, something would be replaced, the clip cannot be read, or it shows
        no repetition. Nothing is written then.
    """
    path, name = Path(media), _checked(name)
    file = _own_file(name, force=force) if output is None else Path(output)
    _refuse_to_replace(file, force=force)
    # The user's own folder is made when the file is written; another one has to be there.
    (require_separate if output is None else require_destinations)([path], [file])
    if media_kind(path) is MediaKind.PICTURE:
        raise UnsupportedMedia(
            f"{path.name} is a picture; an exercise is learned from a video or a recording."
        )
    found = estimate(path, model=model, limits=limits, on_progress=on_progress)
    if not found.people:
        raise DemonstrationError(
            f"{path.name}: nobody is seen; film one person with the whole body in the picture."
        )
    source = "".join(letter if letter.isprintable() else "?" for letter in path.name)
    try:
        lesson = learn_from(
            found.people[0], name=name, identifier=file.stem, repetitions=repetitions, source=source
        )
    except DemonstrationError as error:
        raise DemonstrationError(f"{path.name}: {error}") from None
    _write(lesson, file, source, force=force)
    return LearnedExercise(lesson, file, output is None, found)


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise OutputError(f"An exercise's name has 1 to {_LONGEST_NAME} letters in one line; choose another.")
    return name


def _own_file(name: str, *, force: bool) -> Path:
    identifier = slug_of(name)
    if not identifier:
        raise OutputError(
            f"no file can be named after {name!r}; say where to write it with -o my-exercise.toml."
        )
    if identifier in catalogue() and not force:
        raise OutputError(
            f"the catalogue has an exercise {identifier} already; choose another name, or replace it with --force."
        )
    return own_exercises_folder() / f"{identifier}.toml"


def _refuse_to_replace(file: Path, *, force: bool) -> None:
    if file.suffix != ".toml" or not _IDENTIFIER.fullmatch(file.stem):
        raise OutputError(
            f"{file.name} is no name for an exercise file; write small letters, digits and hyphens, as in "
            "step-up.toml."
        )
    if file.exists() and not force:
        raise OutputError(f"{file} is there already; choose another name, or replace it with --force.")


def _write(lesson: Lesson, file: Path, source: str, *, force: bool) -> None:
    count = len(lesson.repetitions)
    header = [
        f"Learned from {count} repetition{'s' if count != 1 else ''} in {source}. Read it, correct it, and add",
        "rules of form (see any exercise of the catalogue): a demonstration cannot tell what would be wrong.",
    ]
    text = exercise_text(lesson.exercise, header=header)
    if file.parent == own_exercises_folder():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise output_error(file, error) from None
    _refuse_to_replace(file, force=force)
    with atomic_write(file) as written:
        written.write(text.encode())
