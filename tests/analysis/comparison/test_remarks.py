"""What is said is what both pictures show, whatever depth was read."""

from dataclasses import replace

import numpy as np
import pytest
from tests.analysis.comparison.test_comparison import STANDING, clear, with_limb_turned

from poise.analysis.comparison import Comparison, Hidden, LimbComparison, compare_poses, remarks_on
from poise.pose import BLAZEPOSE_33
from poise.pose.limbs import LIMB_NAMES

SURE = LimbComparison(
    "left_upper_arm", 40.0, 40.0, 1.0, None, 40.0, 0.0, "up", float("nan"), follows_parent=False
)


def compared(**wrong: LimbComparison) -> Comparison:
    """Return a comparison in which all limbs are right but those given."""
    right = replace(SURE, error_deg=0.0, seen_error_deg=0.0, sure_error_deg=0.0, direction=None)
    return Comparison(
        60.0, 3.0, 20.0, False, tuple(replace(wrong.get(name, right), name=name) for name in LIMB_NAMES)
    )


@pytest.mark.parametrize(
    ("limb", "change", "is_said"),
    [
        ("left_upper_arm", {}, True),
        ("left_upper_arm", {"sure_error_deg": 17.0}, False),
        ("left_upper_arm", {"visibility": 0.4}, False),
        ("left_upper_arm", {"depth_share": 0.9}, False),
        ("left_upper_arm", {"depth_share": 0.9, "error_deg": 70.0}, True),
        ("left_upper_arm", {"direction": None}, False),
        ("left_upper_arm", {"follows_parent": True}, False),
        ("left_thigh", {"direction": "in", "seen_error_deg": 30.0}, False),
        ("left_thigh", {"direction": "up", "seen_error_deg": 30.0}, True),
        ("left_forearm", {"direction": "in", "seen_error_deg": 30.0}, False),
        ("left_forearm", {"direction": "in", "seen_error_deg": 38.0}, True),
        ("left_forearm", {"direction": "up", "seen_error_deg": 30.0}, True),
        ("shoulder_line", {}, False),
        ("hip_line", {}, False),
        ("left_trunk", {"direction": "forward"}, True),
    ],
)
def test_a_limb_is_spoken_of_where_the_pictures_show_it(
    limb: str, change: dict[str, object], is_said: bool
) -> None:
    found = remarks_on(compared(**{limb: replace(SURE, **change)}))  # type: ignore[arg-type]
    assert [remark.limb for remark in found] == ([limb] if is_said else [])


@pytest.mark.parametrize(
    ("change", "is_sure"),
    [
        ({}, True),
        ({"error_deg": 5.0, "sure_error_deg": 0.0, "depth_share": 1.0}, True),
        ({"error_deg": 30.0, "sure_error_deg": 17.0}, False),
        ({"depth_share": 0.9}, False),
        ({"depth_share": 0.9, "error_deg": 70.0}, True),
        ({"hidden": Hidden.UNSEEN_ATTEMPT}, False),
    ],
    ids=["seen", "it fits", "it may be none", "depth alone", "far off", "not compared"],
)
def test_an_error_is_sure_where_it_was_seen(change: dict[str, object], is_sure: bool) -> None:
    assert replace(SURE, **change).is_sure == is_sure  # type: ignore[arg-type]


def test_where_the_trunk_is_far_off_arms_are_spoken_of_by_their_joints_alone() -> None:
    lying = replace(SURE, error_deg=80.0, direction="down")
    elbow = replace(SURE, bend_deg=40.0)
    found = remarks_on(compared(left_trunk=lying, right_upper_arm=SURE, left_forearm=elbow))
    assert [(remark.limb, remark.action) for remark in found] == [
        ("left_trunk", "down"),
        ("left_forearm", "bend"),
    ]


def test_the_line_of_sight_is_that_of_the_pictures_and_not_of_a_pose_of_the_library() -> None:
    """An arm that swings towards the camera is doubtful where depth was read, and sure where it was given."""
    reference = clear(STANDING)
    attempt = with_limb_turned(reference, "left", "upper_arm", 30.0, np.array([0.0, 0.0, -1.0]))
    given = [replace(pose, visibility=np.full(len(BLAZEPOSE_33), np.nan)) for pose in (reference, attempt)]
    read, sure = (
        next(limb for limb in compare_poses(*pair).limbs if limb.name == "left_upper_arm")
        for pair in ((reference, attempt), given)
    )
    assert read.error_deg == pytest.approx(sure.error_deg, abs=0.2)
    assert read.sure_error_deg < 15.0 < sure.sure_error_deg == pytest.approx(sure.error_deg, abs=0.1)
    assert read.depth_share > 0.5 > sure.depth_share == 0.0
