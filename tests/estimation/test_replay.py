"""A replay answers with what was recorded then."""

import numpy as np
import pytest
from tests.pose_maker import a_pose

from poise.estimation.estimator import Estimator
from poise.estimation.replay import ReplayEstimator
from poise.pose import Pose, PoseSequence

NOTHING = np.zeros((1, 1, 3), np.uint8)


def recorded(x_px: float) -> PoseSequence:
    return PoseSequence.from_poses([a_pose(x_px + n, time_s=n / 10) for n in range(5)])


@pytest.mark.parametrize(
    ("time_s", "row"), [(0.0, 0), (0.1, 1), (0.115, 1), (0.15, None), (0.4, 4), (0.5, None), (-0.01, 0)]
)
def test_the_nearest_instant_within_the_tolerance(time_s: float, row: int | None) -> None:
    person = recorded(100)
    estimator: Estimator[Pose] = ReplayEstimator([person])
    with estimator:
        found = estimator.find(NOTHING, time_s)
    assert [pose.time_s for pose in found] == ([] if row is None else [person.times_s[row]])


def test_someone_not_seen_then_is_not_found() -> None:
    unseen = a_pose(100, time_s=0.0)
    gone = PoseSequence.from_poses(
        [Pose(unseen.skeleton, unseen.image * np.nan, unseen.world * np.nan, unseen.visibility * np.nan,
              unseen.presence, 0.0, unseen.image_size)]
    )  # fmt: skip
    assert len(ReplayEstimator([gone, recorded(300)]).find(NOTHING, 0.0)) == 1
