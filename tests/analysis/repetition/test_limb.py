from __future__ import annotations

import pytest

from poise.analysis.repetition.body import Joints
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
    assert limb.height(swing) == pytest.approx(height)
