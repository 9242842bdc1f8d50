"""What runs inside the guarded child process to recognise an exercise: a live session's items in, candidates out."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, BinaryIO

from numpy.typing import NDArray

from poise.analysis.recognition import Candidate, Recognition, look_alikes
from poise.errors import RequestError
from poise.media.limits import MediaLimits
from poise.pose import PoseSequence
from poise.studio.exercises import all_exercises
from poise.studio.live import Item, ItemKind, decode_items
from poise.studio.recognise import recognised

_RATE_HZ = 15.0  # enough to tell exercises apart, at half the price
_LEAST_S = 2.0
_MOST_OFFERED = 5


def recognise_items(
    request: Mapping[str, Any],
    _progress: object,
    _outputs: Mapping[str, BinaryIO],
    _limits: MediaLimits,
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return which exercise items (``request["items"]``, Base64) of a picture of ``request["size"]`` show.

    Raises
    ------
    DamagedRecording
        If they cannot be read.
    RequestError
        If they are too few, or their times do not grow.
    """
    items = _thinned(decode_items(base64.b64decode(request["items"])))
    if not items or items[-1].time_s - items[0].time_s < _LEAST_S:
        raise RequestError("That was too short; move for a few seconds.")
    width, height = request["size"]
    found = recognised(PoseSequence.from_poses([item.pose((width, height)) for item in items]))
    return {**asdict(found), "candidates": _offered(found)}, {}


def _offered(found: Recognition) -> list[dict[str, Any]]:
    """Return what a person may choose from: the candidates, and what one camera can hardly tell from the answer."""
    known = {one.exercise for one in found.candidates}
    alike = look_alikes(found.exercise) if found.exercise else ()
    others = [Candidate(name, 0.0) for name in alike if name not in known and name in all_exercises()]
    return [asdict(one) for one in (*found.candidates, *others)][:_MOST_OFFERED]


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
