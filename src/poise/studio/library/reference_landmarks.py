"""The landmarks of a pose of one's own, as they cross as JSON."""

from __future__ import annotations

from typing import Annotated, Self

import numpy as np
from pydantic import Field

from poise.pose import BLAZEPOSE_33, Pose
from poise.pose.landmarks import ROW_VALUES, pack, unpack
from poise.studio.results import Result

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
