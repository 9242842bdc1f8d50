"""The palette: sides that colour-blind people can tell apart."""

from __future__ import annotations

import numpy as np
import pytest
from tests.drawing.eyes import SIMULATIONS, seen_as_lab

from poise.drawing import DEFAULT_STYLE, Side


@pytest.mark.parametrize("sight", SIMULATIONS)
def test_left_right_and_centre_are_told_apart_by(sight: str) -> None:
    left, right, centre = (
        seen_as_lab(DEFAULT_STYLE.colour_of(side), SIMULATIONS[sight])
        for side in (Side.LEFT, Side.RIGHT, Side.CENTRE)
    )
    # A difference of about 2.3 is just noticeable; lines of a few pixels need many times that.
    for one, other in ((left, right), (left, centre), (right, centre)):
        assert np.linalg.norm(one - other) > 30


@pytest.mark.parametrize("sight", SIMULATIONS)
def test_every_side_stands_out_from_its_casing_for(sight: str) -> None:
    casing = seen_as_lab(DEFAULT_STYLE.casing, SIMULATIONS[sight])
    for side in Side:
        assert np.linalg.norm(seen_as_lab(DEFAULT_STYLE.colour_of(side), SIMULATIONS[sight]) - casing) > 45
