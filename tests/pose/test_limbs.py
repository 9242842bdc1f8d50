"""Limbs: their table, directions and values."""

from __future__ import annotations

import numpy as np
import pytest
from tests.pose.bodies import facing_camera

from poise.pose import BLAZEPOSE_33
from poise.pose.limbs import LIMB_NAMES, LIMBS, limb_directions, limb_index, limb_values, limb_vectors
from poise.pose.pose import mirror_points


def test_twelve_limbs_with_mutual_mirrors_and_known_parents() -> None:
    assert len(LIMBS) == 12
    for limb in LIMBS:
        assert LIMBS[limb_index(limb.mirror)].mirror == limb.name
        assert limb.parent is None or limb.parent in LIMB_NAMES


def test_limbs_run_from_start_to_end_and_are_as_visible_as_their_worse_end() -> None:
    points = facing_camera()
    arm = limb_index("left_upper_arm")
    assert limb_vectors(points, BLAZEPOSE_33)[arm] == pytest.approx([0.0, 0.3, 0.0])
    assert limb_directions(points, BLAZEPOSE_33)[arm] == pytest.approx([0.0, 1.0, 0.0])
    visibility = np.ones(33)
    visibility[BLAZEPOSE_33.index("left_elbow")] = 0.25
    values = limb_values(visibility, BLAZEPOSE_33)
    assert values[arm] == 0.25
    assert values[limb_index("left_forearm")] == 0.25
    assert values[limb_index("left_thigh")] == 1.0


def test_a_limb_without_length_has_no_direction() -> None:
    points = facing_camera()
    points[BLAZEPOSE_33.index("left_elbow")] = points[BLAZEPOSE_33.index("left_shoulder")]
    assert np.isnan(limb_directions(points, BLAZEPOSE_33)[limb_index("left_upper_arm")]).all()


def test_in_a_mirror_a_limb_points_where_its_partner_did() -> None:
    points = np.random.default_rng(1).normal(size=(5, 33, 3))
    plain = limb_directions(points, BLAZEPOSE_33)
    mirrored = limb_directions(mirror_points(points, BLAZEPOSE_33), BLAZEPOSE_33)
    for limb in LIMBS:
        # The lines across the body run from right to left, so they keep their direction along x.
        flip = np.array([1, -1, -1]) if limb.mirror == limb.name else np.array([-1, 1, 1])
        one, other = plain[:, limb_index(limb.name)], mirrored[:, limb_index(limb.mirror)]
        assert other == pytest.approx(flip * one)


def test_limbs_in_the_picture_are_those_of_flat_points() -> None:
    points = np.random.default_rng(2).normal(size=(5, 33, 2))
    directions = limb_directions(points, BLAZEPOSE_33)
    assert directions.shape == (5, 12, 2)
    assert np.linalg.norm(directions, axis=-1) == pytest.approx(np.ones((5, 12)))
