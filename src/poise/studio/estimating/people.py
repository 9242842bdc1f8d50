"""How poses cross to and from the guarded child process: plain arrays, not quantised, nothing executable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np

from poise.isolation.codec import ArrayOf
from poise.pose import BLAZEPOSE_33, FloatArray, PoseSequence

_POINTS = len(BLAZEPOSE_33)


@dataclass(frozen=True, eq=False, slots=True)
class People:
    """The bodies of one medium, as arrays with a leading axis for the person; fields as in `PoseSequence`."""

    times_s: Annotated[FloatArray, ArrayOf("<f8", "frames")]
    image: Annotated[FloatArray, ArrayOf("<f8", "people", "frames", _POINTS, 3)]
    world: Annotated[FloatArray, ArrayOf("<f8", "people", "frames", _POINTS, 3)]
    visibility: Annotated[FloatArray, ArrayOf("<f8", "people", "frames", _POINTS)]
    presence: Annotated[FloatArray, ArrayOf("<f8", "people", "frames", _POINTS)]

    @classmethod
    def of(cls, people: Sequence[PoseSequence], times_s: FloatArray) -> Self:
        """Stack people who share `times_s`."""
        shape = (len(people), len(times_s), _POINTS)
        return cls(
            times_s,
            np.reshape([person.image for person in people], (*shape, 3)),
            np.reshape([person.world for person in people], (*shape, 3)),
            np.reshape([person.visibility for person in people], shape),
            np.reshape([person.presence for person in people], shape),
        )

    def sequences(self, image_size: tuple[int, int]) -> tuple[PoseSequence, ...]:
        """Return each person's poses.

        Raises
        ------
        PoseError
            If the times do not increase.
        """
        return tuple(
            PoseSequence(
                BLAZEPOSE_33, image, world, visibility, presence, times_s=self.times_s, image_size=image_size
            )
            for image, world, visibility, presence in zip(
                self.image, self.world, self.visibility, self.presence, strict=True
            )
        )
