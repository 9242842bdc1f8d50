"""A hand that was to show a symbol is accepted, or the finger that differs is named."""

from __future__ import annotations

import numpy as np
import pytest

from poise.analysis.signing.hand import FINGERS
from poise.analysis.signing.hand_model import bend_finger, move_thumb
from poise.analysis.signing.verify import (
    MEASURE_COUNT,
    Action,
    Correction,
    Part,
    Reference,
    Verdict,
    find_differences,
    hand_measures,
    least_deviations,
    make_reference,
    nearest_reference,
    verify,
)
from poise.catalogue.signs import letter_shapes, read_alphabet, read_references
from poise.pose import FloatArray

LETTERS, REFERENCES = read_alphabet("letters"), read_references("letters")
MIRROR = np.array([-1.0, 1.0, 1.0])


def _hand(symbol: str) -> FloatArray:
    return letter_shapes()[symbol][0].points


def _verify(symbol: str, points: FloatArray, *, is_left: bool = False) -> Verdict:
    return verify(LETTERS, REFERENCES, symbol, points, is_left=is_left)


@pytest.mark.parametrize("symbol", LETTERS.symbols)
def test_the_chart_shape_is_accepted_on_either_hand(symbol: str) -> None:
    assert _verify(symbol, _hand(symbol)).is_shown
    assert _verify(symbol, _hand(symbol) * MIRROR, is_left=True) == _verify(symbol, _hand(symbol))


@pytest.mark.parametrize(
    ("wanted", "shown"), [("A", "B"), ("I", "Y"), ("L", "V"), ("W", "V"), ("D", "B"), ("F", "S"), ("V", "R")]
)
def test_another_letter_is_not_accepted_and_something_is_said(wanted: str, shown: str) -> None:
    verdict = _verify(wanted, _hand(shown))
    assert not verdict.is_shown
    assert verdict.corrections


@pytest.mark.parametrize(
    ("wanted", "shown", "part", "action"),
    [
        ("W", "V", Part.RING, Action.STRAIGHTEN),
        ("V", "W", Part.RING, Action.BEND),
        ("D", "B", Part.RING, Action.BEND),
        ("Y", "I", Part.THUMB, Action.OUT),
        ("I", "Y", Part.THUMB, Action.ACROSS),
        ("U", "V", Part.INDEX_AND_MIDDLE, Action.TOGETHER),
        ("V", "U", Part.INDEX_AND_MIDDLE, Action.APART),
        ("R", "V", Part.INDEX_AND_MIDDLE, Action.CROSS),
    ],
)
def test_what_tells_two_letters_apart_is_said(wanted: str, shown: str, part: Part, action: Action) -> None:
    told = find_differences(hand_measures(_hand(shown)), REFERENCES[wanted])
    assert (part, action) in [(one.part, one.action) for one in told]


@pytest.mark.parametrize("symbol", "ABDEFIKLMNRSTUVWY")
@pytest.mark.parametrize("finger", FINGERS[1:])
def test_the_finger_that_was_changed_is_named_first(symbol: str, finger: str) -> None:
    hand = _hand(symbol)
    is_bent = hand_measures(hand)[FINGERS.index(finger) - 1] > 90
    told = find_differences(
        hand_measures(bend_finger(hand, finger, -80 if is_bent else 80)), REFERENCES[symbol]
    )
    assert told[0].part == finger
    assert told[0].action is (Action.BEND if is_bent else Action.STRAIGHTEN)


@pytest.mark.parametrize("symbol", "ABDFILSUVWY")
def test_the_thumb_that_was_moved_is_named_with_the_way_back(symbol: str) -> None:
    told = find_differences(
        hand_measures(move_thumb(_hand(symbol), np.array([0.1, 0.0, 0.9]))), REFERENCES[symbol]
    )
    assert (told[0].part, told[0].action) == (Part.THUMB, Action.CLOSER)


def test_a_palm_that_faces_away_is_asked_to_turn_to_the_camera() -> None:
    turned = _hand("B") * np.array([-1.0, 1.0, -1.0])
    told = find_differences(hand_measures(turned), REFERENCES["B"])
    assert [(one.part, one.action) for one in told] == [(Part.PALM, Action.TO_CAMERA)]


def test_a_hand_held_upside_down_is_asked_to_point_up() -> None:
    turned = _hand("U") * np.array([-1.0, -1.0, 1.0])
    told = find_differences(hand_measures(turned), REFERENCES["U"])
    assert [(one.part, one.action) for one in told] == [(Part.PALM, Action.FINGERS_UP)]


def test_a_hand_as_the_reference_has_nothing_to_change() -> None:
    for symbol in LETTERS.symbols:
        assert find_differences(hand_measures(_hand(symbol)), REFERENCES[symbol]) == ()


def test_at_most_three_things_are_said_most_different_first() -> None:
    told = find_differences(hand_measures(_hand("B") * [1, -1, -1]), REFERENCES["S"])
    assert 0 < len(told) <= 3
    assert [one.deviations for one in told] == sorted((one.deviations for one in told), reverse=True)


def test_a_reference_is_the_median_and_never_stricter_than_people_can_be() -> None:
    measures = np.tile(np.arange(MEASURE_COUNT, dtype=float), (5, 1))
    measures[0] += 1e6
    reference = make_reference(measures)
    np.testing.assert_array_equal(reference.mean, np.arange(MEASURE_COUNT))
    np.testing.assert_array_equal(reference.deviation, least_deviations())


def test_one_finger_far_off_does_not_decide_which_way_of_showing_is_meant() -> None:
    near, far = (Reference(np.full(MEASURE_COUNT, one), np.ones(MEASURE_COUNT)) for one in (0.0, 4.0))
    measures = np.zeros(MEASURE_COUNT)
    measures[0] = 1000.0
    assert nearest_reference(measures, [far, near]) is near


def test_corrections_are_values() -> None:
    assert Correction(Part.RING, Action.BEND, 2.0) == Correction(Part.RING, Action.BEND, 2.0)
