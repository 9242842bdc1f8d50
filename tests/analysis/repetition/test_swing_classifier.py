"""What a swing looks like, and which exercise that resembles."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from tests.analysis.repetition.synthetic_swings import features_of_a_swing

from poise.analysis.network import Network
from poise.analysis.repetition.swing_classifier import (
    Identity,
    SwingClassifier,
)
from poise.analysis.repetition.swing_features import FEATURES
from poise.catalogue import catalogue
from poise.catalogue.swing_classifier import (
    PATH,
    read_swing_classifier,
    with_identities,
    write_swing_classifier,
)
from poise.errors import CatalogueError


def constant(*logits: float) -> SwingClassifier:
    """Return a classifier that always answers the same."""
    count = len(logits)
    network = Network(
        np.zeros(len(FEATURES)),
        np.ones(len(FEATURES)),
        np.zeros((1, len(FEATURES), 1)),
        np.zeros((1, 1)),
        np.zeros((1, 1, count)),
        np.array([logits]),
    )
    return SwingClassifier(("squat", "sumo-squat", "push-up"), network)


def test_what_was_not_seen_is_taken_as_usual() -> None:
    logs = constant(1.0, 0.0, 0.0, 0.0).log_probabilities(np.full(len(FEATURES), math.nan))
    assert np.exp(logs).sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("logits", "rival", "best"),
    [
        ((3.0, 1.0, 0.0, 0.0), -3.0, -2.0),
        ((1.0, 3.0, 0.0, 0.0), -1.0, 2.0),
        ((0.0, 0.0, 4.0, 0.0), 4.0, 4.0),
        ((0.0, 0.0, 0.0, 4.0), 4.0, 4.0),
    ],
    ids=[
        "the chosen one is the likeliest",
        "one that looks alike is likelier and is no rival",
        "one that looks different is likelier",
        "none of these is likelier",
    ],
)
def test_the_chosen_exercise_is_compared_with_the_others(
    logits: tuple[float, ...], rival: float, best: float
) -> None:
    identity = Identity(constant(*logits), 0, frozenset({1}))
    found = identity.compare(np.zeros(len(FEATURES)))
    assert found.rival == pytest.approx(rival)
    assert found.best == pytest.approx(best)


@pytest.mark.parametrize("name", ["squat", "push-up", "pull-up", "biceps-curl", "sit-up", "jumping-jack"])
@pytest.mark.parametrize("yaw_deg", [25.0, 70.0])
def test_another_performance_looks_more_like_its_exercise_than_like_any_different_one(
    name: str, yaw_deg: float
) -> None:
    identity = catalogue()[name].identity
    assert identity is not None
    assert identity.compare(features_of_a_swing(name, yaw_deg=yaw_deg)).rival < 0


def test_of_half_a_body_nothing_is_said() -> None:
    seen = np.zeros(len(FEATURES))
    seen[: len(FEATURES) // 2] = math.nan
    found = Identity(constant(0.0, 0.0, 4.0, 0.0), 0).compare(seen)
    assert math.isnan(found.rival)
    assert math.isnan(found.best)


def test_the_catalogue_s_classifier_is_there_and_small() -> None:
    assert PATH.stat().st_size < 300_000
    assert set(read_swing_classifier().names) <= set(catalogue())


def test_a_classifier_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_swing_classifier(constant(1.0, 2.0, 3.0, 4.0), tmp_path / "swings.npz")
    again = read_swing_classifier(tmp_path / "swings.npz")
    assert again.names == ("squat", "sumo-squat", "push-up")
    assert again.log_probabilities(np.zeros(len(FEATURES))) == pytest.approx(
        constant(1.0, 2.0, 3.0, 4.0).log_probabilities(np.zeros(len(FEATURES)))
    )


def test_a_missing_or_foreign_classifier_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="install Poise again"):
        read_swing_classifier(tmp_path / "no.npz")
    np.savez(tmp_path / "old.npz", features=np.array(["age"]))
    with pytest.raises(CatalogueError, match="train it again"):
        read_swing_classifier(tmp_path / "old.npz")


def test_an_exercise_that_was_not_trained_on_is_left_as_it_is() -> None:
    exercises = with_identities(catalogue(), constant(0.0, 0.0, 0.0, 0.0))
    own = {
        name: exercise for name, exercise in exercises.items() if name in ("squat", "sumo-squat", "push-up")
    }
    assert {exercise.identity.alike for exercise in own.values() if exercise.identity} == {
        frozenset({1}),
        frozenset({0}),
        frozenset(),
    }
