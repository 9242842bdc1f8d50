"""The synthetic body: its landmarks show the angles it was told, and its bones keep their lengths."""

from __future__ import annotations

import numpy as np
import pytest
from tests.synthetic import proportions
from tests.synthetic.body import Body, assemble
from tests.synthetic.posture import ANGLES, Posture, posture

from poise.pose import BLAZEPOSE_33, FloatArray
from poise.pose.angles import joint_angles_deg

STATURE_M = 1.75
# What a posture says, the angle that the landmarks must then show, and how many degrees.
TOLD = {
    "a bent left knee": (posture(knee_flexion=(90.0, 0.0)), "left_knee_flexion", 90.0),
    "the other knee stays straight": (posture(knee_flexion=(90.0, 0.0)), "right_knee_flexion", 0.0),
    "a bent elbow": (posture(elbow_flexion=130.0), "right_elbow_flexion", 130.0),
    "toes up": (posture(ankle_dorsiflexion=20.0), "left_ankle_dorsiflexion", 20.0),
    "toes down": (posture(ankle_dorsiflexion=-30.0), "right_ankle_dorsiflexion", -30.0),
    "a leaning pelvis": (posture(pitch=45.0), "trunk_lean", 45.0),
    "on the back": (posture(pitch=-90.0), "trunk_lean", 90.0),
    "leaning to the side": (posture(roll=20.0), "trunk_lean", 20.0),
    "the left hip drops as the body leans to its left": (posture(roll=20.0), "pelvis_tilt", -20.0),
}
BONES = (
    ("hip", "knee", proportions.THIGH),
    ("knee", "ankle", proportions.SHANK),
    ("shoulder", "elbow", proportions.UPPER_ARM),
    ("elbow", "wrist", proportions.FOREARM),
    ("heel", "foot_index", proportions.FOOT),
)


def bodies(*postures: Posture) -> Body:
    return assemble(np.stack([p.vector() for p in postures]), STATURE_M)


def camera_axes(body: Body) -> FloatArray:
    """The landmarks as a level camera in front of the person has them: y down, z away."""
    return np.asarray(body.points * np.array([1.0, -1.0, -1.0]))


def any_postures(count: int) -> FloatArray:
    return np.random.default_rng(7).uniform(-60.0, 150.0, (count, len(ANGLES)))


@pytest.mark.parametrize("why", TOLD)
def test_the_landmarks_show_the_angle_that_was_told(why: str) -> None:
    told, name, degrees = TOLD[why]
    shown = joint_angles_deg(camera_axes(bodies(told)), BLAZEPOSE_33, [name])[name]
    assert shown == pytest.approx([degrees], abs=1e-6)


@pytest.mark.parametrize("bend_deg", [0.0, 30.0, 90.0, 140.0])
def test_knees_and_elbows_show_their_flexion_however_hip_and_shoulder_are_turned(bend_deg: float) -> None:
    vectors = any_postures(50)
    for joint in ("knee", "elbow"):
        for side in ("left", "right"):
            vectors[:, ANGLES.index(f"{side}_{joint}_flexion")] = bend_deg
    shown = joint_angles_deg(assemble(vectors, STATURE_M).points, BLAZEPOSE_33)
    for joint in ("knee", "elbow"):
        for side in ("left", "right"):
            assert shown[f"{side}_{joint}_flexion"] == pytest.approx(bend_deg, abs=1e-5)


@pytest.mark.parametrize(("start", "end", "share"), BONES)
def test_bones_keep_their_length_in_any_posture(start: str, end: str, share: float) -> None:
    body = assemble(any_postures(100), STATURE_M)
    for side in ("left", "right"):
        length_m = np.linalg.norm(body.point(f"{side}_{end}") - body.point(f"{side}_{start}"), axis=-1)
        assert length_m == pytest.approx(share * STATURE_M, rel=1e-9)


def test_the_standing_body_is_as_tall_as_it_should_be_and_looks_forward() -> None:
    body = bodies(Posture())
    feet_to_eyes_m = (body.point("eye") - body.point("heel"))[0, 1]
    assert feet_to_eyes_m == pytest.approx((0.936 - proportions.SOLE) * STATURE_M, abs=0.01)
    assert body.point("nose")[0, 2] > body.point("ear")[0, 2]
    assert body.point("left_hip")[0, 0] > body.point("right_hip")[0, 0]


def test_a_mirrored_posture_is_the_mirrored_body() -> None:
    vectors = any_postures(20)
    mirrored = [Posture.of_vector(vector).mirrored() for vector in vectors]
    expected = assemble(vectors, STATURE_M).points[:, BLAZEPOSE_33.mirror_indices] * [-1.0, 1.0, 1.0]
    assert bodies(*mirrored).points == pytest.approx(expected, abs=1e-9)
