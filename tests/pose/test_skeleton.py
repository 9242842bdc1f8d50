"""Skeletons: what they refuse, and what mirrors what."""

from __future__ import annotations

import numpy as np
import pytest

from poise.errors import PoseError
from poise.pose import BLAZEPOSE_33, SKELETONS, Skeleton


@pytest.mark.parametrize("skeleton", SKELETONS.values(), ids=SKELETONS)
def test_mirror_partners_are_mutual_and_keep_the_edges(skeleton: Skeleton) -> None:
    partners = skeleton.mirror_indices
    assert (partners[partners] == np.arange(len(skeleton))).all()
    edges = {frozenset(edge) for edge in skeleton.edges}
    assert {frozenset(skeleton.mirror_of(point) for point in edge) for edge in edges} == edges


def test_left_mirrors_right_and_the_nose_itself() -> None:
    assert BLAZEPOSE_33.mirror_of("left_foot_index") == "right_foot_index"
    assert BLAZEPOSE_33.mirror_of("nose") == "nose"


@pytest.mark.parametrize(
    ("keypoints", "edges", "mirrors"),
    [
        (("a", "a"), (), {}),
        (("a",), (("a", "b"),), {}),
        (("a",), (), {"a": "b"}),
        (("a", "b", "c"), (), {"a": "b", "c": "b"}),
        (("a", "b", "c"), (), {"a": "b", "b": "c"}),
    ],
    ids=[
        "a name twice",
        "an edge to nowhere",
        "a mirror of nothing",
        "one mirror of two",
        "a chain of mirrors",
    ],
)
def test_a_skeleton_that_contradicts_itself_is_refused(
    keypoints: tuple[str, ...], edges: tuple[tuple[str, str], ...], mirrors: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="skeleton"):
        Skeleton("wrong", keypoints, edges, mirrors)


def test_an_unknown_keypoint_is_named() -> None:
    with pytest.raises(PoseError, match="'tail'"):
        BLAZEPOSE_33.index("tail")
