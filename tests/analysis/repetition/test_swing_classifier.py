"""What a swing looks like, and which exercise that resembles."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.synthetic.performance import perform

from poise.analysis.measuring.body import Joints
from poise.analysis.network import Network
from poise.analysis.repetition.swing_classifier import (
    FEATURES,
    BodyReader,
    Identity,
    SwingClassifier,
    features,
)
from poise.catalogue import catalogue
from poise.catalogue.swing_classifier import (
    PATH,
    read_swing_classifier,
    with_identities,
    write_swing_classifier,
)
from poise.errors import CatalogueError
from poise.pose import BLAZEPOSE_33, FloatArray, PoseSequence

READER = BodyReader(Joints(BLAZEPOSE_33))


def seen(sequence: PoseSequence, start_s: float, peak_s: float, end_s: float) -> FloatArray:
    return features(
        READER, [pose for pose in sequence if start_s - 0.3 <= pose.time_s <= end_s], start_s, peak_s
    )


def first_swing(name: str, *, yaw_deg: float, side: str = "left", is_mirrored: bool = False) -> FloatArray:
    done = perform(
        name, repetitions=1, rate_hz=15, yaw_deg=yaw_deg, side=side, is_mirrored=is_mirrored, seed=77
    )
    one = done.truth.repetitions[0]
    return seen(done.sequence, one.start_s, one.peak_s, one.end_s)


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


def test_left_and_right_are_alike() -> None:
    left = first_swing("forward-lunge", yaw_deg=40.0, side="left")
    mirrored = first_swing("forward-lunge", yaw_deg=40.0, side="left", is_mirrored=True)
    assert left == pytest.approx(
        mirrored, abs=0.1
    )  # heights are shares of a trunk that is measured once per side


def test_a_squat_seen_from_the_side_has_the_features_of_a_squat() -> None:
    values = dict(zip(FEATURES, first_swing("squat", yaw_deg=90.0), strict=True))
    assert values["knee_flexion.mean.start"] < 20
    assert values["knee_flexion.mean.peak"] > 80
    assert values["knee_flexion.travel"] == pytest.approx(
        values["knee_flexion.mean.peak"] - values["knee_flexion.mean.start"], abs=15
    )
    assert values["hip_rise.change"] < -0.3


def test_what_was_not_seen_stays_unseen_and_is_taken_as_usual() -> None:
    pose = next(iter(perform("squat", repetitions=1, rate_hz=15, yaw_deg=90.0).sequence))
    nobody = replace(pose, image=pose.image * math.nan, world=pose.world * math.nan)
    assert np.isnan(features(READER, [nobody], nobody.time_s, nobody.time_s)).all()
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
    assert identity.compare(first_swing(name, yaw_deg=yaw_deg)).rival < 0


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
