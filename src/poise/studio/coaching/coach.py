"""Coach: a recorded set in, counted and judged repetitions out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from poise.analysis.repetition import Exercise, Level, Repetition, SetSummary
from poise.errors import OutputError, PoiseError, UnsupportedMedia
from poise.estimation.look import DEFAULT_LOOK, Look
from poise.estimation.models import Model
from poise.isolation.task import OnProgress
from poise.media.atomic import atomic_write
from poise.media.destinations import require_destinations
from poise.media.kinds import MediaKind, media_kind
from poise.media.limits import MediaLimits
from poise.pose import PoseSequence
from poise.studio.activity.activity import ActivityEvent
from poise.studio.coaching.activity import CoachingActivity
from poise.studio.coaching.captions import caption_set
from poise.studio.coaching.coached_set import CoachedSet
from poise.studio.coaching.film_output import require_film, write_captioned_film
from poise.studio.estimating.estimate import Estimate, estimate
from poise.studio.library.exercises import all_exercises, find_exercise
from poise.studio.live.playback import observations, play
from poise.studio.recognising.recognise import question_choice, recognise_person
from poise.studio.settings import media_limits


def coach(
    media: str | Path,
    *,
    exercise: str | Exercise | None = None,
    level: Level | str = Level.STANDARD,
    model: Model | str = Model.FULL,
    overlay: str | Path | None = None,
    look: Look | str = DEFAULT_LOOK,
    segments: int | None = None,
    limits: MediaLimits | None = None,
    on_progress: OnProgress | None = None,
) -> CoachedSet:
    """Count the repetitions of a recorded set and say which were accurate, and why the others were not.

    The poses are fed to the engine one by one with their own times, exactly as a live session does.

    Parameters
    ----------
    media : path
        A video, a recording or a reference track.
    exercise : str or Exercise, optional
        An identifier of the catalogue such as ``"squat"``, a ``.toml`` file, or an exercise; left out, it is
        recognised.
    level : {"beginner", "standard", "strict"}
        How strictly range and form are judged.
    model, look, segments, limits, on_progress
        As in `poise.estimate`.
    overlay : path, optional
        Where to write the annotated film (``.mp4``); for videos only.

    Raises
    ------
    PoiseError
        With one sentence, when the exercise is unknown or the medium cannot be read.

    Examples
    --------
    >>> import poise
    >>> done = poise.coach("set.mp4", exercise="squat")  # doctest: +SKIP
    >>> f"accurate {done.summary.accurate} of {done.summary.attempted}"  # doctest: +SKIP
    'accurate 8 of 10'
    """
    path, level = Path(media), Level(level)
    chosen = find_exercise(exercise) if isinstance(exercise, str) else exercise
    kind = require_moving(path)
    film = None if overlay is None else Path(overlay)
    if film is not None:
        require_film(path, kind, film)
    found = estimate(path, model=model, look=look, segments=segments, limits=limits, on_progress=on_progress)
    result = coach_found(found, chosen, level)
    if film is not None:
        captions = caption_set(found.subject, result.exercise, level)
        write_captioned_film(found, captions, film, limits or media_limits(), on_progress)
    return result


def require_moving(path: Path) -> MediaKind:
    """Return what a medium is.

    Raises
    ------
    UnsupportedMedia
        If it is a picture.
    """
    kind = media_kind(path)
    if kind is MediaKind.PICTURE:
        raise UnsupportedMedia(f"{path.name} is a picture; repetitions are counted in videos and recordings.")
    return kind


def coach_found(found: Estimate, chosen: Exercise | None, level: Level) -> CoachedSet:
    """Count and judge the poses of a medium as one set; the exercise is recognised where none was chosen.

    Raises
    ------
    PoiseError
        If none can be recognised.
    """
    person = found.subject
    wanted = chosen or _recognised(found.media, person)
    summary, events = judge(person, wanted, level)
    if chosen is not None:
        summary = replace(summary, notices=(*summary.notices, *question_choice(summary, person, chosen)))
    return CoachedSet(wanted, summary, events, found, is_recognised=chosen is None)


def _recognised(path: Path, person: PoseSequence | None) -> Exercise:
    found = recognise_person(person)
    if found.exercise is None:
        raise PoiseError(f"{path.name}: no exercise can be recognised; say which one it is with --exercise.")
    return all_exercises()[found.exercise]


def judge(
    person: PoseSequence | None, exercise: Exercise, level: Level = Level.STANDARD
) -> tuple[SetSummary, tuple[ActivityEvent, ...]]:
    """Play a person's poses through the activity of a live session; nobody gives an empty set."""
    activity = CoachingActivity(exercise, level)
    played = play(activity, observations(person))
    return activity.sets[0], played.events


def _repetition_rows(repetitions: Iterable[Repetition]) -> list[dict[str, object]]:
    """Return one flat row per repetition, for tables."""
    return [
        {
            "number": repetition.number,
            "start_s": round(repetition.start_s, 3),
            "peak_s": round(repetition.peak_s, 3),
            "end_s": round(repetition.end_s, 3),
            "side": repetition.side,
            "accurate": repetition.is_accurate,
            "score": repetition.score,
            "faults": " ".join(fault.name for fault in repetition.faults),
            "eccentric_s": round(repetition.tempo.eccentric_s, 3),
            "pause_s": round(repetition.tempo.pause_s, 3),
            "concentric_s": round(repetition.tempo.concentric_s, 3),
            "asymmetry": repetition.asymmetry,
            **{f"{name}_range_deg": value for name, value in repetition.range_deg.items()},
        }
        for repetition in repetitions
    ]


def write_repetitions(results: Sequence[CoachedSet], output: Path) -> None:
    """Write one row per repetition of the sets of one medium as CSV; of several, with number and exercise of each set.

    Raises
    ------
    OutputError
        If the name does not end in .csv, or the file cannot be written.
    """
    import csv
    import io

    require_table_ending(output)
    require_destinations([results[0].estimate.media], [output])
    rows = [
        ({"set": number, "exercise": one.exercise.identifier} if len(results) > 1 else {}) | row
        for number, one in enumerate(results, 1)
        for row in _repetition_rows(one.summary.repetitions)
    ]
    names = list(dict.fromkeys(name for row in rows for name in row)) or ["number"]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    with atomic_write(output) as file:
        file.write(text.getvalue().encode())


def require_table_ending(output: Path) -> None:
    """Refuse a table of repetitions that is not called .csv.

    Raises
    ------
    OutputError
        If it has another ending.
    """
    if output.suffix.lower() != ".csv":
        raise OutputError(f"{output.name}: repetitions are written as .csv; name it so.")
