"""The measures and the training of hand shapes are what they say they are."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.accuracy.signing.baseline import NearestPoints, raw_points
from benchmarks.accuracy.signing.moving import joined_words
from benchmarks.accuracy.signing.reading import (
    Case,
    answers,
    calibrated,
    interval,
    rates,
    score,
    top_three,
    verification,
)
from benchmarks.accuracy.signing.samples import LETTERS, Hands, draw_shapes, draw_unknown
from benchmarks.accuracy.signing.training import (
    Augmentation,
    Task,
    augment,
    choose_temperature,
    choose_threshold,
    train_alphabet,
)

from poise.analysis.signing.features import hand_features
from poise.catalogue.signs import letter_shapes, read_alphabet

ALPHABET = read_alphabet("letters")


def _hands(per_letter: int = 6, letters: str = "".join(LETTERS)) -> Hands:
    rng = np.random.default_rng(0)
    points = [draw_shapes(letter_shapes()[letter][:1], per_letter, rng) for letter in letters]
    labels = np.repeat(list(letters), per_letter)
    return Hands(np.concatenate(points), labels, np.full(len(labels), "drawn"), np.zeros(len(labels), bool))


HANDS = _hands()
CASE = Case("drawn", ALPHABET, HANDS)


def test_augmentation_without_variation_leaves_the_shape_alone() -> None:
    still = Augmentation(1e-9, 1e-9, 1e-9, 0, 0, 0, 0)
    varied = augment(HANDS.points, np.random.default_rng(0), still)
    np.testing.assert_allclose(hand_features(varied), hand_features(HANDS.points), atol=1e-6)


def test_augmentation_varies_and_is_reproducible() -> None:
    one, other, third = (
        augment(HANDS.points, np.random.default_rng(seed), Augmentation()) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, other)
    assert np.abs(one - third).mean() > 0.01


def test_unknown_hands_are_far_from_the_table_and_get_no_answer() -> None:
    strange = draw_unknown(letter_shapes(), 200, np.random.default_rng(3))
    assert len(strange) == 200
    answered = [ALPHABET.read_features(one).symbol is not None for one in hand_features(strange)]
    assert np.mean(answered) <= 0.05


def test_training_is_reproducible_and_learns() -> None:
    letters = ("A", "B", "L")
    task = Task(letters, {one: letter_shapes()[one] for one in letters}, np.zeros((0, 21, 3)))
    hands = _hands(20, "ABL")
    one, other = (train_alphabet(task, {"drawn": hands}, seed=3, networks=1, epochs=2) for _ in range(2))
    np.testing.assert_array_equal(one.network.hidden_weights, other.network.hidden_weights)
    chances = one.log_probabilities(hand_features(hands.points))
    assert np.mean([letters[k] for k in chances[:, :-1].argmax(axis=1)] == hands.labels) >= 0.98


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_the_temperature_that_made_the_labels_is_found(temperature: float) -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (4000, 4))
    chances = np.exp(logits / temperature)
    chances /= chances.sum(axis=1, keepdims=True)
    labels = (chances.cumsum(axis=1) > rng.random((4000, 1))).argmax(axis=1)
    assert choose_temperature(logits, labels) == pytest.approx(temperature, rel=0.12)


def test_the_threshold_is_the_lowest_with_the_precision() -> None:
    chances = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    right = np.array([True, True, True, False, False])
    assert choose_threshold(chances, right, 1.0) == pytest.approx(0.7)
    assert choose_threshold(chances, right, 0.75) == pytest.approx(0.6)
    assert choose_threshold(chances, ~right, 1.0) == 1.0


def test_scores_of_drawn_hands_are_consistent() -> None:
    scores = [score(CASE)]
    mean = float(np.mean(list(rates(scores).values())))
    low, high = interval(scores)
    assert low <= mean <= high
    assert top_three(scores) >= mean
    coverage, precision = answers(scores)
    assert 0 < coverage <= 1
    assert precision >= mean
    true, false, alike = verification(scores)
    assert true > 0.9
    assert false <= alike


def test_calibration_leaves_its_samples_out() -> None:
    assert len(calibrated(CASE).wanted) == len(HANDS) - 3 * len(LETTERS)


def test_raw_points_are_the_tutorials() -> None:
    raw = raw_points(HANDS.points)
    assert raw.shape == (len(HANDS), 42)
    assert np.abs(raw).max(axis=1) == pytest.approx(1)
    assert (NearestPoints(HANDS.points, HANDS.labels).predict(HANDS.points) == HANDS.labels).mean() > 0.7


def test_words_of_clear_hands_are_spelled_and_words_that_lack_a_letter_left_out() -> None:
    error, letters = joined_words(ALPHABET, _hands(6, "FLYBO"), words=("FLY", "BOLL", "XYZ"))
    assert letters == 7
    assert error <= 0.3
