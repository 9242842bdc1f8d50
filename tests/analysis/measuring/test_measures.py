from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.repetition.figure import Stance, posed, squatting, unseen
from tests.synthetic.performance import perform

from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.measures import MEASURES, gauges
from poise.analysis.repetition import Engine
from poise.analysis.repetition.joints import joints_of
from poise.catalogue import catalogue
from poise.pose import BLAZEPOSE_33, Pose
from poise.pose.angles import joint_angles_deg

JOINTS = Joints(BLAZEPOSE_33)
EVERY_POINT = tuple(range(33))


def read(pose: Pose, measure: str) -> list[float]:
    return [gauge.read(Body(pose, EVERY_POINT)) for gauge in gauges(measure, JOINTS)]


def random_pose(seed: int, *, with_picture: bool) -> Pose:
    random = np.random.default_rng(seed)
    world = random.normal(0, 0.5, (33, 3))
    image = 300 + 100 * world if with_picture else np.full((33, 3), np.nan)
    seen = np.ones(33)
    return Pose(BLAZEPOSE_33, image, world, seen, seen, 0.0, (640, 640))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_plain_floats_agree_with_the_arrays_of_the_pose_package_in_space(seed: int) -> None:
    pose = random_pose(seed, with_picture=False)
    for name in ("knee_flexion", "hip_flexion", "elbow_flexion", "shoulder_elevation"):
        twin = joint_angles_deg(pose.world, BLAZEPOSE_33, [f"left_{name}", f"right_{name}"])
        assert read(pose, name) == pytest.approx([float(value) for value in twin.values()], abs=1e-6)
    lean = joint_angles_deg(pose.world, BLAZEPOSE_33, ["trunk_lean"])["trunk_lean"]
    assert read(pose, "trunk_lean") == pytest.approx([float(lean)], abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_fused_angle_lies_between_those_of_space_and_picture(seed: int) -> None:
    pose = random_pose(seed, with_picture=True)
    in_space = joint_angles_deg(pose.world, BLAZEPOSE_33, ["left_knee_flexion"])["left_knee_flexion"]
    flat = joint_angles_deg(pose.image[:, :2], BLAZEPOSE_33, ["left_knee_flexion"])["left_knee_flexion"]
    low, high = sorted((float(in_space), float(flat)))
    assert low - 1e-6 <= read(pose, "knee_flexion")[0] <= high + 1e-6


def test_a_picture_alone_is_enough_for_joint_angles() -> None:
    flat = replace(squatting(0.0, 90.0, yaw_deg=90.0), world=np.full((33, 3), np.nan))
    assert read(flat, "knee_flexion") == pytest.approx([90.0, 90.0], abs=0.5)


@pytest.mark.parametrize("knee_deg", [0.0, 30.0, 90.0, 120.0])
@pytest.mark.parametrize("yaw_deg", [0.0, 45.0, 90.0])
def test_a_known_body_is_read_right_from_any_side_in_space(knee_deg: float, yaw_deg: float) -> None:
    pose = squatting(0.0, knee_deg, yaw_deg=yaw_deg)
    assert read(pose, "trunk_lean") == pytest.approx([0.4 * knee_deg], abs=0.01)
    assert read(pose, "thigh_raise") == pytest.approx([0.67 * knee_deg] * 2, abs=0.01)
    assert read(pose, "step_length") == pytest.approx([0.0], abs=1e-6)
    assert read(pose, "step_width") == pytest.approx([0.4], abs=1e-6)
    assert read(pose, "knee_spread") == pytest.approx([1.0], abs=1e-6)


@pytest.mark.parametrize("knee_deg", [40.0, 50.0, 90.0])
def test_a_bend_towards_the_camera_is_read_in_space_as_the_picture_does_not_show_it(knee_deg: float) -> None:
    pose = squatting(0.0, knee_deg, yaw_deg=0.0)
    assert read(pose, "hip_flexion") == pytest.approx([1.07 * knee_deg] * 2, abs=4.0)


@pytest.mark.parametrize("measure", MEASURES)
def test_what_is_not_seen_is_nan(measure: str) -> None:
    assert np.isnan(read(unseen(0.0), measure)).all()


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_is_the_same_in_a_mirror_with_the_sides_exchanged(measure: str) -> None:
    pose = random_pose(7, with_picture=True)
    plain, mirrored = read(pose, measure), read(pose.mirrored(), measure)
    tells_sides = measure == "hands_aside"  # positive to the left, which a mirror makes the right
    assert mirrored[::-1] == pytest.approx([-value if tells_sides else value for value in plain], abs=1e-9)


@pytest.mark.parametrize(("turn_deg", "aside"), [(60.0, 0.6), (0.0, 0.0), (-60.0, -0.6)])
def test_hands_beside_the_left_hip_are_positive(turn_deg: float, aside: float) -> None:
    pose = posed(0.0, Stance(shoulder=(45.0, 45.0), elbow=(45.0, 45.0), turn=turn_deg))
    assert read(pose, "hands_aside") == pytest.approx([aside], abs=0.25)


@pytest.mark.parametrize("measure", MEASURES)
def test_no_measure_depends_on_the_size_of_the_person(measure: str) -> None:
    pose = random_pose(11, with_picture=True)
    child = replace(pose, world=0.6 * pose.world)
    if measure.endswith("_rise"):
        child = replace(child, image=0.6 * pose.image)
    assert read(child, measure) == pytest.approx(read(pose, measure), abs=1e-6)


def rises(factors: list[float]) -> list[float]:
    """The change of a hip's height from picture to picture, bouncing, with the camera so near in each."""
    gauge = gauges("hip_rise", JOINTS)[0]
    heights = []
    for index, factor in enumerate(factors):
        pose = squatting(index / 30, 0.0)
        image = pose.image + np.array([0.0, 40.0 * (index % 2), 0.0])
        heights.append(gauge.read(Body(replace(pose, image=factor * image), EVERY_POINT)))
    return list(np.abs(np.diff(heights)))


def test_a_camera_elsewhere_has_its_own_scale() -> None:
    changes = rises([1.0] * 40 + [0.6] * 20)
    assert changes[-1] == pytest.approx(changes[0], rel=0.01)


def test_a_flicker_of_the_scale_is_not_another_camera() -> None:
    changes = rises([1.0] * 40 + [0.6] * 2 + [1.0] * 20)
    assert changes[43] == pytest.approx(changes[0], rel=0.05)


def test_a_slow_change_of_scale_moves_nobody() -> None:
    gauge = gauges("hip_rise", JOINTS)[0]
    heights = []
    for index in range(60):
        pose = squatting(index / 30, 0.0)
        hip = pose.image[JOINTS["left_hip"]]
        image = hip + (pose.image - hip) * (1.0 + 0.005 * index)
        heights.append(gauge.read(Body(replace(pose, image=image), EVERY_POINT)))
    assert heights == pytest.approx([heights[0]] * 60, abs=1e-6)


def test_points_far_outside_the_picture_are_not_trusted_and_near_ones_not_judged() -> None:
    pose = squatting(0.0, 0.0)
    image = pose.image.copy()
    image[JOINTS["left_ankle"], 1], image[JOINTS["right_ankle"], 1] = 660.0, 900.0
    body = Body(replace(pose, image=image), EVERY_POINT)
    left, right = gauges("knee_flexion", JOINTS)
    assert left.trust(body) > 0
    assert not left.is_clear(body)
    assert right.trust(body) == 0


@pytest.mark.parametrize(
    ("name", "joints"),
    [
        ("biceps-curl", ("shoulder", "elbow", "wrist", "hip")),
        ("pull-up", ("shoulder", "elbow", "wrist", "hip")),
        ("squat", ("shoulder", "hip", "knee", "ankle")),
        ("push-up", ("shoulder", "elbow", "wrist", "hip", "ankle")),
    ],
)
def test_an_exercise_needs_the_joints_that_it_is_counted_and_judged_by(
    name: str, joints: tuple[str, ...]
) -> None:
    assert joints_of(catalogue()[name]) == joints


@pytest.mark.parametrize(
    ("is_centred", "is_read"),
    [(False, True), (True, False)],
    ids=["the camera's picture", "hips always in one place"],
)
def test_no_height_is_read_in_a_picture_that_moves_along_with_the_hips(
    is_centred: bool, is_read: bool
) -> None:
    knees_deg = [5.0 + 10.0 * step for step in range(9)]
    (gauge, _) = gauges("shoulder_rise", JOINTS)
    heights = []
    for number, knee_deg in enumerate(knees_deg):
        pose = squatting(number / 10, knee_deg, yaw_deg=80.0)
        if is_centred:
            hips = pose.image[BLAZEPOSE_33.indices(("left_hip", "right_hip"))].mean(axis=0)
            pose = replace(pose, image=pose.image - hips + [320.0, 320.0, 0.0])
        heights.append(gauge.read(Body(pose, EVERY_POINT)))
    assert np.isfinite(heights[-1]) == is_read


def test_who_sits_still_is_in_the_cameras_picture() -> None:
    (gauge, _) = gauges("wrist_rise", JOINTS)
    seated = Stance(hip=(90.0, 90.0), knee=(90.0, 90.0), anchor="hip")
    heights = [
        gauge.read(Body(posed(number / 10, replace(seated, elbow=(bend, bend))), EVERY_POINT))
        for number, bend in enumerate((10.0, 50.0, 90.0, 130.0))
    ]
    assert np.isfinite(heights).all()


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0, 40.0])
@pytest.mark.parametrize("lean_deg", [-20.0, 0.0, 35.0])
def test_a_lean_is_positive_to_where_the_body_faces(yaw_deg: float, lean_deg: float) -> None:
    pose = posed(0.0, Stance(trunk=lean_deg, hip=(lean_deg, lean_deg)), yaw_deg=yaw_deg)
    assert read(pose, "trunk_forward_lean") == pytest.approx([lean_deg], abs=0.5)


@pytest.mark.parametrize(
    ("yaw_deg", "towards"), [(90.0, (0.0, 25.0)), (0.0, (65.0, 90.0))], ids=["from the side", "from ahead"]
)
def test_a_level_upper_arm_points_at_a_camera_ahead(yaw_deg: float, towards: tuple[float, float]) -> None:
    pose = posed(0.0, Stance(shoulder=(88.0, 88.0), elbow=(0.0, 0.0)), yaw_deg=yaw_deg)
    for measure in ("upper_arm_towards_camera", "arm_towards_camera"):
        assert all(towards[0] <= value <= towards[1] for value in read(pose, measure))


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("pull-up", -0.1, 0.1), ("overhead-press", 0.5, 1.2), ("lat-pulldown", -1.2, -0.5)],
)
def test_hands_stay_in_a_pull_up_and_move_in_a_press_also_without_hips(
    name: str, low: float, high: float
) -> None:
    done = perform(name, repetitions=1, rate_hz=20.0, yaw_deg=0.0)
    engine = Engine(catalogue()[name])
    chosen = gauges("hand_lift", JOINTS)[0]
    lifts = {}
    for pose in done.sequence:
        engine.update(pose)
        lifts[pose.time_s] = chosen.read(Body(pose, EVERY_POINT))
    (repetition,) = engine.finish().repetitions
    start, peak = (min(lifts, key=lambda t: abs(t - at)) for at in (repetition.start_s, repetition.peak_s))
    assert low <= lifts[peak] - lifts[start] <= high
    assert not any("hip" in point for point in MEASURES["hand_lift"].points)
