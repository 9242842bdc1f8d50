"""Whether anything moves between frames, seen in small grey pictures of them: far cheaper than looking for people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from poise.estimation.adaptive import PeopleRows
from poise.pose.landmarks import split

# Small pictures have sides of up to so many pixels, of which three by three are averaged, so that the noise of a camera
# and of its coding falls to a third.
SIDE_PX = 144
_BLOCK = 3
# A block whose brightness (0 to 255) changes by more has moved. Coding noise of phones stays below 4 in such blocks; an
# arm that moves by its own width changes them by 20 and more.
_MAX_CHANGE = 6.0
# What moves so near to a person, in parts of their size, may be a limb of theirs.
_MARGIN = 0.25

Grey = NDArray[np.float32]


def average_blocks(thumbnail: NDArray[np.uint8]) -> Grey:
    """Return the means of blocks of a small grey picture."""
    height, width = (side - side % _BLOCK for side in thumbnail.shape)
    blocks = thumbnail[:height, :width].reshape(height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK)
    means: Grey = blocks.mean(axis=(1, 3), dtype=np.float32)
    return means


def has_moved(one: Grey, other: Grey, people: PeopleRows, image_size: tuple[int, int]) -> bool:
    """Say whether anything differs between two frames.

    Parameters
    ----------
    one, other : (h, w) float32
        The frames, by `average_blocks`.
    people : (people, K, 8) float64
        Who was found in one of them: only what is in or around them counts; where it is nobody, everything does.
    image_size : (int, int)
        Width and height of the frames in pixels, upright.
    """
    if one.shape != other.shape:
        return True
    changed = np.abs(one - other) > _MAX_CHANGE
    return bool(any(changed[crop].any() for crop in _crops(people, image_size, one.shape)))


def _crops(
    people: PeopleRows, image_size: tuple[int, int], shape: tuple[int, ...]
) -> list[tuple[slice, slice]]:
    if not len(people):
        return [(slice(None), slice(None))]
    scale = np.array([shape[1] / image_size[0], shape[0] / image_size[1]])
    crops = []
    for person in people:
        points = split(person).image[:, :2]
        low, high = points.min(axis=0), points.max(axis=0)
        margin = _MARGIN * float((high - low).max())
        left, top = np.clip(np.floor((low - margin) * scale), 0, None).astype(int)
        right, bottom = np.clip(np.ceil((high + margin) * scale), 1, None).astype(int)
        crops.append((slice(top, bottom), slice(left, right)))
    return crops
