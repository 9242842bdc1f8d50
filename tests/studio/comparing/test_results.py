"""A comparison as the page shows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from poise.catalogue.poses import library
from poise.media.kinds import MediaKind
from poise.pose import BLAZEPOSE_33, FloatArray, Pose, PoseSequence
from poise.pose.geometry import angle_between_deg
from poise.pose.limbs import limb_directions, limb_index
from poise.studio.comparing.compare import judge_pair
from poise.studio.comparing.results import ComparisonDetails
from poise.studio.estimating.estimate import Estimate

TREE, MOUNTAIN = library()["tree"].pose, library()["mountain"].pose
ARM = BLAZEPOSE_33.indices(f"left_{name}" for name in ("elbow", "wrist", "pinky", "index", "thumb"))


def found(pose: Pose) -> Estimate:
    people = (PoseSequence.from_poses([pose]),)
    return Estimate(Path("a.poise"), MediaKind.RECORDING, "full", people, np.zeros(1), pose.image_size, 0.0)


def lowered() -> Pose:
    """Return the tree with its left arm down."""
    world = TREE.world.copy()
    world[ARM] = MOUNTAIN.world[ARM]
    return replace(TREE, world=world)


def in_space(flat: tuple[float | None, ...]) -> FloatArray:
    return np.array(flat, dtype=np.float64).reshape(33, 3)


@pytest.mark.parametrize(
    ("attempt", "own"), [(lowered(), "left"), (lowered().mirrored(), "right")], ids=["", "mirrored"]
)
def test_bodies_in_space_keep_the_persons_own_sides(attempt: Pose, own: str) -> None:
    """Limbs are coloured by the errors of the result, which go by the own sides."""
    answer = ComparisonDetails.of(judge_pair(found(TREE), found(attempt)))
    aligned = answer.skeletons.aligned
    assert aligned is not None
    directions = [
        limb_directions(in_space(flat), BLAZEPOSE_33)
        for flat in (aligned.reference_world, aligned.attempt_world)
    ]
    there = limb_index("left_upper_arm")  # of the reference
    seen = float(angle_between_deg(directions[0][there], directions[1][limb_index(f"{own}_upper_arm")]))
    errors = {limb.name: limb.error_deg or 0.0 for limb in answer.result.limbs}
    assert max(errors, key=lambda name: errors[name]).startswith(own)
    assert seen == pytest.approx(errors[f"{own}_upper_arm"], abs=1.0)
    assert seen > 60


def test_a_comparison_is_kept_and_read_again() -> None:
    details = ComparisonDetails.of(judge_pair(found(TREE), found(lowered())), kept=("attempt.jpg",))
    assert ComparisonDetails.read(details.document()) == details
    assert details.document()["kind"] == "comparison"


def test_a_comparison_that_an_older_poise_kept_is_read() -> None:
    """Before results had kinds; with pictures that were kept, and with fields that are unknown today."""
    details = ComparisonDetails.of(judge_pair(found(TREE), found(lowered())), kept=("attempt.jpg",))
    old = details.document()
    del old["kind"]
    assert ComparisonDetails.read({**old, "made_by": "an older Poise"}) == details


@pytest.mark.parametrize("name", ["mountain", "tree"])
def test_who_cannot_be_judged_has_no_score_and_no_ghost(name: str) -> None:
    nobody = Estimate(Path("b.poise"), MediaKind.RECORDING, "full", (), np.zeros(0), (4, 3), 0.0)
    details = ComparisonDetails.of(judge_pair(found(library()[name].pose), nobody))
    assert (details.result.verdict, details.result.score) == ("cannot judge", None)
    assert details.result.reason == "nobody was found in the attempt"
    assert details.skeletons.model_dump() == dict.fromkeys(("reference", "attempt", "ghost", "aligned"))
