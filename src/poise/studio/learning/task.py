"""What runs inside the guarded child process to learn an exercise: a live session's items in, what they teach out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise

from poise.errors import DemonstrationError, RequestError
from poise.isolation.task import Context, task
from poise.pose import PoseSequence
from poise.studio.learning.teach import teach
from poise.studio.live import Item, ItemKind, decode_items

CAMERA = "camera"
"""The source of a demonstration that was shown live."""


@dataclass(frozen=True, slots=True)
class DemonstrationRequest:
    """A demonstration.

    Parameters
    ----------
    items : bytes
        Of a live session, as the protocol writes them.
    image_size : (int, int)
        Width and height of their frames in pixels.
    name : str
        What the exercise is called.
    repetitions : int or None
        How many are shown, if that is known.
    """

    items: bytes
    image_size: tuple[int, int]
    name: str
    repetitions: int | None = None


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learned, as the JSON of a `TaughtResult`."""

    json: str


@task
def teach_items(request: DemonstrationRequest, _context: Context) -> Taught:
    """Return what a demonstration teaches.

    Raises
    ------
    DamagedRecording
        If the items cannot be read.
    RequestError
        If their times do not increase.
    DemonstrationError
        If nothing can be learned from it; one sentence that says why.
    """
    items = _frames(decode_items(request.items))
    if not items:
        raise DemonstrationError("Nobody was seen; show yourself with the whole body in the picture.")
    person = PoseSequence.from_poses([item.pose(request.image_size) for item in items])
    found = teach([person], name=request.name, source=CAMERA, repetitions=request.repetitions)
    return Taught(json.dumps(found.document()))


def _frames(items: tuple[Item, ...]) -> list[Item]:
    frames = [item for item in items if item.kind is not ItemKind.MARK]
    if any(later.time_s <= earlier.time_s for earlier, later in pairwise(frames)):
        raise RequestError("The pictures' times do not grow; please load the page again.")
    return frames
