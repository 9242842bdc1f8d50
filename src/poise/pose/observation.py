"""Observations: what was found of one person in one frame, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from poise.errors import PoseError
from poise.pose.face import FACE_478
from poise.pose.pose import Pose
from poise.pose.skeleton import Skeleton
from poise.pose.skeletons import BLAZEPOSE_33, HAND_21


class Part(StrEnum):
    """What of a person is estimated by a model of its own."""

    BODY = "body"
    LEFT_HAND = "left_hand"
    RIGHT_HAND = "right_hand"
    FACE = "face"

    @property
    def skeleton(self) -> Skeleton:
        """The keypoints of this part."""
        return _SKELETONS[self]


_SKELETONS: Mapping[Part, Skeleton] = MappingProxyType(
    {
        Part.BODY: BLAZEPOSE_33,
        Part.LEFT_HAND: HAND_21,
        Part.RIGHT_HAND: HAND_21,
        Part.FACE: FACE_478,
    }
)


@dataclass(frozen=True, eq=False, slots=True)
class Observation:
    """What was found of one person in one frame; a frame in which nothing was found has no parts.

    Parameters
    ----------
    time_s : float
        The medium's own time stamp in seconds.
    image_size : (int, int)
        Width and height of the upright frame in pixels.
    parts : mapping of Part to Pose
        Only what was found, in the order of `Part`. Left and right are the person's own.
    is_looked_at : bool
        Whether a model looked at the frame; else the parts are interpolated between frames that it looked at.

    Raises
    ------
    PoseError
        If a pose has another skeleton than its part, or another time or frame size than the observation.

    Examples
    --------
    >>> nobody = Observation(0.5, (640, 480))
    >>> nobody.is_empty, nobody.body, nobody.pose(Part.BODY).is_seen
    (True, None, False)
    """

    time_s: float
    image_size: tuple[int, int]
    parts: Mapping[Part, Pose] = field(default_factory=dict)
    is_looked_at: bool = True

    def __post_init__(self) -> None:
        ordered = {part: self.parts[part] for part in _SKELETONS if part in self.parts}
        for part, pose in ordered.items():
            if pose.skeleton != part.skeleton:
                raise PoseError(f"the {part} of an observation has the skeleton {pose.skeleton.name}.")
            if (pose.time_s, pose.image_size) != (self.time_s, self.image_size):
                raise PoseError(f"the {part} of an observation is of another frame.")
        object.__setattr__(self, "parts", MappingProxyType(ordered))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not self.parts

    @property
    def body(self) -> Pose | None:
        """The body, None where it was not found."""
        return self.parts.get(Part.BODY)

    def pose(self, part: Part) -> Pose:
        """Return the pose of a part; all NaN where it was not found."""
        found = self.parts.get(part)
        return found if found is not None else Pose.unseen(part.skeleton, self.time_s, self.image_size)
