from __future__ import annotations

import pytest

from poise.analysis.measuring.body import Joints
from poise.analysis.repetition.counter import Memory, Outcome, Swing
from poise.analysis.repetition.limb import limbs_of
from poise.catalogue import catalogue
from poise.pose import BLAZEPOSE_33


@pytest.mark.parametrize(
    ("samples", "height"),
    [
        ([(0.9, 1.0), (1.0, 1.0), (1.1, 1.0)], 1.0),  # a peak that is held
        ([(0.9, 0.9), (1.0, 1.3), (1.1, 0.8)], 1.0),  # one picture that strays does not make it higher
        ([(0.5, 0.0), (1.0, 1.3), (1.5, 0.0)], 1.3),  # few pictures: there is nothing else
        ([], 1.3),
    ],
)
def test_the_height_of_a_peak_is_what_was_there_for_a_moment(
    samples: list[tuple[float, float]], height: float
) -> None:
    (limb,) = limbs_of(catalogue()["squat"], Joints(BLAZEPOSE_33), Memory())
    limb.samples = samples
    swing = Swing(0.0, 1.0, 2.0, 0.0, 1.3, 0.0, Outcome.COMPLETE)
    assert limb.levelled(swing).peak == pytest.approx(height)


@pytest.mark.parametrize(
    ("samples", "end_s", "height"),
    [
        ([(1.9, 0.3), (2.0, 0.2), (2.1, 0.4)], 2.0, 0.3),  # the lowest picture of three is one that strays
        ([(1.9, 0.6), (2.0, 0.2), (2.1, 0.7)], 0.6, 0.2),  # a quick one hardly rests: nothing else is its end
        ([], 2.0, 0.2),
    ],
)
def test_the_height_of_an_end_is_what_was_there_for_a_moment(
    samples: list[tuple[float, float]], end_s: float, height: float
) -> None:
    (limb,) = limbs_of(catalogue()["squat"], Joints(BLAZEPOSE_33), Memory())
    limb.samples = [(time_s + end_s - 2.0, value) for time_s, value in samples]
    swing = Swing(0.0, end_s / 2, end_s, 0.0, 1.3, 0.2, Outcome.COMPLETE)
    assert limb.levelled(swing).end == pytest.approx(height)


def test_who_is_still_moving_is_expected_to_end_where_they_rested_before() -> None:
    (limb,) = limbs_of(catalogue()["squat"], Joints(BLAZEPOSE_33), Memory())
    limb.samples = [(0.8, 0.2), (0.9, 0.3), (1.0, 0.1), (1.1, 0.6), (2.9, 0.5), (3.0, 0.3)]
    swing = Swing(1.0, 2.0, 3.0, 0.1, 1.0, 0.1, Outcome.COMPLETE)
    assert limb.levelled(swing).end == pytest.approx(0.2)
