"""The vocabulary of poses: numpy only, no files, no clock.

Everything that Poise judges is an `Observation` of the parts of a person, each a `Pose`, or a `PoseSequence` over a
`Skeleton`; see ARCHITECTURE.md.
"""

from collections.abc import Mapping
from types import MappingProxyType

from poise.pose.face import FACE_478
from poise.pose.observation import Observation, Part
from poise.pose.pose import FloatArray, Pose
from poise.pose.sequence import PoseSequence
from poise.pose.skeleton import Skeleton
from poise.pose.skeletons import BLAZEPOSE_33, COCO_17, HAND_21

SKELETONS: Mapping[str, Skeleton] = MappingProxyType(
    {skeleton.name: skeleton for skeleton in (BLAZEPOSE_33, COCO_17, HAND_21, FACE_478)}
)
"""Every skeleton by its name."""

__all__ = [
    "BLAZEPOSE_33",
    "COCO_17",
    "FACE_478",
    "HAND_21",
    "SKELETONS",
    "FloatArray",
    "Observation",
    "Part",
    "Pose",
    "PoseSequence",
    "Skeleton",
]
