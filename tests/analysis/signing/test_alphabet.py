"""Letters and digits are read from a hand, or nothing is; and a person's own samples help."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from poise.analysis.signing.alphabet import AVERAGED_FRAMES, Alphabet, Averager, Person
from poise.analysis.signing.features import hand_features
from poise.catalogue.signs import digit_shapes, letter_shapes, read_alphabet
from poise.errors import CatalogueError, PoseError
from poise.pose import FloatArray

GOLDEN = Path(__file__).parents[2] / "golden" / "letters.npz"
LETTERS, DIGITS = read_alphabet("letters"), read_alphabet("digits")
MIRROR = np.array([-1.0, 1.0, 1.0])


def _golden() -> tuple[list[str], FloatArray, FloatArray]:
    with np.load(GOLDEN) as file:
        return [str(label) for label in file["labels"]], file["points"].astype(float), file["features"]


def test_features_of_real_hands_are_what_they_were() -> None:
    _, points, features = _golden()
    np.testing.assert_allclose(hand_features(points), features, atol=2e-3)


def test_real_hands_of_the_training_signers_are_read() -> None:
    labels, points, _ = _golden()
    read = [LETTERS.read_features(one).candidates[0][0] for one in hand_features(points)]
    assert np.mean([one == other for one, other in zip(read, labels, strict=True)]) >= 0.95


@pytest.mark.parametrize("symbol", LETTERS.symbols)
def test_the_chart_shape_of_a_letter_is_its_best_or_second_reading(symbol: str) -> None:
    reading = LETTERS.read_features(hand_features(letter_shapes()[symbol][0].points))
    assert symbol in [one for one, _ in reading.candidates[:2]]


@pytest.mark.parametrize("symbol", DIGITS.symbols)
def test_the_chart_shape_of_a_digit_is_read(symbol: str) -> None:
    reading = DIGITS.read_features(hand_features(digit_shapes()[symbol][0].points))
    assert reading.symbol == symbol


@pytest.mark.parametrize("alphabet", [LETTERS, DIGITS], ids=["letters", "digits"])
def test_probabilities_of_the_symbols_and_of_none_sum_to_one(alphabet: Alphabet) -> None:
    logs = alphabet.log_probabilities(hand_features(letter_shapes()["A"][0].points))
    assert logs.shape == (len(alphabet.symbols) + 1,)
    assert np.exp(logs).sum() == pytest.approx(1)


def test_left_and_right_hands_read_alike() -> None:
    _, points, _ = _golden()
    right = LETTERS.log_probabilities(hand_features(points))
    left = LETTERS.log_probabilities(hand_features(points * MIRROR, is_left=True))
    np.testing.assert_allclose(left, right, atol=1e-9)


@pytest.mark.parametrize("symbol", ["3", "5", "8"])
def test_a_shape_that_is_no_letter_gets_no_answer(symbol: str) -> None:
    assert LETTERS.read_features(hand_features(digit_shapes()[symbol][0].points)).symbol is None


def test_a_hand_far_from_everything_is_not_known() -> None:
    odd = hand_features(letter_shapes()["B"][0].points) + 9 * LETTERS.network.scale
    reading = LETTERS.read_features(odd)
    assert not reading.is_known
    assert reading.symbol is None


def test_an_answer_is_at_least_as_probable_as_the_threshold() -> None:
    _, points, _ = _golden()
    for features in hand_features(points):
        reading = LETTERS.read_features(features)
        assert reading.symbol is None or reading.probability >= LETTERS.threshold
        assert [chance for _, chance in reading.candidates] == sorted(
            (chance for _, chance in reading.candidates), reverse=True
        )


def test_a_persons_own_way_of_a_letter_gains_by_three_samples() -> None:
    rng = np.random.default_rng(1)
    shapes = {symbol: letter_shapes()[symbol][0].points for symbol in "UV"}
    # Somebody who keeps the fingers of V together and those of U apart: the other way round than everybody.
    drawn = {
        symbol: hand_features(shapes[other] + rng.normal(0, 0.02, (8, 21, 3)))
        for symbol, other in (("U", "V"), ("V", "U"))
    }
    person = Person({symbol: features[:3] for symbol, features in drawn.items()})
    for symbol, features in drawn.items():
        column = LETTERS.symbols.index(symbol)
        before = LETTERS.log_probabilities(features[3:])[:, column]
        after = LETTERS.log_probabilities(features[3:], person)[:, column]
        assert (after > before + 1).all()


def test_samples_of_one_letter_do_not_make_every_hand_that_letter() -> None:
    labels, points, _ = _golden()
    features = hand_features(points)
    person = Person({"A": features[[labels.index("A")] * 3]})
    read = [LETTERS.read_features(one, person).candidates[0][0] for one in features]
    right = [one == other for one, other in zip(read, labels, strict=True)]
    assert np.mean(right) >= 0.9


@pytest.mark.parametrize("samples", [np.zeros((0, 73)), np.full((3, 73), np.nan), np.zeros(73)])
def test_samples_without_a_hand_are_refused_in_a_sentence(samples: FloatArray) -> None:
    with pytest.raises(PoseError, match="show it again"):
        Person({"A": samples})


def test_averaging_outvotes_a_single_bad_frame() -> None:
    good = hand_features(letter_shapes()["W"][0].points)
    bad = hand_features(letter_shapes()["S"][0].points)
    averager = Averager(LETTERS)
    readings = [averager.update(one) for one in (good, good, good, bad, good)]
    assert all(one is not None and one.candidates[0][0] == "W" for one in readings)


def test_averaging_forgets_after_the_hand_was_gone_and_after_some_frames() -> None:
    good, other = (hand_features(letter_shapes()[one][0].points) for one in "WL")
    averager = Averager(LETTERS)
    for _ in range(AVERAGED_FRAMES):
        averager.update(good)
    assert averager.update(None) is None
    reading = averager.update(other)
    assert reading is not None
    assert reading.candidates[0][0] == "L"
    for _ in range(AVERAGED_FRAMES):
        reading = averager.update(good)
    assert reading is not None
    assert reading.symbol == "W"


def test_a_missing_model_is_told_in_a_sentence() -> None:
    with pytest.raises(CatalogueError, match="no model of runes"):
        read_alphabet("runes")


def test_the_models_are_small() -> None:
    folder = Path(__file__).parents[3] / "src/poise/catalogue/signs"
    assert sum(path.stat().st_size for path in folder.glob("*.npz")) < 200_000
