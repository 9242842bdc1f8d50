"""What a person says is missing or held is never judged."""

import numpy as np
import pytest
from tests.analysis.comparison.test_comparison import STANDING, clear, with_limb_turned

from poise.analysis.comparison import BodyPart, Hidden, body_part, compare_poses, remarks_on
from poise.catalogue.words import words_on
from poise.errors import PoiseError

FORWARD = np.array([0.3, 0.2, -1.0])


@pytest.mark.parametrize("is_mirrored", [False, True])
@pytest.mark.parametrize(
    ("part", "turned"),
    [
        ("left-leg", "thigh"),
        ("left-lower-leg", "shank"),
        ("left-arm", "upper_arm"),
        ("left-forearm", "forearm"),
    ],
)
def test_a_declared_part_costs_nothing_and_is_not_spoken_of(
    part: str, turned: str, is_mirrored: bool
) -> None:
    reference = clear(STANDING)
    attempt = with_limb_turned(reference, "left", turned, 70.0, FORWARD)
    reference = reference.mirrored() if is_mirrored else reference
    assert (compare_poses(reference, attempt).score or 100.0) < 90.0
    found = compare_poses(reference, attempt, without=[BodyPart(part)])
    assert found.score == pytest.approx(100.0, abs=2.0)
    assert remarks_on(found) == ()
    hidden = {limb.name for limb in found.limbs if limb.hidden is Hidden.DECLARED}
    assert hidden == set(BodyPart(part).limbs)


def test_it_is_kept_in_the_words_in_either_language() -> None:
    pose = clear(STANDING)
    found = compare_poses(pose, pose, without=[BodyPart.LEFT_LOWER_LEG, BodyPart.LEFT_LEG])
    assert words_on(found) == ("Your left leg was not judged, as you said.", "Nothing to change.")
    assert words_on(found, language="de") == (
        "Dein linkes Bein wurde nicht beurteilt, wie du es gesagt hast.",
        "Nichts zu ändern.",
    )


def test_without_both_legs_the_rest_can_be_right_altogether() -> None:
    pose = clear(STANDING)
    found = compare_poses(pose, pose, without=[BodyPart.LEFT_LEG, BodyPart.RIGHT_LEG])
    assert found.score == 100.0


def test_what_is_no_part_is_refused_with_the_parts_there_are() -> None:
    with pytest.raises(PoiseError, match="left-arm, right-arm"):
        body_part("nose")


@pytest.mark.parametrize("role", ["reference", "attempt"])
def test_a_body_whose_points_lie_together_is_refused(role: str) -> None:
    pose = clear(STANDING)
    rng = np.random.default_rng(1)
    image = pose.image.copy()
    image[:, :2] = 200.0 + rng.normal(size=(33, 2))
    collapsed = type(pose)(
        pose.skeleton, image, pose.world, pose.visibility, pose.presence, pose.time_s, pose.image_size
    )
    pair = (collapsed, pose) if role == "reference" else (pose, collapsed)
    found = compare_poses(*pair)
    assert not found.is_judged
    assert found.reason is not None
    assert f"the body in the {role} was not made out" in found.reason
