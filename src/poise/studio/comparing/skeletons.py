"""The bodies and people of a comparison, as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from poise.analysis.comparison import ghost_of, overlaid
from poise.pose import FloatArray, Pose
from poise.studio.comparing.compared_pictures import ComparedPictures
from poise.studio.comparing.drawing import moved_into_sight
from poise.studio.library.poses import is_pose_name

_ROOM = (
    0.08  # around a body of the library, as a share of its size: the head's ring is larger than its points
)


@dataclass(frozen=True, eq=False, slots=True)
class Aligned:
    """Both bodies in one space: (33, 3) metres, x as it is, y up, z forward, with the person's own sides."""

    reference: FloatArray
    attempt: FloatArray


Role = Literal["reference", "attempt"]


def people_boxes(people: tuple[Pose, ...]) -> list[tuple[float, float, float, float]]:
    """Return the box around everybody's keypoints, the largest first: left, top, right, bottom in pixels."""
    boxes = []
    for pose in people:
        width, height = pose.image_size
        points = np.clip(pose.image[:, :2], 0.0, (width, height))
        left, top = np.round(np.nanmin(points, axis=0)).tolist()
        right, bottom = np.round(np.nanmax(points, axis=0)).tolist()
        boxes.append((left, top, right, bottom))
    return boxes


def several_people(found: ComparedPictures) -> dict[Role, tuple[Pose, ...]]:
    """Return who is in the pictures with several people."""
    both: dict[Role, tuple[Pose, ...]] = {
        "reference": found.reference_people,
        "attempt": found.attempt_people,
    }
    return {role: people for role, people in both.items() if len(people) > 1}


def chosen_people(
    found: ComparedPictures, reference_person: int | None, attempt_person: int | None
) -> dict[Role, int]:
    """Return who was compared in each picture with several people: the one asked for, or 1, the largest."""
    wanted: dict[Role, int | None] = {"reference": reference_person, "attempt": attempt_person}
    return {role: wanted[role] or 1 for role in several_people(found)}


def must_choose(found: ComparedPictures) -> bool:
    """Whether nothing was compared because several people are in a picture and nobody was chosen."""
    several = len(found.reference_people) > 1 or len(found.attempt_people) > 1
    everybody = bool(found.reference_people) and bool(found.attempt_people)
    return found.comparison is None and several and everybody


def ghost(found: ComparedPictures) -> Pose | None:
    """Return the reference as it would stand in the attempt's picture, None without a verdict."""
    if found.comparison is None or found.comparison.fit is None:
        return None
    if found.reference_pose is None or found.attempt_pose is None:
        return None
    return ghost_of(found.reference_pose, found.attempt_pose, found.comparison)


def shown_reference(found: ComparedPictures) -> Pose | None:
    """Return the reference; one of the library as it would be seen from where the attempt was seen."""
    as_seen = ghost(found)
    if as_seen is None or not is_pose_name(found.reference):
        return found.reference_pose
    shown = moved_into_sight(as_seen, as_seen.image)
    room = round(_ROOM * max(shown.image_size))
    width, height = shown.image_size
    image = shown.image + np.array([room, room, 0.0])
    return replace(shown, image=image, image_size=(width + 2 * room, height + 2 * room))


def aligned(found: ComparedPictures) -> Aligned | None:
    """Return both bodies as they were compared, None without a verdict."""
    if found.comparison is None or found.comparison.fit is None:
        return None
    if found.reference_pose is None or found.attempt_pose is None:
        return None
    pair = overlaid(found.reference_pose, found.attempt_pose, found.comparison)
    # In a mirror, what is called left is the person's own right; errors and visibilities go by the own sides.
    own = found.attempt_pose.skeleton.mirror_indices if pair.is_mirrored else slice(None)
    return Aligned(pair.reference, pair.attempt[own])
