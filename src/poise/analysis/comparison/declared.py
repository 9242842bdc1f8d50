"""Limbs that a person says are missing, in a cast or held by something: they are never judged."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from poise.errors import PoiseError
from poise.pose.limbs import LIMBS

_LIMBS_OF_PART = {
    "arm": ("upper_arm", "forearm"),
    "forearm": ("forearm",),
    "leg": ("thigh", "shank"),
    "lower-leg": ("shank",),
}


class BodyPart(StrEnum):
    """What can be left out of a comparison, with the person's own left and right."""

    LEFT_ARM = "left-arm"
    RIGHT_ARM = "right-arm"
    LEFT_FOREARM = "left-forearm"
    RIGHT_FOREARM = "right-forearm"
    LEFT_LEG = "left-leg"
    RIGHT_LEG = "right-leg"
    LEFT_LOWER_LEG = "left-lower-leg"
    RIGHT_LOWER_LEG = "right-lower-leg"

    @property
    def side(self) -> str:
        """``"left"`` or ``"right"``."""
        return self.value.partition("-")[0]

    @property
    def limbs(self) -> tuple[str, ...]:
        """The limbs of the part, by their names in `poise.pose.limbs`."""
        return tuple(f"{self.side}_{limb}" for limb in _LIMBS_OF_PART[self.value.partition("-")[2]])


def body_part(name: str) -> BodyPart:
    """Return the part of a name.

    Raises
    ------
    PoiseError
        If there is none.
    """
    try:
        return BodyPart(name)
    except ValueError:
        raise PoiseError(
            f"{name!r} is no part that can be left out; use one of {', '.join(BodyPart)}."
        ) from None


def largest_parts(parts: Collection[BodyPart]) -> tuple[BodyPart, ...]:
    """Return the parts that lie in no other of them, in the order of `BodyPart`."""
    inside = {
        part for part in parts for other in parts if part is not other and set(part.limbs) < set(other.limbs)
    }
    return tuple(part for part in BodyPart if part in parts and part not in inside)


def is_declared(parts: Collection[BodyPart]) -> NDArray[np.bool_]:
    """Say which of the limbs belong to one of the parts, shape (12,)."""
    names = {limb for part in parts for limb in part.limbs}
    return np.array([limb.name in names for limb in LIMBS])
