"""Several recordings one after the other, as one film of them would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from poise.pose import PoseSequence


def join(parts: Sequence[PoseSequence], *, pause_s: float = 0.1) -> tuple[PoseSequence, tuple[float, ...]]:
    """Return recordings as one, fitted into the frames of the first, and when each of them begins in it.

    Parameters
    ----------
    parts : sequence of PoseSequence
        Of one skeleton.
    pause_s : float
        Between the last frame of one and the first frame of the next.
    """
    size = parts[0].image_size
    begins_s: list[float] = []
    placed: list[PoseSequence] = []
    now_s = 0.0
    for part in parts:
        begins_s.append(now_s - float(part.times_s[0]))
        placed.append(_fitted(replace(part, times_s=part.times_s + begins_s[-1]), size))
        now_s = float(placed[-1].times_s[-1]) + pause_s
    names = ("image", "world", "visibility", "presence", "times_s")
    arrays = {name: np.concatenate([getattr(one, name) for one in placed]) for name in names}
    return PoseSequence(parts[0].skeleton, image_size=size, **arrays), tuple(begins_s)


def _fitted(part: PoseSequence, size: tuple[int, int]) -> PoseSequence:
    """Scale a recording into other frames, without stretching, centred."""
    scale = min(size[0] / part.image_size[0], size[1] / part.image_size[1])
    margin = [(whole - scale * side) / 2 for whole, side in zip(size, part.image_size, strict=True)]
    return replace(part, image=part.image * scale + np.array([*margin, 0.0]), image_size=size)
