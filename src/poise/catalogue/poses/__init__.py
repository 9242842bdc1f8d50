"""The pose library: well-known poses as landmarks, with names and instructions."""

from poise.catalogue.poses.library import (
    Figure,
    ReferencePose,
    exercise_figures,
    library,
    load_own_pose,
    load_own_poses,
    own_pose_files,
    pose_named,
    write_own_pose,
)

__all__ = [
    "Figure",
    "ReferencePose",
    "exercise_figures",
    "library",
    "load_own_pose",
    "load_own_poses",
    "own_pose_files",
    "pose_named",
    "write_own_pose",
]
