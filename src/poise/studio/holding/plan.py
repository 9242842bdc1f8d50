"""What somebody set out to do with one pose."""

from __future__ import annotations

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field

from poise.analysis.comparison import BodyPart, Mirror
from poise.analysis.repetition import Level
from poise.pose import BLAZEPOSE_33, Pose
from poise.pose.landmarks import ROW_VALUES, pack, unpack
from poise.studio.activity.activity import Plan
from poise.studio.results import Identifier, Result

_POINTS = len(BLAZEPOSE_33)
_MAX_SIDE = 65_535
Side = Annotated[int, Field(ge=1, le=_MAX_SIDE)]


class ReferenceLandmarks(Result):
    """The landmarks of a pose that is not in the library.

    Parameters
    ----------
    image_size : (int, int)
        Width and height of its picture in pixels.
    rows : tuple of float or None
        33 rows of `poise.pose.landmarks`, one after the other; None where unknown.
    """

    image_size: tuple[Side, Side]
    rows: Annotated[
        tuple[Annotated[float, Field(ge=-1e6, le=1e6)] | None, ...],
        Field(min_length=_POINTS * ROW_VALUES, max_length=_POINTS * ROW_VALUES),
    ]

    @classmethod
    def of(cls, pose: Pose) -> Self:
        """Return the landmarks of a pose."""
        values = pack(pose).ravel()
        rows = tuple(round(float(value), 4) if np.isfinite(value) else None for value in values)
        return cls(image_size=pose.image_size, rows=rows)

    def pose(self) -> Pose:
        """Return the pose."""
        rows = np.array([np.nan if value is None else value for value in self.rows])
        return unpack(rows.reshape(_POINTS, ROW_VALUES), BLAZEPOSE_33, 0.0, self.image_size)


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
