"""Plans: what somebody set out to do, as one model for each activity, told apart by `kind`."""

from __future__ import annotations

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, TypeAdapter, model_validator

from poise.analysis.comparison import BodyPart, Mirror
from poise.analysis.repetition import Level
from poise.pose import BLAZEPOSE_33, Pose
from poise.pose.landmarks import ROW_VALUES, pack, unpack
from poise.studio.results import Result

Identifier = Annotated[str, Field(min_length=1, max_length=64)]
_POINTS = len(BLAZEPOSE_33)
_MAX_SIDE = 65_535
Side = Annotated[int, Field(ge=1, le=_MAX_SIDE)]


class SetTarget(Result):
    """What somebody set out to do in each set; exactly one of the three."""

    repetitions: Annotated[int, Field(ge=1, le=1000)] | None = None
    accurate: Annotated[int, Field(ge=1, le=1000)] | None = None
    seconds: Annotated[float, Field(gt=0, le=86_400)] | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if sum(amount is not None for amount in (self.repetitions, self.accurate, self.seconds)) != 1:
            raise ValueError("a target names one of repetitions, accurate and seconds")
        return self


class CoachingPlan(Result):
    """Sets of one exercise.

    Parameters
    ----------
    exercise : str
        An identifier of the catalogue.
    level : Level
        How strictly it is judged.
    target : SetTarget or None
        When reached, an event says so once in each set; the set goes on.
    """

    kind: Literal["coaching"] = "coaching"
    exercise: Identifier
    level: Level = Level.STANDARD
    target: SetTarget | None = None


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


class HoldPosePlan(Result):
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


Plan = Annotated[CoachingPlan | HoldPosePlan, Field(discriminator="kind")]

_PLAN: TypeAdapter[CoachingPlan | HoldPosePlan] = TypeAdapter(Plan)


def read_plan(document: object) -> CoachingPlan | HoldPosePlan:
    """Read a plan that was kept by this or an older Poise.

    Raises
    ------
    pydantic.ValidationError
        If it is none.
    """
    return _PLAN.validate_python(document, extra="ignore")
