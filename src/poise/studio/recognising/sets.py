"""The sets of one film or recording, where there are several."""

from __future__ import annotations

from poise.analysis.recognition import FoundSet, find_sets, split_sets
from poise.analysis.recognition.runs import REST_S
from poise.analysis.repetition import Engine, Exercise, Kind
from poise.pose import PoseSequence
from poise.studio.library.exercises import all_exercises
from poise.studio.recognising.recognise import recognise_person

MAX_SETS = 40
"""Of one film: an hour of training has about as many; what comes after them is left out."""


def several_sets(person: PoseSequence | None, exercise: Exercise | None = None) -> tuple[FoundSet, ...]:
    """Return the sets of a person; none where there are fewer than two, and the whole film is one.

    Parameters
    ----------
    person : PoseSequence or None
        Of the whole film; None where nobody was found.
    exercise : Exercise or None
        The one that was chosen; None where each is recognised.
    """
    if person is None or person.duration_s < 2 * REST_S:
        return ()
    if exercise is not None:
        found = split_sets(person, exercise)
    else:
        found = find_sets(person, all_exercises()) if _has_room(person) else ()
    return found[:MAX_SETS] if len(found) > 1 else ()


def cut(person: PoseSequence, begin_s: float, end_s: float) -> slice:
    """Return which instants of a person lie between two times, both included."""
    first, last = person.times_s.searchsorted((begin_s, end_s + 1e-9)).tolist()
    return slice(first, last)


def _has_room(person: PoseSequence) -> bool:
    """Whether the exercise that is recognised leaves time for another set: to look for one costs as much again."""
    name = recognise_person(person).exercise
    if name is None or all_exercises()[name].kind is Kind.HOLD:
        return True
    engine = Engine(all_exercises()[name], skeleton=person.skeleton)
    for pose in person:
        engine.update(pose)
    done = engine.finish().repetitions
    ends_s = [float(person.times_s[0]), *(one.end_s for one in done)]
    begins_s = [*(one.start_s for one in done), float(person.times_s[-1])]
    return any(begin_s - end_s > REST_S for end_s, begin_s in zip(ends_s, begins_s, strict=True))
