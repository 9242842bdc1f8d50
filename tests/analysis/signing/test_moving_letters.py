"""J and Z are told from the still letters that they are made of."""

from __future__ import annotations

import numpy as np
import pytest
from tests.analysis.signing.moving_hands import SHAPES, hold, hook, moving, sink, times, wave, zigzag

from poise.analysis.signing.moving_letters import find_moving_letter, trace

MIRROR = np.array([-1.0, 1.0, 1.0])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("shape", "still"), [("D", "D"), ("G", "G"), ("L", "L"), ("D", "X"), ("1", "D")])
def test_an_index_finger_that_draws_three_strokes_is_z(shape: str, still: str, seed: int) -> None:
    hands = moving(SHAPES[shape][0].points, zigzag, np.random.default_rng(seed))
    assert find_moving_letter(hands, times(), still) == "Z"
    assert find_moving_letter(hands * MIRROR, times(), still, is_left=True) == "Z"


@pytest.mark.parametrize("turn_deg", [40.0, 80.0, 110.0])
def test_a_little_finger_that_draws_a_hook_is_j(turn_deg: float) -> None:
    hands = hook(SHAPES["I"][0].points, np.random.default_rng(0), turn_deg=turn_deg)
    assert find_moving_letter(hands, times(), "I") == "J"
    assert find_moving_letter(hands * MIRROR, times(), "I", is_left=True) == "J"


@pytest.mark.parametrize("way", [hold, sink], ids=["held", "let sink"])
@pytest.mark.parametrize("still", "IDGY")
def test_a_hand_that_is_held_or_goes_straight_stays_its_letter(still: str, way: object) -> None:
    hands = moving(SHAPES[still][0].points, way, np.random.default_rng(1))  # type: ignore[arg-type]
    assert find_moving_letter(hands, times(), still) is None


@pytest.mark.parametrize("still", "DG")
def test_a_finger_that_wags_on_one_level_is_no_z(still: str) -> None:
    hands = moving(SHAPES[still][0].points, wave, np.random.default_rng(1))
    assert find_moving_letter(hands, times(), still) is None


@pytest.mark.parametrize("still", ["A", "B", "V"])
def test_other_letters_do_not_become_j_or_z_by_moving(still: str) -> None:
    hands = moving(SHAPES[still][0].points, zigzag, np.random.default_rng(2))
    assert find_moving_letter(hands, times(), still) is None


def test_some_frames_without_a_hand_are_bridged_and_none_at_all_is_nothing() -> None:
    hands = moving(SHAPES["D"][0].points, zigzag, np.random.default_rng(0))
    hands[10:13] = np.nan
    assert find_moving_letter(hands, times(), "D") == "Z"
    assert find_moving_letter(np.full_like(hands, np.nan), times(), "D") is None
    assert find_moving_letter(hands[:1], times()[:1], "D") is None


def test_a_stroke_is_measured_in_hand_sizes_from_its_start() -> None:
    hands = moving(SHAPES["D"][0].points, sink, np.random.default_rng(0), noise=0.0)
    stroke = trace(hands, times(), "index")
    np.testing.assert_allclose(stroke.path[0], 0)
    assert stroke.extent == pytest.approx(1.5, rel=0.12)
    assert stroke.turned_deg == pytest.approx(0, abs=1e-3)
