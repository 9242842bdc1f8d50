"""What somebody set out to do with one pose."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from poise.analysis.comparison import BodyPart, Mirror
from poise.analysis.repetition import Level
from poise.studio.activity.activity import Plan
from poise.studio.library.reference_landmarks import ReferenceLandmarks
from poise.studio.results import Identifier


class HoldPosePlan(Plan):
    """One pose, held.

    Parameters
    ----------
    pose : str
        An identifier of the library, or of one's own pose.
    seconds : float
        How long it is to be held at a stretch; an event says when that is reached.
    level : Level
        How near the pose has to be.
    mirror : Mirror
        Whether the other side may be used.
    without : tuple of BodyPart
        What of the person is missing or held, and is not judged.
    reference : ReferenceLandmarks or None
        The landmarks of one's own pose, so that the session can be played again when the pose is gone; None for a
        pose of the library.
    """

    kind: Literal["hold-pose"] = "hold-pose"
    pose: Identifier
    seconds: Annotated[float, Field(gt=0, le=3600)] = 30.0
    level: Level = Level.STANDARD
    mirror: Mirror = Mirror.ALLOWED
    without: Annotated[tuple[BodyPart, ...], Field(max_length=len(BodyPart))] = ()
    reference: ReferenceLandmarks | None = None
