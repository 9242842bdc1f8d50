"""How far two looks at one instant differ, in torso lengths."""

import math

import numpy as np
import pytest
from tests.pose_maker import a_pose

from poise.estimation.seams import difference_torsos

POSE = a_pose(100)
_SHOULDERS, _HIPS = (
    (POSE.image_point(f"left_{part}") + POSE.image_point(f"right_{part}"))[:2] / 2
    for part in ("shoulder", "hip")
)
TORSO_PX = float(np.linalg.norm(_SHOULDERS - _HIPS))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([], [], 0.0),
        ([POSE], [POSE], 0.0),
        ([POSE], [], math.inf),
        ([], [POSE], math.inf),
        ([POSE], [a_pose(100 + TORSO_PX)], 1.0),
        ([POSE], [a_pose(100 + 0.1 * TORSO_PX)], 0.1),
        ([POSE, a_pose(400)], [a_pose(400), POSE], 0.0),
        ([POSE, a_pose(400)], [a_pose(400 + TORSO_PX), POSE], 1.0),
        ([POSE, a_pose(400)], [POSE], 0.0),
    ],
    ids=[
        "nobody on both sides",
        "the same",
        "lost by the later",
        "lost by the earlier",
        "a torso apart",
        "a tenth of a torso apart",
        "two in another order",
        "of two the one who differs most",
        "one of two missed",
    ],
)  # fmt: skip
def test_the_difference(one: list, other: list, expected: float) -> None:  # type: ignore[type-arg]  # of poses
    assert difference_torsos(one, other) == pytest.approx(expected)
