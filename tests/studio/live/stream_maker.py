"""Streams as a browser would send them, made from poses."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from poise.pose import Pose
from poise.studio.live import Item, ItemKind, Mark


def frame(pose: Pose) -> Item:
    """Return a pose as an item, or "nobody" where nothing of it is seen."""
    if not pose.is_seen:
        return Item(ItemKind.NOBODY, pose.time_s)
    columns = (pose.image, pose.world, pose.visibility[:, None], pose.presence[:, None])
    return Item(ItemKind.LANDMARKS, pose.time_s, np.concatenate(columns, axis=1).astype(np.float32))


def frames(poses: Iterable[Pose]) -> list[Item]:
    """Return a whole sequence as items."""
    return [frame(pose) for pose in poses]


def mark(which: Mark, time_s: float) -> Item:
    """Return a mark."""
    return Item(ItemKind.MARK, time_s, mark=which)
