"""Joint angles: known postures, the slow twin, and what must not change them."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.naive import angles as naive

from poise.errors import PoseError
from poise.pose import BLAZEPOSE_33, COCO_17, HAND_21
from poise.pose.angles import (
    ANGLE_NAMES,
    JOINT_ANGLES,
    AngleSet,
    Kind,
    angles_of,
    joint_angle,
    joint_angles_deg,
)
from poise.pose.geometry import rotation_about
from poise.pose.pose import mirror_points

# A person who stands upright and faces the camera, arms hanging, in metres of camera axes (y down).
STANDING = {
    "shoulder": (0.18, -0.5, 0.0), "elbow": (0.18, -0.2, 0.0), "wrist": (0.18, 0.06, 0.0), "index": (0.18, 0.16, 0.0),
    "hip": (0.1, 0.0, 0.0), "knee": (0.1, 0.45, 0.0), "ankle": (0.1, 0.9, 0.0), "heel": (0.1, 0.95, 0.05),
    "foot_index": (0.1, 0.95, -0.2), "ear": (0.07, -0.7, 0.0),
}  # fmt: skip


def person(**moved: tuple[float, float, float]) -> np.ndarray:
    """Return the standing person with some points of the left side moved."""
    points = np.zeros((33, 3))
    for name, (x, y, z) in STANDING.items():
        points[BLAZEPOSE_33.index(f"left_{name}")] = (x, y, z)
        points[BLAZEPOSE_33.index(f"right_{name}")] = (-x, y, z)
    for name, place in moved.items():
        points[BLAZEPOSE_33.index(name)] = place
    return points


# Arms that hang straight down from the shoulders have 0 degrees to a trunk that is as wide at the hips.
WIDE_HIPS = {"left_hip": (0.18, 0.0, 0.0), "right_hip": (-0.18, 0.0, 0.0)}
# Somebody who leans 30 degrees to the own left, and one who leans forward as far, about the hips.
LEFT_LEAN = {"left_shoulder": (0.406, -0.343, 0.0), "right_shoulder": (0.094, -0.523, 0.0)}
BOW = {"left_shoulder": (0.18, -0.433, -0.25), "right_shoulder": (-0.18, -0.433, -0.25)}

POSTURES: dict[str, tuple[str, np.ndarray, float]] = {
    "a straight leg": ("left_knee_flexion", person(), 0),
    "a shank at a right angle": ("left_knee_flexion", person(left_ankle=(0.1, 0.45, 0.45)), 90),
    "a heel at the buttock": ("left_knee_flexion", person(left_ankle=(0.1, 0.0, 0.01)), 179),
    "the other leg does not matter": ("right_knee_flexion", person(left_ankle=(0.1, 0.45, 0.45)), 0),
    "a thigh in line with the trunk": ("left_hip_flexion", person(left_shoulder=(0.1, -0.5, 0.0)), 0),
    "a thigh raised to the level": (
        "left_hip_flexion", person(left_shoulder=(0.1, -0.5, 0.0), left_knee=(0.1, 0.0, -0.45)), 90),
    "a straight arm": ("left_elbow_flexion", person(), 0),
    "a forearm forward": ("left_elbow_flexion", person(left_wrist=(0.18, -0.2, -0.26)), 90),
    "a hand in line with the forearm": ("left_wrist_bend", person(), 0),
    "fingers to the front": ("left_wrist_bend", person(left_index=(0.18, 0.06, -0.1)), 90),
    "fingers half way to the back": ("left_wrist_bend", person(left_index=(0.18, 0.13, 0.07)), 45),
    "an arm along the trunk": ("left_shoulder_elevation", person(**WIDE_HIPS), 0),
    "an arm to the side, as in a T": ("left_shoulder_elevation", person(**WIDE_HIPS, left_elbow=(0.48, -0.5, 0.0)), 90),
    "an arm to the front": ("left_shoulder_elevation", person(**WIDE_HIPS, left_elbow=(0.18, -0.5, -0.3)), 90),
    "an arm overhead": ("left_shoulder_elevation", person(**WIDE_HIPS, left_elbow=(0.18, -0.8, 0.0)), 180),
    "a foot square to the shank": ("left_ankle_dorsiflexion", person(), 0),
    "toes up": ("left_ankle_dorsiflexion", person(left_foot_index=(0.1, 0.7, -0.2)), 45),
    "toes down": ("left_ankle_dorsiflexion", person(left_foot_index=(0.1, 1.2, -0.2)), -45),
    "an upright trunk": ("trunk_lean", person(), 0),
    "a trunk leaning left": ("trunk_lean", person(**LEFT_LEAN), 30),
    "a trunk leaning forward": ("trunk_lean", person(**BOW), 30),
    "a level trunk": ("trunk_lean", person(left_shoulder=(0.18, 0.0, -0.5), right_shoulder=(-0.18, 0.0, -0.5)), 90),
    "level shoulders": ("shoulder_tilt", person(), 0),
    "the left shoulder up": ("shoulder_tilt", person(left_shoulder=(0.18, -0.86, 0.0)), 45),
    "the left shoulder down": ("shoulder_tilt", person(left_shoulder=(0.18, -0.14, 0.0)), -45),
    "shoulders that lean with the trunk": ("shoulder_tilt", person(**LEFT_LEAN), -30),
    "level hips": ("pelvis_tilt", person(), 0),
    "the left hip up": ("pelvis_tilt", person(left_hip=(0.1, -0.2, 0.0)), 45),
    "the left hip down": ("pelvis_tilt", person(left_hip=(0.1, 0.2, 0.0)), -45),
    "a head in line with the trunk": ("neck_lean", person(), 0),
    "a head thrust forward": (
        "neck_lean", person(left_ear=(0.07, -0.5, -0.2), right_ear=(-0.07, -0.5, -0.2)), 90),
}  # fmt: skip


@pytest.mark.parametrize(("name", "points", "expected_deg"), POSTURES.values(), ids=POSTURES)
def test_known_postures(name: str, points: np.ndarray, expected_deg: float) -> None:
    assert joint_angles_deg(points, BLAZEPOSE_33, [name])[name] == pytest.approx(expected_deg, abs=0.8)


def test_every_kind_of_angle_has_a_known_posture() -> None:
    assert {name.removeprefix("left_") for name in ANGLE_NAMES if not name.startswith("right_")} == {
        name.removeprefix("left_").removeprefix("right_") for name, _, _ in POSTURES.values()
    }


BODIES = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).normal(size=(33, 3)))


@given(BODIES)
@pytest.mark.parametrize("dimensions", [2, 3])
def test_every_angle_agrees_with_the_slow_way(dimensions: int, points: np.ndarray) -> None:
    points = points[:, :dimensions]
    done = joint_angles_deg(points, BLAZEPOSE_33)
    for definition in JOINT_ANGLES:
        expected = naive.joint_angle_deg(
            definition, dict(zip(BLAZEPOSE_33.keypoints, points.tolist(), strict=True))
        )
        assert done[definition.name] == pytest.approx(expected, abs=1e-6)


@given(BODIES, st.floats(0.1, 10), st.floats(-180, 180))
def test_a_joint_does_not_care_where_how_large_and_turned_the_person_is(
    points: np.ndarray, scale: float, turn_deg: float
) -> None:
    moved = scale * points @ rotation_about(np.array([0.3, 0.5, 0.8]), turn_deg).T + (3.0, -1.0, 2.0)
    joints = [angle.name for angle in JOINT_ANGLES if angle.kind is Kind.JOINT]
    one, other = (AngleSet(joints, BLAZEPOSE_33)(body) for body in (points, moved))
    assert one == pytest.approx(other, abs=1e-5)


@given(BODIES)
def test_in_a_mirror_left_and_right_change_places(points: np.ndarray) -> None:
    plain, mirrored = (
        joint_angles_deg(p, BLAZEPOSE_33) for p in (points, mirror_points(points, BLAZEPOSE_33))
    )
    for name in ANGLE_NAMES:
        if name in ("shoulder_tilt", "pelvis_tilt"):
            assert mirrored[name] == pytest.approx(-plain[name], abs=1e-6)
        else:
            other = name.replace("left_", "\0").replace("right_", "left_").replace("\0", "right_")
            assert mirrored[other] == pytest.approx(plain[name], abs=1e-6)


def test_any_leading_shape_is_taken() -> None:
    points = np.random.default_rng(0).normal(size=(4, 5, 33, 3))
    together = AngleSet(ANGLE_NAMES, BLAZEPOSE_33)(points)
    assert together.shape == (4, 5, len(ANGLE_NAMES))
    assert together[2, 3] == pytest.approx(AngleSet(ANGLE_NAMES, BLAZEPOSE_33)(points[2, 3]))


def test_what_was_not_seen_gives_nan_and_no_warning() -> None:
    points = person()
    points[BLAZEPOSE_33.index("left_knee")] = np.nan
    points[BLAZEPOSE_33.index("right_wrist")] = points[BLAZEPOSE_33.index("right_elbow")]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        done = joint_angles_deg(points, BLAZEPOSE_33)
    unknown = {name for name, value in done.items() if math.isnan(value)}
    assert unknown == {"left_knee_flexion", "left_hip_flexion", "left_ankle_dorsiflexion", "right_elbow_flexion",
                       "right_wrist_bend"}  # fmt: skip


def test_a_skeleton_has_the_angles_that_it_has_points_for() -> None:
    assert angles_of(BLAZEPOSE_33) == ANGLE_NAMES
    assert "left_knee_flexion" in angles_of(COCO_17)
    assert "left_ankle_dorsiflexion" not in angles_of(COCO_17)
    assert angles_of(HAND_21) == ()


def test_an_unknown_angle_or_a_missing_point_is_said() -> None:
    with pytest.raises(PoseError, match="left_tail"):
        joint_angle("left_tail")
    with pytest.raises(PoseError, match="left_foot_index"):
        AngleSet(["left_ankle_dorsiflexion"], COCO_17)
