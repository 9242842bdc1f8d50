"""A comparison as the page shows it and the history keeps it."""

from __future__ import annotations

from typing import Any

import numpy as np

from poise.analysis.comparison import overlaid
from poise.pose import Pose
from poise.studio.compare import ComparedPictures
from poise.studio.comparison_result import comparison_object
from poise.studio.json_numbers import numbers

# The model's world: x as it is, y down, z away from who looks; the overlay's is y up, z forward.
_TO_MODEL = np.array([1.0, -1.0, -1.0])


def compared_object(found: ComparedPictures) -> dict[str, Any]:
    """Return result and skeletons.

    ``result`` is what `poise compare --json` prints. Each body of ``skeletons`` has flat lists: ``image`` x, y in
    pixels, ``world`` x, y, z in metres as the model gives them, ``visibility``; None where unknown. ``aligned``
    holds both in one space, the attempt turned, sized and if need be mirrored as it was compared; its points keep the
    names that they have for the person.
    """
    skeletons = {"reference": _body(found.reference_pose), "attempt": _body(found.attempt_pose)}
    return {
        "result": comparison_object(found),
        "skeletons": {**skeletons, "aligned": _aligned(found)},
    }


def people_boxes(people: tuple[Pose, ...]) -> list[list[float]]:
    """Return the box around everybody's keypoints, the largest first: left, top, right, bottom in pixels."""
    boxes = []
    for pose in people:
        width, height = pose.image_size
        points = np.clip(pose.image[:, :2], 0.0, (width, height))
        box = np.concatenate([np.nanmin(points, axis=0), np.nanmax(points, axis=0)])
        boxes.append(np.round(box).tolist())
    return boxes


def must_choose(found: ComparedPictures) -> bool:
    """Whether nothing was compared because several people are in a picture and nobody was chosen."""
    several = len(found.reference_people) > 1 or len(found.attempt_people) > 1
    everybody = bool(found.reference_people) and bool(found.attempt_people)
    return found.comparison is None and several and everybody


def _body(pose: Pose | None) -> dict[str, Any] | None:
    if pose is None:
        return None
    return {
        "image": numbers(pose.image[:, :2], 1),
        "world": numbers(pose.world, 3),
        "visibility": numbers(pose.visibility, 2),
        "image_size": list(pose.image_size),
    }


def _aligned(found: ComparedPictures) -> dict[str, Any] | None:
    if found.comparison is None or found.comparison.fit is None:
        return None
    if found.reference_pose is None or found.attempt_pose is None:
        return None
    pair = overlaid(found.reference_pose, found.attempt_pose, found.comparison)
    # In a mirror, what is called left is the person's own right; errors and visibilities go by the own sides.
    own = found.attempt_pose.skeleton.mirror_indices if pair.is_mirrored else slice(None)
    return {
        "reference_world": numbers(pair.reference * _TO_MODEL, 3),
        "attempt_world": numbers(pair.attempt[own] * _TO_MODEL, 3),
    }
