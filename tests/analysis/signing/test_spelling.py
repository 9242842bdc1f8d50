"""Held letters are spelled once, slid ones twice, drawn ones too; a hand that rests or moves on spells nothing."""

from __future__ import annotations

import numpy as np
import pytest
from tests.analysis.signing.moving_hands import HAND_PX, RATE_HZ, SHAPES, hold, hook, moving, sink, zigzag

from poise.analysis.signing.hand_model import HandShape, hand_points, turn_to_camera
from poise.analysis.signing.spelling import Speller
from poise.catalogue.signs import read_alphabet
from poise.pose import FloatArray

LETTERS = read_alphabet("letters")


def _held(symbol: str, seconds: float = 0.7, seed: int = 0, x_px: float = 0.0) -> FloatArray:
    hands = moving(SHAPES[symbol][0].points, hold, np.random.default_rng(seed), seconds=seconds)
    return np.asarray(hands + np.array([x_px, 0.0, 0.0]))


def _between(one: FloatArray, other: FloatArray, frames: int = 5) -> FloatArray:
    share = np.linspace(0, 1, frames + 2)[1:-1, None, None]
    return np.asarray((1 - share) * one[-1] + share * other[0])


def _joined(*parts: FloatArray) -> FloatArray:
    found = [parts[0]]
    for part in parts[1:]:
        found += [_between(found[-1], part), part]
    return np.asarray(np.concatenate(found))


def _spell(hands: FloatArray, *, is_left: bool = False) -> list[str]:
    speller = Speller(LETTERS)
    taken = [speller.update(number / RATE_HZ, hand, is_left=is_left) for number, hand in enumerate(hands)]
    return [one.symbol or "?" for one in taken if one is not None]


@pytest.mark.parametrize("word", ["FLY", "BOWL", "WAY", "VOICE", "YARD"])
def test_a_word_is_spelled_letter_by_letter_with_either_hand(word: str) -> None:
    hands = _joined(*(_held(letter, seed=number) for number, letter in enumerate(word)))
    assert "".join(_spell(hands)) == word
    flip = np.array([-1.0, 1.0, 1.0])
    assert "".join(_spell(hands * flip, is_left=True)) == word


def test_a_letter_that_is_held_for_long_is_taken_once() -> None:
    assert _spell(_held("L", seconds=4.0)) == ["L"]


def test_a_letter_that_slides_aside_is_taken_twice() -> None:
    assert _spell(_joined(_held("L"), _held("L", x_px=0.9 * HAND_PX))) == ["L", "L"]


def test_a_letter_that_was_let_go_of_is_taken_again() -> None:
    assert _spell(_joined(_held("L"), _held("A"), _held("L"))) == ["L", "A", "L"]


def test_a_letter_that_is_not_held_long_enough_is_not_taken() -> None:
    assert _spell(_held("L", seconds=0.3)) == []


def test_a_letter_in_motion_is_not_taken() -> None:
    hands = moving(SHAPES["B"][0].points, lambda time: 3 * sink(time), np.random.default_rng(0), seconds=1.0)
    assert _spell(hands) == []


def test_drawn_letters_are_spelled_and_not_the_letters_they_begin_or_end_with() -> None:
    rng = np.random.default_rng(0)
    drawn_z = moving(SHAPES["D"][0].points, zigzag, rng)
    rest_z = np.repeat(drawn_z[-1:], 9, axis=0) + rng.normal(0, 1.0, (9, 21, 3))
    assert _spell(np.concatenate([drawn_z, rest_z])) == ["Z"]
    drawn_j = hook(SHAPES["I"][0].points, rng)
    rest_j = np.repeat(drawn_j[-1:], 9, axis=0) + rng.normal(0, 1.0, (9, 21, 3))
    assert _spell(np.concatenate([drawn_j, rest_j])) == ["J"]


@pytest.mark.parametrize("along", [(0.0, 1.0, 0.1), (0.1, -1.0, -0.1)], ids=["hanging", "upright"])
def test_a_relaxed_hand_spells_nothing(along: tuple[float, float, float]) -> None:
    relaxed = HandShape(
        np.array([[28.0, 32, 18], [32, 38, 20], [36, 42, 22], [38, 40, 22]]),
        np.zeros(4),
        np.array([0.45, 1.0, 0.45]),
    )
    hand = turn_to_camera(hand_points(relaxed), np.array(along), np.array([-0.9, 0.0, 0.3]))
    hands = moving(hand, hold, np.random.default_rng(0), seconds=3.0)
    assert [one for one in _spell(hands) if one != "?"] == []


def test_a_hand_that_was_gone_begins_anew() -> None:
    speller = Speller(LETTERS)
    taken = []
    for number, hand in enumerate([*_held("L"), None, *_held("L", seed=1)]):
        taken.append(speller.update(number / RATE_HZ, hand))
    assert [one.symbol for one in taken if one is not None] == ["L", "L"]
