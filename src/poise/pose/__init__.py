"""The vocabulary of poses: numpy only, no files, no clock.

Everything that Poise judges is a `Pose` or a `PoseSequence` over a `Skeleton`; see ARCHITECTURE.md.
"""

from poise.pose.pose import FloatArray, Pose
from poise.pose.sequence import PoseSequence
from poise.pose.skeleton import Skeleton
from poise.pose.skeletons import BLAZEPOSE_33, COCO_17, HAND_21

__all__ = [
    "BLAZEPOSE_33",
    "COCO_17",
    "HAND_21",
    "FloatArray",
    "Pose",
    "PoseSequence",
    "Skeleton",
]
