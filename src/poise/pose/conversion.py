"""The same body over another skeleton."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from poise.errors import PoseError
from poise.pose.pose import Pose
from poise.pose.sequence import PoseSequence
from poise.pose.skeleton import Skeleton

Body = TypeVar("Body", Pose, PoseSequence)


def to_skeleton(body: Body, skeleton: Skeleton) -> Body:
    """Return a pose or sequence over a skeleton whose keypoints are among its own, taken by name.

    Raises
    ------
    PoseError
        If a keypoint of `skeleton` is missing.

    Examples
    --------
    >>> from poise.pose import BLAZEPOSE_33, COCO_17
    >>> BLAZEPOSE_33.has(*COCO_17.keypoints)
    True
    """
    missing = [name for name in skeleton.keypoints if not body.skeleton.has(name)]
    if missing:
        raise PoseError(f"the skeleton {body.skeleton.name} has no keypoint named {missing[0]!r}.")
    places = body.skeleton.indices(skeleton.keypoints)
    return replace(
        body,
        skeleton=skeleton,
        image=body.image[..., places, :],
        world=body.world[..., places, :],
        visibility=body.visibility[..., places],
        presence=body.presence[..., places],
    )
