"""What runs inside the guarded child process to recognise an exercise: a live session's items in, candidates out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from poise.analysis.recognition import Candidate, Recognition, look_alikes
from poise.errors import RequestError
from poise.isolation.task import Context, task
from poise.pose import PoseSequence
from poise.studio.library.exercises import all_exercises
from poise.studio.live import Item, ItemKind, decode_items
from poise.studio.recognising.recognise import recognise_person

_RATE_HZ = 15.0  # enough to tell exercises apart, at half the price
_LEAST_S = 2.0
_MOST_OFFERED = 5


@dataclass(frozen=True, slots=True)
class RecognitionRequest:
    """Items of a live session, as the protocol writes them, and the size of their pictures in pixels."""

    items: bytes
    image_size: tuple[int, int]


@task
def recognise_items(request: RecognitionRequest, _context: Context) -> Recognition:
    """Return which exercise items show; the candidates are what a person may choose from.

    Raises
    ------
    DamagedRecording
        If they cannot be read.
    RequestError
        If they are too few, or their times do not grow.
    """
    items = _thinned(decode_items(request.items))
    if not items or items[-1].time_s - items[0].time_s < _LEAST_S:
        raise RequestError("That was too short; move for a few seconds.")
    found = recognise_person(PoseSequence.from_poses([item.pose(request.image_size) for item in items]))
    return replace(found, candidates=_offered(found))


def _offered(found: Recognition) -> tuple[Candidate, ...]:
    """Return the candidates, and what one camera can hardly tell from the answer."""
    known = {one.exercise for one in found.candidates}
    alike = look_alikes(found.exercise) if found.exercise else ()
    exercises = all_exercises()
    others = [name for name in alike if name not in known and name in exercises]
    others.sort(key=lambda name: not exercises[name].is_recognised)  # rarer exercises come last
    return (*found.candidates, *(Candidate(name, 0.0) for name in others))[:_MOST_OFFERED]


def _thinned(items: Sequence[Item]) -> list[Item]:
    chosen: list[Item] = []
    for item in items:
        if item.kind is ItemKind.MARK:
            continue
        if chosen and item.time_s <= chosen[-1].time_s:
            raise RequestError("The pictures' times do not grow; please load the page again.")
        if not chosen or item.time_s - chosen[-1].time_s >= 0.9 / _RATE_HZ:
            chosen.append(item)
    return chosen
