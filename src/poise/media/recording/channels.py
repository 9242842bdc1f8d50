"""The eight values of a keypoint, in the order in which a recording holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from poise.pose import FloatArray, PoseSequence

# Half a step is the largest error: 1/4200 = 0.00024 of the picture, 1/8400 m = 0.12 mm, 0.002 of a likelihood.
_PICTURE_STEPS = 2100
_METRE_STEPS = 4200
_LIKELIHOOD_STEPS = 250


@dataclass(frozen=True, slots=True)
class Channel:
    """One of the values of every keypoint.

    Parameters
    ----------
    name : str
        As it stands in the header.
    array : str
        The array of `PoseSequence` it comes from.
    component : int or None
        Its place on the array's last axis; None for an array without one.
    """

    name: str
    array: str
    component: int | None


CHANNELS = (
    Channel("image_x", "image", 0),
    Channel("image_y", "image", 1),
    Channel("image_z", "image", 2),
    Channel("world_x", "world", 0),
    Channel("world_y", "world", 1),
    Channel("world_z", "world", 2),
    Channel("visibility", "visibility", None),
    Channel("presence", "presence", None),
)


def steps_for(image_size: tuple[int, int]) -> FloatArray:
    """Return the quantisation step of each channel in its own unit, shape (8,).

    Depth in the picture has the unit and the step of x.
    """
    width, height = (max(side, 1) for side in image_size)
    x, y = width / _PICTURE_STEPS, height / _PICTURE_STEPS
    return np.array([x, y, x, *[1 / _METRE_STEPS] * 3, *[1 / _LIKELIHOOD_STEPS] * 2])


def values_of(person: PoseSequence, instants: slice) -> FloatArray:
    """Return a person's values channel by channel, shape (8, K, instants)."""
    columns = [
        array[instants] if channel.component is None else array[instants, :, channel.component]
        for channel in CHANNELS
        for array in [getattr(person, channel.array)]
    ]
    return np.stack([column.T for column in columns])


def empty_arrays(instants: int, keypoints: int) -> dict[str, FloatArray]:
    """Return arrays of `PoseSequence`, not yet filled."""
    arrays: dict[str, FloatArray] = {}
    for channel in CHANNELS:
        last = () if channel.component is None else (3,)
        arrays.setdefault(channel.array, np.empty((instants, keypoints, *last)))
    return arrays


def fill(arrays: Mapping[str, FloatArray], values: FloatArray, instants: slice) -> None:
    """Undo `values_of`: put values of shape (8, K, instants) into the arrays."""
    for channel, plane in zip(CHANNELS, values, strict=True):
        array = arrays[channel.array][instants]
        target = array if channel.component is None else array[..., channel.component]
        target[...] = plane.T
