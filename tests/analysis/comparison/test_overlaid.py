"""Two poses laid over each other: as they were compared, in space and in the attempt's picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.analysis.comparison.test_comparison import DEEP, STANDING, clear, turned, with_limb_turned

from poise.analysis.comparison import compare_poses, errors_by_limb, ghost_of, metre_px, overlaid
from poise.errors import PoseError
from poise.pose import BLAZEPOSE_33, Pose
from poise.pose.geometry import angle_between_deg, middle
from poise.pose.limbs import LIMBS, limb_directions, limb_index

HIPS = ("left_hip", "right_hip")
TRUNK = (*HIPS, "left_shoulder", "right_shoulder")


def seen_in_parallel(pose: Pose, px_per_metre: float = 300.0) -> Pose:
    """Return the pose in a picture of a camera that knows no perspective."""
    image = pose.world * px_per_metre + (500.0, 450.0, 0.0)
    return replace(clear(pose), image=image, image_size=(1000, 1000))


STAND, SQUAT = seen_in_parallel(STANDING), seen_in_parallel(DEEP)


@pytest.mark.parametrize(
    ("attempt", "is_mirrored"),
    [
        (STAND, False),
        (turned(STAND, 40, (0, 1, 0)), False),
        (replace(STAND, world=1.3 * STAND.world), False),
        (STAND.mirrored(), True),
        (turned(STAND.mirrored(), -100, (0, 1, 0)), True),
    ],
    ids=["itself", "turned by 40", "a taller person", "mirrored", "mirrored and turned"],
)
def test_the_same_pose_lies_on_itself(attempt: Pose, is_mirrored: bool) -> None:
    pair = overlaid(STAND, attempt, compare_poses(STAND, attempt))
    assert pair.is_mirrored == is_mirrored
    np.testing.assert_allclose(pair.attempt, pair.reference, atol=0.01)
    assert max(pair.errors_deg.values()) < 1.0


def test_the_space_stands_on_its_axes() -> None:
    reference = overlaid(STAND, SQUAT, compare_poses(STAND, SQUAT)).reference
    np.testing.assert_allclose(middle(reference, BLAZEPOSE_33, *HIPS), 0.0, atol=1e-9)
    left, right = (reference[BLAZEPOSE_33.index(f"{side}_hip")] for side in ("left", "right"))
    assert left[0] > right[0]
    assert (
        reference[BLAZEPOSE_33.index("nose"), 1] > 0.3 > -0.3 > reference[BLAZEPOSE_33.index("left_ankle"), 1]
    )
    toes, heel = (reference[BLAZEPOSE_33.index(f"left_{name}"), 2] for name in ("foot_index", "heel"))
    assert toes > heel


def test_the_errors_are_the_angles_that_are_seen_there() -> None:
    for attempt in (SQUAT, SQUAT.mirrored()):
        pair = overlaid(STAND, attempt, compare_poses(STAND, attempt))
        directions = [limb_directions(body, BLAZEPOSE_33) for body in (pair.reference, pair.attempt)]
        for name, error in pair.errors_deg.items():
            place = limb_index(name)
            seen = float(angle_between_deg(directions[0][place], directions[1][place]))
            assert seen == pytest.approx(error, abs=0.1)


def test_in_a_mirror_an_own_limb_carries_the_other_sides_error() -> None:
    bent = with_limb_turned(STAND, "left", "upper_arm", 60.0, np.array([0.3, 0.2, 1.0]))
    found = compare_poses(STAND, bent.mirrored())
    assert found.fit is not None
    assert found.fit.is_mirrored
    own, there = errors_by_limb(found, own=True), errors_by_limb(found)
    assert max(own, key=lambda name: own[name]) == "right_upper_arm"
    assert max(there, key=lambda name: there[name]) == "left_upper_arm"
    partners = {limb.name: limb.mirror for limb in LIMBS}
    assert {partners[name]: error for name, error in own.items()} == there


@pytest.mark.parametrize(
    "attempt",
    [STAND, STAND.mirrored(), seen_in_parallel(turned(STAND, 50, (0, 1, 0)), 120.0)],
    ids=["itself", "mirrored", "turned by 50, far away"],
)
def test_the_ghost_of_the_same_pose_lies_on_the_attempt(attempt: Pose) -> None:
    ghost = ghost_of(STAND, attempt, compare_poses(STAND, attempt))
    assert ghost.image_size == attempt.image_size
    height = float(np.ptp(attempt.image[:, 1]))
    np.testing.assert_allclose(ghost.image[:, :2], attempt.image[:, :2], atol=0.01 * height)


def test_the_ghost_of_another_pose_is_as_large_and_shares_the_trunk() -> None:
    attempt = seen_in_parallel(DEEP, 150.0)
    ghost = ghost_of(STAND, attempt, compare_poses(STAND, attempt))
    assert middle(ghost.image, BLAZEPOSE_33, *TRUNK)[:2] == pytest.approx(
        middle(attempt.image, BLAZEPOSE_33, *TRUNK)[:2]
    )
    # Standing, the same person is 300 px per metre high in the other picture.
    assert np.ptp(ghost.image[:, 1]) == pytest.approx(np.ptp(STAND.image[:, 1]) / 2, rel=0.1)


@pytest.mark.parametrize(("size", "px_per_metre"), [(1.0, 300.0), (1.0, 75.0), (1.25, 300.0)])
def test_a_metre_of_the_reference_is_found_in_both_pictures(size: float, px_per_metre: float) -> None:
    attempt = seen_in_parallel(replace(STAND, world=size * STAND.world), px_per_metre)
    lengths = metre_px(STAND, attempt, compare_poses(STAND, attempt))
    assert lengths == pytest.approx((300.0, size * px_per_metre))
    assert metre_px(STAND, attempt, None) == pytest.approx((300.0, px_per_metre))


def test_without_a_verdict_nothing_can_be_laid_over() -> None:
    hidden = replace(STAND, visibility=np.zeros(33))
    found = compare_poses(STAND, hidden)
    assert found.fit is None
    for lay in (overlaid, ghost_of):
        with pytest.raises(PoseError, match="cannot be compared"):
            lay(STAND, hidden, found)
