"""A comparison as the page shows it and the history keeps it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from poise.analysis.comparison import ghost_of, overlaid
from poise.pose import Pose
from poise.studio.compare import ComparedPictures
from poise.studio.comparison_request import moved_into_sight
from poise.studio.comparison_result import comparison_object
from poise.studio.json_numbers import numbers
from poise.studio.poses import is_pose_name

_ROOM = (
    0.08  # around a body of the library, as a share of its size: the head's ring is larger than its points
)
# The model's world: x as it is, y down, z away from who looks; the overlay's is y up, z forward.
_TO_MODEL = np.array([1.0, -1.0, -1.0])


def compared_object(found: ComparedPictures) -> dict[str, Any]:
    """Return result and skeletons.

    ``result`` is what `poise compare --json` prints. Each body of ``skeletons`` has flat lists: ``image`` x, y in
    pixels, ``world`` x, y, z in metres as the model gives them, ``visibility``; None where unknown. A reference of the
    library, of which nobody took a picture, is shown from where the attempt was seen, and with the attempt's sides.
    ``ghost`` is the reference as it would stand in the attempt's picture. ``aligned``
    holds both in one space, the attempt turned, sized and if need be mirrored as it was compared; its points keep the
    names that they have for the person.
    """
    ghost = _ghost(found)
    skeletons = {
        "reference": _body(_shown_reference(found, ghost)),
        "attempt": _body(found.attempt_pose),
        "ghost": _body(ghost),
        "aligned": _aligned(found),
    }
    return {"result": comparison_object(found), "skeletons": skeletons}


def people_boxes(people: tuple[Pose, ...]) -> list[list[float]]:
    """Return the box around everybody's keypoints, the largest first: left, top, right, bottom in pixels."""
    boxes = []
    for pose in people:
        width, height = pose.image_size
        points = np.clip(pose.image[:, :2], 0.0, (width, height))
        box = np.concatenate([np.nanmin(points, axis=0), np.nanmax(points, axis=0)])
        boxes.append(np.round(box).tolist())
    return boxes


def chosen_people(
    found: ComparedPictures, reference_person: int | None, attempt_person: int | None
) -> dict[str, int]:
    """Return who was compared in each picture with several people: the one asked for, or 1, the largest."""
    wanted = {
        "reference": (found.reference_people, reference_person),
        "attempt": (found.attempt_people, attempt_person),
    }
    return {role: number or 1 for role, (people, number) in wanted.items() if len(people) > 1}


def must_choose(found: ComparedPictures) -> bool:
    """Whether nothing was compared because several people are in a picture and nobody was chosen."""
    several = len(found.reference_people) > 1 or len(found.attempt_people) > 1
    everybody = bool(found.reference_people) and bool(found.attempt_people)
    return found.comparison is None and several and everybody


def _ghost(found: ComparedPictures) -> Pose | None:
    if found.comparison is None or found.comparison.fit is None:
        return None
    if found.reference_pose is None or found.attempt_pose is None:
        return None
    return ghost_of(found.reference_pose, found.attempt_pose, found.comparison)


def _shown_reference(found: ComparedPictures, ghost: Pose | None) -> Pose | None:
    if ghost is None or not is_pose_name(found.reference):
        return found.reference_pose
    shown = moved_into_sight(ghost, ghost.image)
    room = round(_ROOM * max(shown.image_size))
    width, height = shown.image_size
    image = shown.image + np.array([room, room, 0.0])
    return replace(shown, image=image, image_size=(width + 2 * room, height + 2 * room))


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
