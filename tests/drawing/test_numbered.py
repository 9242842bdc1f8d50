"""Numbers on the worst limbs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.drawing.test_compared import blank, count, standing

from poise.drawing import DEFAULT_STYLE, Canvas
from poise.drawing.compared import LOOKS, Finding
from poise.drawing.numbered import number_worst
from poise.pose.limbs import LIMBS

CALM = dict.fromkeys((limb.name for limb in LIMBS), 5.0)


@pytest.mark.parametrize(
    ("errors", "is_numbered"),
    [({}, False), (CALM, False), ({"left_thigh": 14.9}, False), ({"left_thigh": 15.0}, True)],
    ids=["nothing compared", "all fits", "just below", "just off"],
)
def test_only_what_is_clearly_off_is_numbered(errors: dict[str, float], is_numbered: bool) -> None:
    pixels = blank()
    number_worst(Canvas(pixels), standing(), errors)
    assert (pixels != DEFAULT_STYLE.ground).any() == is_numbered


def test_at_most_three_are_numbered_the_worst() -> None:
    errors = {"left_thigh": 90.0, "right_thigh": 80.0, "left_forearm": 70.0}
    three, five = blank(), blank()
    number_worst(Canvas(three), standing(), errors)
    number_worst(Canvas(five), standing(), {**errors, "right_forearm": 60.0, "left_shank": 16.0})
    assert (three == five).all()


def test_a_number_is_rimmed_in_the_colour_of_its_limb() -> None:
    pixels = blank()
    number_worst(Canvas(pixels), standing(), {"left_thigh": 20.0})
    assert count(pixels, LOOKS[Finding.OFF].colour) > 10
    assert count(pixels, LOOKS[Finding.FAR_OFF].colour) == 0


def test_a_limb_that_is_not_seen_has_no_number() -> None:
    pixels, nobody = blank(), replace(standing(), is_seen=np.zeros(33, dtype=np.bool_))
    number_worst(Canvas(pixels), nobody, {"left_thigh": 90.0})
    assert (pixels == DEFAULT_STYLE.ground).all()
