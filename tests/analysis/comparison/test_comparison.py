"""Two poses compared: what must not matter, what must be noticed, and when there is no verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from poise.analysis.comparison import (
    Hidden,
    Mirror,
    compare_poses,
    errors_by_limb,
    remarks_on,
    sure_errors_by_limb,
)
from poise.analysis.comparison.alignment import align, turn
from poise.analysis.comparison.score import bend_distance_deg, cap_for, score_of
from poise.catalogue.poses import library
from poise.catalogue.words import words_on
from poise.errors import PoseError
from poise.media.recording import read_recording
from poise.pose import BLAZEPOSE_33, COCO_17, FloatArray, Pose
from poise.pose.geometry import angle_between_deg, rotation_about
from poise.pose.limbs import LIMBS, limb_directions

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "squat_v1.poise"
PERSON = read_recording(GOLDEN).people[0]
SEEN = [int(number) for number in np.flatnonzero(PERSON.is_seen)]
STANDING, DEEP = (
    PERSON[min(SEEN, key=lambda number: sign * PERSON.image[number, BLAZEPOSE_33.index("left_hip"), 1])]
    for sign in (1.0, -1.0)
)
SUBTREES = {
    "upper_arm": ("shoulder", ("elbow", "wrist", "pinky", "index", "thumb")),
    "forearm": ("elbow", ("wrist", "pinky", "index", "thumb")),
    "thigh": ("hip", ("knee", "ankle", "heel", "foot_index")),
    "shank": ("knee", ("ankle", "heel", "foot_index")),
}


def clear(pose: Pose) -> Pose:
    """Return the pose as if every point were well seen and inside the picture."""
    inside = np.clip(pose.image, 1.0, min(pose.image_size) - 1.0)
    return replace(pose, visibility=np.ones(33), presence=np.ones(33), image=inside)


def turned(pose: Pose, angle_deg: float, axis: tuple[float, float, float]) -> Pose:
    return replace(pose, world=pose.world @ rotation_about(np.array(axis), angle_deg).T)


def with_limb_turned(pose: Pose, side: str, part: str, angle_deg: float, axis: FloatArray) -> Pose:
    base, names = SUBTREES[part]
    places = BLAZEPOSE_33.indices(f"{side}_{name}" for name in names)
    world, origin = pose.world.copy(), pose.world_point(f"{side}_{base}")
    across = np.cross(world[places[0]] - origin, axis)
    world[places] = origin + (world[places] - origin) @ rotation_about(across, angle_deg).T
    return replace(pose, world=world)


@pytest.mark.parametrize("pose", [STANDING, DEEP], ids=["standing", "deep"])
def test_the_same_pose_scores_100_and_nothing_is_to_change(pose: Pose) -> None:
    found = compare_poses(clear(pose), clear(pose))
    assert found.score == 100.0
    assert remarks_on(found) == ()
    assert words_on(found) == ("Nothing to change.",)


@pytest.mark.parametrize(
    ("change", "loss"),
    [
        (lambda pose: turned(pose, 30, (0, 1, 0)), 0.5),
        (lambda pose: turned(pose, -140, (0, 1, 0)), 0.5),
        (lambda pose: pose.mirrored(), 0.5),
        (lambda pose: replace(pose, world=pose.world * 1.3), 0.0),
        (lambda pose: replace(pose, world=pose.world + 0.4), 0.0),
        (lambda pose: replace(pose, image=pose.image * 3, image_size=(9000, 9000)), 0.0),
    ],
    ids=["turned by 30", "turned by -140", "mirrored", "a taller person", "elsewhere", "a larger picture"],
)
def test_what_must_not_matter_does_not(change: Callable[[Pose], Pose], loss: float) -> None:
    for pose in (clear(STANDING), clear(DEEP)):
        found = compare_poses(pose, change(pose))
        assert found.score is not None
        assert found.score >= 100.0 - loss


def test_it_is_the_same_from_either_side() -> None:
    pair = clear(STANDING), clear(DEEP)
    one, other = (compare_poses(*both, mirror=Mirror.LOCKED) for both in (pair, pair[::-1]))
    assert one.distance_deg == pytest.approx(other.distance_deg, abs=0.3)


def test_a_tilted_camera_is_forgiven_only_when_asked() -> None:
    pose = clear(STANDING)
    tilted = turned(pose, 10, (0, 0, 1))
    assert (compare_poses(pose, tilted, ignore_lean=True).score or 0.0) >= 97.0
    assert (compare_poses(pose, tilted).score or 100.0) < 97.0


def test_standing_against_a_deep_squat_names_hips_and_knees() -> None:
    found = compare_poses(clear(STANDING), clear(DEEP))
    assert found.score is not None
    assert found.score < 60
    text = " ".join(words_on(found))
    assert "Straighten" in text
    assert "hip and knee" in text
    bent = [(remark.limb.split("_")[0], joint) for remark in remarks_on(found) for joint in remark.joints]
    assert len(bent) == len(set(bent)), "a knee is not straightened twice"


@pytest.mark.parametrize("part", SUBTREES)
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("angle_deg", [30.0, 45.0])
def test_a_single_wrong_limb_is_named_first_on_its_own_side(side: str, part: str, angle_deg: float) -> None:
    for seed, number in enumerate(SEEN[:: max(1, len(SEEN) // 8)]):
        pose = clear(PERSON[number])
        axis = np.random.default_rng(seed).normal(size=3)
        found = compare_poses(pose, with_limb_turned(pose, side, part, angle_deg, axis))
        remarks = remarks_on(found)
        assert {remark.limb for remark in remarks} <= {f"{side}_{part}"}, (
            "nothing is said about limbs that are right, nor about those that only hang on it"
        )
        (wrong,) = (limb for limb in found.limbs if limb.name == f"{side}_{part}")
        if wrong.sure_error_deg < 18.0 or wrong.depth_share > 0.8:
            assert remarks == (), "what depth read wrongly can explain may be the model's error"
        elif wrong.direction in ("up", "down"):
            assert len(remarks) == 1


def test_what_is_off_in_depth_alone_is_not_corrected() -> None:
    """The arm hangs down; 30 degrees towards the camera it looks the same from the front, only shorter."""
    mountain = library()["mountain"].pose
    across, towards = np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, -1.0])
    for axis, is_named in ((towards, False), (across, True)):
        attempt = with_limb_turned(mountain, "left", "upper_arm", 30.0, axis)
        found = compare_poses(mountain, attempt)
        assert bool(remarks_on(found)) == is_named
        # Nor is it coloured or numbered in a picture: what is drawn and what is said agree.
        assert ("left_upper_arm" in sure_errors_by_limb(found, own=True)) == is_named
        assert "left_upper_arm" in errors_by_limb(found, own=True), "it still counts, for less"


@pytest.mark.parametrize("angle_deg", [0.0, 5.0, 10.0])
def test_small_errors_are_not_remarked_on(angle_deg: float) -> None:
    pose = clear(STANDING)
    attempt = with_limb_turned(pose, "left", "upper_arm", angle_deg, np.array([0.3, 0.2, 1.0]))
    assert remarks_on(compare_poses(pose, attempt)) == ()


# Of somebody who faces the camera the own left is the picture's right (+x), and up is -y.
@pytest.mark.parametrize(
    ("displaced", "action"),
    [((0, -1, 0), "down"), ((0, 1, 0), "up"), ((1, 0, 0), "in"), ((-1, 0, 0), "out")],
    ids=["too high", "too low", "too far out", "too far in"],
)
def test_the_direction_is_the_persons_own(displaced: tuple[float, float, float], action: str) -> None:
    """The left arm is stretched to the camera in the reference, and off by 35 degrees in the attempt."""
    pointing, off = np.array([0.0, 0.0, -1.0]), np.tan(np.radians(35.0)) * np.array(displaced)
    reference, attempt = (_with_left_arm(direction) for direction in (pointing, pointing + off))
    remarks = remarks_on(compare_poses(reference, attempt, mirror=Mirror.LOCKED))
    assert [(remark.limb, remark.action) for remark in remarks] == [("left_upper_arm", action)]


def _with_left_arm(direction: FloatArray) -> Pose:
    world = _facing_camera()
    shoulder = world[BLAZEPOSE_33.index("left_shoulder")]
    for name, length in (("left_elbow", 0.3), ("left_wrist", 0.6)):
        world[BLAZEPOSE_33.index(name)] = shoulder + length * direction / np.linalg.norm(direction)
    return _pose(world)


def _facing_camera() -> FloatArray:
    world = np.zeros((33, 3))
    for side, x in (("left", 1.0), ("right", -1.0)):
        for name, (across, y) in {
            "shoulder": (0.18, -0.5), "elbow": (0.2, -0.2), "wrist": (0.2, 0.05), "hip": (0.1, 0.0),
            "knee": (0.1, 0.45), "ankle": (0.1, 0.9), "heel": (0.1, 0.95), "foot_index": (0.1, 0.95),
        }.items():  # fmt: skip
            world[BLAZEPOSE_33.index(f"{side}_{name}")] = (x * across, y, 0.0)
    return world


def _pose(world: FloatArray) -> Pose:
    unknown = np.full(33, np.nan)
    return Pose(BLAZEPOSE_33, np.full((33, 3), np.nan), world, unknown, unknown, 0.0, (640, 480))


def test_the_other_side_is_noticed_and_the_persons_own_side_is_named() -> None:
    reference = _with_left_arm(np.array([1.0, 0.0, 0.0]))
    other_side = reference.mirrored()
    found = compare_poses(reference, other_side)
    assert found.mirrored
    assert found.score == 100.0
    locked = compare_poses(reference, other_side, mirror=Mirror.LOCKED)
    assert not locked.mirrored
    assert {remark.limb for remark in remarks_on(locked)} >= {"left_upper_arm", "right_upper_arm"}


def test_legs_outside_the_picture_are_never_spoken_of() -> None:
    image = STANDING.image.copy()
    below = BLAZEPOSE_33.indices(f"{side}_{name}" for side in ("left", "right") for name in ("knee", "ankle"))
    image[below, 1] = STANDING.image_size[1] + 50.0
    attempt = with_limb_turned(clear(STANDING), "left", "thigh", 60.0, np.array([1.0, 0.0, 0.0]))
    found = compare_poses(clear(STANDING), replace(attempt, image=image))
    legs = [limb for limb in found.limbs if limb.name.endswith(("thigh", "shank"))]
    assert {limb.hidden for limb in legs} == {Hidden.OUTSIDE_ATTEMPT}
    assert not [remark for remark in remarks_on(found) if remark.limb.endswith(("thigh", "shank"))]


def test_too_few_limbs_give_no_score_but_a_reason() -> None:
    hidden = replace(clear(STANDING), visibility=np.where(np.arange(33) < 13, 1.0, 0.05))
    found = compare_poses(clear(STANDING), hidden)
    assert found.score is None
    assert "limbs can be compared" in (found.reason or "")
    assert words_on(found)[0].startswith("Cannot judge")


def test_other_skeletons_are_refused() -> None:
    coco = Pose(COCO_17, np.zeros((17, 3)), np.zeros((17, 3)), np.ones(17), np.ones(17), 0.0, (10, 10))
    with pytest.raises(PoseError, match="blazepose_33"):
        compare_poses(clear(STANDING), coco)


def test_the_scale_falls_with_the_distance_and_meets_its_marks() -> None:
    distances = np.linspace(0.0, 120.0, 400)
    assert (np.diff(score_of(distances)) <= 0).all()
    marks = {0.0: 100.0, 7.7: 95.0, 15.4: 80.0, 25.0: 60.0, 37.0: 35.0, 66.0: 10.0, 120.0: 0.0}
    assert score_of(list(marks)) == pytest.approx(list(marks.values()))


@pytest.mark.parametrize(
    ("error_deg", "visibility", "cap"), [(20, 1, 100), (26, 1, 85), (36, 1, 75), (80, 0.3, 100)]
)
def test_a_wrong_limb_that_is_well_seen_caps_the_score(
    error_deg: float, visibility: float, cap: float
) -> None:
    errors = np.array([3.0, error_deg, np.nan])
    assert cap_for(errors, np.array([1.0, visibility, 1.0])) == cap


@pytest.mark.parametrize(
    ("bend_deg", "visibility", "distance_deg"),
    [(60, 1, 24), (60, 0.3, 2), (0, 1, 2)],
)
def test_a_well_seen_knee_stands_for_a_distance(
    bend_deg: float, visibility: float, distance_deg: float
) -> None:
    found = bend_distance_deg(np.array([5.0, bend_deg]), np.array([1.0, visibility]), 0.4)
    assert found == pytest.approx(distance_deg)


@pytest.mark.parametrize(("side", "other"), [("left", "right"), ("right", "left")])
def test_one_leg_bent_is_another_pose_unless_that_leg_is_hardly_seen(side: str, other: str) -> None:
    reference = clear(STANDING)
    attempt = with_limb_turned(reference, side, "shank", 70.0, np.array([0.0, 0.0, 1.0]))
    shown = compare_poses(reference, attempt)
    hidden = BLAZEPOSE_33.indices([f"{side}_knee", f"{side}_ankle"])
    unsure = compare_poses(
        reference, replace(attempt, visibility=np.where(np.isin(np.arange(33), hidden), 0.5, 1.0))
    )
    assert shown.distance_deg is not None
    assert shown.distance_deg < 17
    assert (shown.score or 100.0) < 70
    assert (unsure.score or 0.0) > 75, "capped as any limb that is off, no more"
    assert compare_poses(attempt, reference).score == shown.score
    swapped = compare_poses(
        reference, with_limb_turned(reference, other, "shank", 70.0, np.array([0.0, 0.0, 1.0]))
    )
    assert (swapped.score or 100.0) < 70


def test_the_alignment_agrees_with_a_search_over_all_turns() -> None:
    rng = np.random.default_rng(5)
    target = limb_directions(STANDING.world, BLAZEPOSE_33)
    weights = np.ones(len(LIMBS))
    for _ in range(10):
        away = turn(target, float(rng.uniform(-3, 3))) + rng.normal(scale=0.15, size=target.shape)
        away /= np.linalg.norm(away, axis=-1, keepdims=True)
        done = weights @ angle_between_deg(align(away, target, weights), target)
        best = min(
            weights @ angle_between_deg(turn(away, a), target) for a in np.radians(np.arange(0, 360, 0.5))
        )
        assert done <= best * 1.02 + 0.5
