"""How poses cross from the guarded child process: plain arrays, not quantised, nothing executable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poise.pose import BLAZEPOSE_33, FloatArray, PoseSequence

_FIELDS = ("image", "world", "visibility", "presence")


def people_to_arrays(people: Sequence[PoseSequence], times_s: FloatArray) -> dict[str, NDArray[Any]]:
    """Stack people who share `times_s` into arrays with a leading person axis."""
    arrays: dict[str, NDArray[Any]] = {"times_s": times_s}
    for name in _FIELDS if people else ():
        arrays[name] = np.stack([getattr(person, name) for person in people])
    return arrays


def people_from_arrays(
    arrays: Mapping[str, NDArray[Any]], image_size: tuple[int, int]
) -> tuple[PoseSequence, ...]:
    """Rebuild what `people_to_arrays` took apart; shapes are checked by `PoseSequence`."""
    if "image" not in arrays:
        return ()
    return tuple(
        PoseSequence(
            skeleton=BLAZEPOSE_33,
            times_s=arrays["times_s"],
            image_size=image_size,
            **{name: arrays[name][person] for name in _FIELDS},
        )
        for person in range(len(arrays["image"]))
    )
