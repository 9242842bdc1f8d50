"""Coach a whole training: each set of one film by itself."""

from __future__ import annotations

from pathlib import Path

from poise.analysis.recognition import FoundSet
from poise.analysis.repetition import Exercise, Level
from poise.estimation.look import DEFAULT_LOOK, Look
from poise.estimation.models import Model
from poise.isolation.task import OnProgress
from poise.media.limits import MediaLimits
from poise.pose import PoseSequence
from poise.studio.coaching.coach import coach_found, judge, require_moving
from poise.studio.coaching.coached_set import CoachedSet
from poise.studio.estimating.estimate import Estimate, estimate
from poise.studio.library.exercises import find_exercise
from poise.studio.recognising.sets import cut, several_sets


def coach_sets(
    media: str | Path,
    *,
    exercise: str | Exercise | None = None,
    level: Level | str = Level.STANDARD,
    model: Model | str = Model.FULL,
    look: Look | str = DEFAULT_LOOK,
    segments: int | None = None,
    limits: MediaLimits | None = None,
    on_progress: OnProgress | None = None,
) -> tuple[CoachedSet, ...]:
    """Find the sets of a recorded training, and count and judge each of them.

    Parameters
    ----------
    media, exercise, level, model, look, segments, limits, on_progress
        As in `coach`; of a chosen exercise all sets are found, else the exercise of each is recognised.

    Returns
    -------
    tuple of CoachedSet
        In the order of the film, with its times. Where there are fewer than two, all of the film is one.

    Raises
    ------
    PoiseError
        As `coach`.
    """
    path, level = Path(media), Level(level)
    chosen = find_exercise(exercise) if isinstance(exercise, str) else exercise
    require_moving(path)
    found = estimate(path, model=model, look=look, segments=segments, limits=limits, on_progress=on_progress)
    person, sets = found.subject, several_sets(found.subject, chosen)
    if person is None or not sets:
        return (coach_found(found, chosen, level),)
    return tuple(_coach(found, person, one, level) for one in sets)


def _coach(found: Estimate, person: PoseSequence, one: FoundSet, level: Level) -> CoachedSet:
    summary, events = judge(person[cut(person, *one.span)], one.exercise, level)
    is_recognised = one.certainty is not None
    return CoachedSet(one.exercise, summary, events, found, is_recognised=is_recognised, span_s=one.span)
