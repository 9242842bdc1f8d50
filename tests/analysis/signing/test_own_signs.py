"""Signs taught by a few examples are found again, with either hand, at any speed; what was not taught is none."""

from __future__ import annotations

import numpy as np
import pytest
from tests.analysis.signing.moving_hands import circle, hold, movement, sink, times, wave, zigzag

from poise.analysis.signing.own_signs import STEPS, Movement, Vocabulary, describe
from poise.errors import PoseError

TAUGHT = {
    "still fist": ("S", hold, None),
    "still flat hand": ("B", hold, None),
    "waved flat hand": ("B", wave, None),
    "circling point": ("1", circle, None),
    "zigzag point": ("1", zigzag, None),
    "flat hand over fist": ("B", circle, "S"),
}


def _examples(count: int = 5) -> dict[str, list[Movement]]:
    rng = np.random.default_rng(0)
    return {
        sign: [movement(symbol, way, rng, other=other) for _ in range(count)]
        for sign, (symbol, way, other) in TAUGHT.items()
    }


VOCABULARY = Vocabulary(_examples())


@pytest.mark.parametrize("seconds", [0.7, 1.0, 1.6])
@pytest.mark.parametrize("is_left", [False, True], ids=["right", "left"])
@pytest.mark.parametrize("sign", TAUGHT)
def test_a_taught_sign_is_found_again(sign: str, is_left: bool, seconds: float) -> None:
    symbol, way, other = TAUGHT[sign]
    shown = movement(symbol, way, np.random.default_rng(7), other=other, seconds=seconds, is_left=is_left)
    assert VOCABULARY.read(shown).distances[0][0] == sign


@pytest.mark.parametrize("sign", TAUGHT)
def test_most_showings_of_a_taught_sign_are_answered(sign: str) -> None:
    symbol, way, other = TAUGHT[sign]
    rng = np.random.default_rng(8)
    answers = [VOCABULARY.read(movement(symbol, way, rng, other=other)).sign for _ in range(10)]
    assert answers.count(sign) >= 9
    assert set(answers) <= {sign, None}


@pytest.mark.parametrize(
    ("symbol", "way", "other"),
    [("Y", hold, None), ("5", sink, None), ("L", circle, None), ("B", hold, "5"), ("V", wave, "V")],
)
def test_what_was_not_taught_is_none(symbol: str, way: object, other: str | None) -> None:
    shown = movement(symbol, way, np.random.default_rng(9), other=other)  # type: ignore[arg-type]
    assert VOCABULARY.read(shown).sign is None


def test_three_examples_are_enough_and_the_nearest_three_signs_are_told_in_order() -> None:
    vocabulary = Vocabulary(_examples(3))
    reading = vocabulary.read(movement("1", circle, np.random.default_rng(3)))
    assert reading.sign == "circling point"
    assert len(reading.distances) == 3
    assert [far for _, far in reading.distances] == sorted(far for _, far in reading.distances)


def test_a_vocabulary_of_one_sign_rejects_another() -> None:
    alone = Vocabulary({"circling point": _examples()["circling point"]})
    assert alone.read(movement("1", circle, np.random.default_rng(3))).sign == "circling point"
    assert alone.read(movement("S", hold, np.random.default_rng(3))).sign is None


def test_nothing_taught_reads_nothing() -> None:
    assert Vocabulary({}).read(_examples()["still fist"][0]).sign is None


@pytest.mark.parametrize("count", [0, 2, 11])
def test_too_few_or_too_many_examples_are_refused_in_a_sentence(count: int) -> None:
    one = _examples()["still fist"][0]
    with pytest.raises(PoseError, match="show it 3 to 10 times"):
        Vocabulary({"fist": [one] * count})


def test_a_sign_without_a_hand_or_of_one_frame_is_refused() -> None:
    at, nothing = times(), np.full((30, 21, 3), np.nan)
    with pytest.raises(PoseError, match="no hand was seen"):
        Movement(at, nothing, nothing, np.zeros((30, 2, 2)))
    with pytest.raises(PoseError, match="two frames"):
        Movement(at[:1], nothing[:1], nothing[:1], np.zeros((1, 2, 2)))


def test_a_sign_is_described_alike_for_either_hand() -> None:
    one = movement("B", wave, np.random.default_rng(1))
    np.testing.assert_allclose(describe(one.mirrored()), describe(one), atol=1e-9)
    assert describe(one).shape == (STEPS, 48)


def test_frames_without_the_hand_are_bridged() -> None:
    one = movement("B", wave, np.random.default_rng(1))
    right = one.right.copy()
    right[4:8] = np.nan
    gappy = Movement(one.times_s, one.left, right, one.shoulders)
    assert VOCABULARY.read(gappy).distances[0][0] == "waved flat hand"


def test_without_a_body_the_movement_itself_is_compared() -> None:
    def bodiless(one: Movement) -> Movement:
        return Movement(one.times_s, one.left, one.right, np.full_like(one.shoulders, np.nan))

    taught = {
        sign: [bodiless(one) for one in ones] for sign, ones in _examples().items() if TAUGHT[sign][2] is None
    }
    shown = bodiless(movement("1", zigzag, np.random.default_rng(4)))
    assert Vocabulary(taught).read(shown).sign == "zigzag point"
