"""Find the sets of a recording: who films an hour of training does several exercises, with rests between them.

As in recognition, the catalogue itself is the model. Every exercise's engine watches the whole recording. What each of
them counted falls into runs without a rest; the run that explains the most is a set, then the best one of the time that
is left, and so on. docs/recognition.md holds the measurements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from poise.analysis.recognition.recogniser import look_alikes
from poise.analysis.recognition.runs import REST_S, Run, Span, Watched, overlap, watch
from poise.analysis.recognition.standing_place import StandingPlace
from poise.analysis.repetition import Exercise
from poise.pose import Pose, PoseSequence

_RATE_HZ = 15.0  # enough to tell exercises apart
_MARGIN_S = 5.0  # before and after the repetitions: the start position is taken, the last one is looked at


@dataclass(frozen=True, slots=True)
class FoundSet:
    """A set in a recording.

    Parameters
    ----------
    exercise : Exercise
        What is done in it.
    begin_s, end_s : float
        From when to when it lasts, with some seconds before and after the repetitions; sets do not overlap.
    certainty : float or None
        0.5 where another exercise explains as much, 1 where none explains any of it; None where it was chosen.
    """

    exercise: Exercise
    begin_s: float
    end_s: float
    certainty: float | None = None

    @property
    def span(self) -> Span:
        """From when to when it lasts."""
        return self.begin_s, self.end_s


def find_sets(person: PoseSequence, exercises: Mapping[str, Exercise]) -> tuple[FoundSet, ...]:
    """Find the sets of a person, and which exercise each of them is.

    It costs about 1.3 ms of CPU for each of 15 poses in a second.

    Parameters
    ----------
    person : PoseSequence
        Of the whole recording.
    exercises : mapping of str to Exercise
        The catalogue; those that are not `is_recognised` are left out.

    Returns
    -------
    tuple of FoundSet
        In the order of time. Walking about is no set, nor is something that is done once.
    """
    poses = _thin(person)
    if not poses:
        return ()
    place = StandingPlace(poses)
    seen = [
        watch(one, poses, person.skeleton, is_chosen=False) for one in exercises.values() if one.is_recognised
    ]
    taken: list[Run] = []
    while found := [
        run for one in seen for run in one.runs(place, [run.span for run in taken]) if run.is_set
    ]:
        taken.append(max(found, key=lambda run: run.explained_s))
    sets = [
        FoundSet(run.exercise, *run.span, _certainty(run, seen))
        for run in _join(sorted(taken, key=lambda run: run.span))
    ]
    return _frame(person, _complete(sets, poses, place))


def split_sets(person: PoseSequence, exercise: Exercise) -> tuple[FoundSet, ...]:
    """Find the sets of a person who does one exercise.

    Parameters
    ----------
    person : PoseSequence
        Of the whole recording.
    exercise : Exercise
        Which was chosen.
    """
    poses = _thin(person)
    if not poses:
        return ()
    runs = watch(exercise, poses, person.skeleton, is_chosen=True).runs(StandingPlace(poses))
    return _frame(person, [FoundSet(exercise, *run.span) for run in runs if run.is_set])


def _thin(person: PoseSequence) -> list[Pose]:
    """Leave out frames of films with more than are needed to tell exercises apart."""
    kept: list[Pose] = []
    for pose in person:
        if not kept or pose.time_s - kept[-1].time_s >= 0.9 / _RATE_HZ:
            kept.append(pose)
    return kept


def _join(runs: Sequence[Run]) -> list[Run]:
    """Join runs of exercises that look alike and have no rest between them: one set, seen badly at times."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and _look_alike(last.exercise, run.exercise) and run.span[0] - last.span[1] <= REST_S:
            best = max(last, run, key=lambda one: one.explained_s)
            joined[-1] = replace(best, moves=(*last.moves, *run.moves), halves=last.halves + run.halves)
        else:
            joined.append(run)
    return joined


def _look_alike(one: Exercise, other: Exercise) -> bool:
    return one.identifier == other.identifier or other.identifier in look_alikes(one.identifier)


def _certainty(run: Run, seen: Sequence[Watched]) -> float:
    others = [one.within(run.span) for one in seen if one.exercise is not run.exercise]
    rival_s = max((one.explained_s for one in others if one), default=0.0)
    explained_s = run.explained_s + rival_s
    return round(max(0.5, run.explained_s / explained_s), 2) if explained_s else 0.5


def _complete(sets: Sequence[FoundSet], poses: Sequence[Pose], place: StandingPlace) -> list[FoundSet]:
    """Take in the repetitions around each set that only the engine of a chosen exercise counts."""
    skeleton = poses[0].skeleton
    watched = {one.exercise.identifier: watch(one.exercise, poses, skeleton, is_chosen=True) for one in sets}
    complete: list[FoundSet] = []
    for index, one in enumerate(sets):
        others = [*complete, *sets[index + 1 :]]
        runs = watched[one.exercise.identifier].runs(place, [other.span for other in others])
        own = [one.span, *(run.span for run in runs if overlap(run.span, one.span))]
        complete.append(replace(one, begin_s=min(own)[0], end_s=max(span[1] for span in own)))
    return complete


def _frame(person: PoseSequence, sets: Sequence[FoundSet]) -> tuple[FoundSet, ...]:
    """Give each set some seconds more on either side; what lies between two sets is shared."""
    if not sets:
        return ()
    first_s, last_s = float(person.times_s[0]), float(person.times_s[-1])
    middles_s = [(one.end_s + other.begin_s) / 2 for one, other in pairwise(sets)]
    return tuple(
        replace(
            one, begin_s=max(one.begin_s - _MARGIN_S, after_s), end_s=min(one.end_s + _MARGIN_S, before_s)
        )
        for one, after_s, before_s in zip(sets, [first_s, *middles_s], [*middles_s, last_s], strict=True)
    )
