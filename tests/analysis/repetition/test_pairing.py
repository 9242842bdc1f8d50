"""Swings of two limbs that make one repetition wait for one another."""

from __future__ import annotations

import pytest

from poise.analysis.measuring.body import Joints
from poise.analysis.repetition.counter import Memory, Outcome, Swing
from poise.analysis.repetition.evidence import Contradiction
from poise.analysis.repetition.limb import Limb, limbs_of
from poise.analysis.repetition.pairing import Pairing
from poise.catalogue import catalogue
from poise.pose import BLAZEPOSE_33

NONE, ONE = Contradiction(), Contradiction(("trunk_lean",), 0.4)


def limbs() -> tuple[Limb, Limb]:
    left, right = limbs_of(catalogue()["biceps-curl"], Joints(BLAZEPOSE_33), Memory())
    return left, right


def swing(start_s: float, end_s: float) -> Swing:
    return Swing(start_s, (start_s + end_s) / 2, end_s, 0.0, 1.0, 0.0, Outcome.COMPLETE)


def test_limbs_that_move_together_make_one_repetition_of_both_sides() -> None:
    left, right = limbs()
    pairing = Pairing()
    pairing.take(swing(0.0, 2.0), left, ONE, 2.0, [])
    pairing.take(swing(0.1, 2.2), right, NONE, 2.05, [])
    (one,) = pairing.release_all()
    assert (one.side, one.swing.end_s, one.against) == ("both", 2.2, NONE)


@pytest.mark.parametrize(
    ("second", "count"), [((2.1, 4.0), 2), ((1.0, 3.0), 2)], ids=["one after the other", "half overlapping"]
)
def test_limbs_that_take_turns_make_two(second: tuple[float, float], count: int) -> None:
    left, right = limbs()
    pairing = Pairing()
    pairing.take(swing(0.0, 2.0), left, NONE, 2.0, [])
    pairing.take(swing(*second), right, NONE, 2.05, [])
    assert len(pairing.release_all()) == count
    assert pairing.starts_s == []


def test_a_swing_without_a_partner_on_its_way_is_released_at_once() -> None:
    left, right = limbs()
    pairing = Pairing()
    pairing.take(swing(0.0, 2.0), left, NONE, 2.0, [])
    assert pairing.starts_s == [0.0]
    assert [one.side for one in pairing.release(2.0, 0.05, (left, right))] == ["left"]
