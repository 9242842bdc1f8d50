"""Bodies of random points for the tests of this room."""

from __future__ import annotations

import numpy as np

from poise.pose import BLAZEPOSE_33, Pose, PoseSequence, Skeleton

SIZE = (640, 480)


def pose(time_s: float = 0.0, seed: int = 0, skeleton: Skeleton = BLAZEPOSE_33) -> Pose:
    rng, count = np.random.default_rng(seed), len(skeleton)
    return Pose(
        skeleton, rng.uniform(0, 480, (count, 3)), rng.normal(size=(count, 3)), rng.random(count), rng.random(count),
        time_s, SIZE,
    )  # fmt: skip


def sequence(count: int = 6) -> PoseSequence:
    return PoseSequence.from_poses([pose(0.04 * number, number) for number in range(count)])


def facing_camera() -> np.ndarray:
    """Return the trunk and upper arms of somebody who stands and faces the camera, in metres of camera axes."""
    points = np.zeros((33, 3))
    for side, x in (("left", 1.0), ("right", -1.0)):
        points[BLAZEPOSE_33.index(f"{side}_shoulder")] = (0.18 * x, -0.5, 0.0)
        points[BLAZEPOSE_33.index(f"{side}_hip")] = (0.1 * x, 0.0, 0.0)
        points[BLAZEPOSE_33.index(f"{side}_elbow")] = (0.18 * x, -0.2, 0.0)
    return points
