"""What a swing looks like."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.analysis.repetition.synthetic_swings import (
    ObservedSwing,
    features_of,
    features_of_a_swing,
    observe_swing,
)
from tests.naive.swing_features import feature
from tests.synthetic.noise import Noise

from poise.analysis.repetition.swing_features import FEATURES
from poise.pose import BLAZEPOSE_33, FloatArray, Pose

_EDGE_S = 0.12
_Change = Callable[[Pose], Pose]


def test_left_and_right_are_alike() -> None:
    left = features_of_a_swing("forward-lunge", yaw_deg=40.0, side="left")
    mirrored = features_of_a_swing("forward-lunge", yaw_deg=40.0, side="left", is_mirrored=True)
    assert left == pytest.approx(mirrored, abs=1e-6)


def test_a_squat_seen_from_the_side_has_the_features_of_a_squat() -> None:
    values = dict(zip(FEATURES, features_of_a_swing("squat", yaw_deg=90.0), strict=True))
    assert values["knee_flexion.mean.start"] < 20
    assert values["knee_flexion.mean.peak"] > 80
    assert values["knee_flexion.travel"] == pytest.approx(
        values["knee_flexion.mean.peak"] - values["knee_flexion.mean.start"], abs=15
    )
    assert values["hip_rise.change"] < -0.3


def change_points(pose: Pose, names: str, **values: float) -> Pose:
    """Return a pose with some points, in picture, space or visibility, replaced."""
    arrays = {what: getattr(pose, what).copy() for what in values}
    for what, value in values.items():
        arrays[what][[BLAZEPOSE_33.index(name) for name in names.split()]] = value
    return replace(pose, **arrays)


def unseen_half_of_the_time(pose: Pose) -> Pose:
    is_unseen = round(pose.time_s * 15) % 2 == 0
    return change_points(pose, "left_wrist right_knee", visibility=0.0) if is_unseen else pose


CASES: dict[str, _Change] = {
    "all is seen": lambda pose: pose,
    "one arm is surely hidden": lambda pose: change_points(pose, "left_elbow left_wrist", visibility=0.0),
    "nothing is known of what is visible": lambda pose: replace(pose, visibility=pose.visibility * math.nan),
    "feet are far below the picture": lambda pose: change_points(pose, "left_ankle right_ankle", image=9e3),
    "a hip is missing": lambda pose: change_points(pose, "left_hip", image=math.nan, world=math.nan),
    "a wrist is in the picture alone": lambda pose: change_points(pose, "right_wrist", world=math.nan),
    "a wrist is in space alone": lambda pose: change_points(pose, "right_wrist", image=math.nan),
    "points come and go": unseen_half_of_the_time,
}


def read_slowly(swing: ObservedSwing) -> FloatArray:
    """Return the features of a swing that is as short as to be read whole, one by one."""
    start, peak = (
        [pose for pose in swing.poses if abs(pose.time_s - time_s) <= _EDGE_S]
        for time_s in (swing.start_s, swing.peak_s)
    )
    way = [pose for pose in swing.poses if pose.time_s >= swing.start_s]
    return np.array(
        [feature(name, _ends_and_middle(start), _ends_and_middle(peak), _eight(way)) for name in FEATURES]
    )


def _ends_and_middle(poses: list[Pose]) -> list[Pose]:
    return [poses[0], poses[round((len(poses) - 1) / 2)], poses[-1]] if len(poses) > 3 else poses


def _eight(poses: list[Pose]) -> list[Pose]:
    return [poses[round(i * (len(poses) - 1) / 7)] for i in range(8)]


@pytest.mark.parametrize("name", ["squat", "push-up", "biceps-curl", "jumping-jack", "russian-twist"])
@pytest.mark.parametrize("change", CASES.values(), ids=CASES)
def test_all_at_once_says_what_measure_by_measure_and_pose_by_pose_say(name: str, change: _Change) -> None:
    swing = observe_swing(name, yaw_deg=40.0, noise=Noise.bad())
    swing = replace(swing, poses=[change(pose) for pose in swing.poses])
    assert features_of(swing) == pytest.approx(read_slowly(swing), abs=1e-8, nan_ok=True)


def test_of_two_poses_at_an_end_the_mean_counts() -> None:
    swing = observe_swing("squat", yaw_deg=40.0, rate_hz=8, noise=Noise.typical())
    assert features_of(swing) == pytest.approx(read_slowly(swing), abs=1e-8, nan_ok=True)


def test_what_was_not_seen_stays_unseen() -> None:
    swing = observe_swing("squat", yaw_deg=90.0)
    nobody = [replace(pose, image=pose.image * math.nan, world=pose.world * math.nan) for pose in swing.poses]
    assert np.isnan(features_of(replace(swing, poses=nobody))).all()


def test_in_a_picture_that_moves_along_with_the_hips_nothing_rises() -> None:
    swing = observe_swing("squat", yaw_deg=90.0, noise=Noise.typical())
    hips = [BLAZEPOSE_33.index("left_hip"), BLAZEPOSE_33.index("right_hip")]
    centred = [replace(pose, image=pose.image - pose.image[hips].mean(0) + 300.0) for pose in swing.poses]
    before, after = features_of(swing), features_of(replace(swing, poses=centred))
    is_height = np.array([name.endswith("_rise.change") for name in FEATURES])
    assert not np.isnan(before[is_height]).any()
    assert np.isnan(after[is_height]).all()
    assert not np.isnan(after[FEATURES.index("knee_flexion.mean.peak")])
