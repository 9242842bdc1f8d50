"""Streams as a browser would send them, made from poses."""

from __future__ import annotations

from collections.abc import Iterable

from poise.pose import Observation, Part, Pose
from poise.studio.live import Item, ItemKind, Mark


def frame(pose: Pose) -> Item:
    """Return a pose as an item, or "nobody" where nothing of it is seen."""
    parts = {Part.BODY: pose} if pose.is_seen else {}
    return Item.of(Observation(pose.time_s, pose.image_size, parts))


def frames(poses: Iterable[Pose]) -> list[Item]:
    """Return a whole sequence as items."""
    return [frame(pose) for pose in poses]


def mark(which: Mark, time_s: float) -> Item:
    """Return a mark."""
    return Item(ItemKind.MARK, time_s, mark=which)
