"""Train the classifier of swings, the second opinion on which exercise is done.

    OPENBLAS_NUM_THREADS=1 python -m tools.train_swing_classifier FOLDER ... [--half odd|even] [--out FILE]

FOLDER: films with tracks and labels, as benchmarks/accuracy/repetitions/strangers.py reads them. Without `--out` it
writes src/poise/catalogue/exercises/swings.npz. With `--half` it trains on half of the families, so that the other
half can be measured: `strangers FOLDER ... --half even --classifier FILE`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from benchmarks.accuracy.network_training import IntArray, fit_network, join_networks
from benchmarks.accuracy.repetitions.films import read_films, take_half
from benchmarks.accuracy.repetitions.swings import Sample, film_samples, synthetic_samples

from poise.analysis.repetition import Exercise
from poise.analysis.repetition.swing_classifier import SwingClassifier
from poise.analysis.repetition.swing_features import FEATURES
from poise.catalogue import catalogue
from poise.catalogue.swing_classifier import PATH, write_swing_classifier
from poise.pose import FloatArray

SEED = 23
_NETWORKS, _EPOCHS = 3, 24
_SYNTHETIC, _REAL = 8000, 6000  # swings in each round of training
# How far a model misreads joints on real films, for half a film's worth of frames more, for the other half less.
_NOISE = {"deg": 15.0, "spread": 0.8, "length": 0.25}
_SYNTHETIC_NOISE, _REAL_NOISE = 1.5, 0.5
_UNSEEN = 0.05  # share of the features that are not seen
_CROPPED = 0.25  # share of the swings of which the legs are outside the picture: films crop them often
_FREE = 0.6  # share of the swings in which limbs that an exercise does not name do something else
_SHALLOW = 0.5  # share of the swings that go only part of the way: who does half of it does it all the same
_LEAST_WAY = 0.4
_WRONG_CHOICE = 0.5  # weight of swings that a wrong exercise found in a film, beside those of the right one

_ARMS = frozenset(
    {
        "elbow_flexion",
        "shoulder_elevation",
        "upper_arm_raise",
        "forearm_raise",
        "wrist_height",
        "wrist_spread",
        "hands_aside",
        "wrist_rise",
        "wrist_over_elbow",
        "hand_lift",
        "hand_over_foot",
    }
)
_LEGS = frozenset(
    {
        "knee_flexion",
        "hip_flexion",
        "thigh_raise",
        "shin_lean",
        "foot_height",
        "ankle_spread",
        "foot_gap",
        "hip_height",
        "step_length",
        "step_width",
        "knee_difference",
        "ankle_rise",
        "hand_over_foot",
        "knee_spread",
    }
)
# For each feature: where its value at the start of the swing stands (-1 if nowhere), and whether it grows with the way.
_START_OF = np.array(
    [FEATURES.index(name.replace(".peak", ".start")) if ".peak" in name else -1 for name in FEATURES]
)
_GROWS = np.array([name.endswith((".travel", ".change")) for name in FEATURES])
_OF_LEGS = np.array([feature.split(".")[0] in _LEGS for feature in FEATURES])


class Samples:
    """Draw rounds of training from synthetic and real swings."""

    def __init__(
        self, synthetic: Sequence[Sample], real: Sequence[Sample], exercises: Mapping[str, Exercise]
    ) -> None:
        real = sorted(
            real, key=lambda sample: (sample.film, sample.chosen)
        )  # whatever the order of the folders
        self.names = tuple(sorted({sample.done for sample in synthetic}))
        index = {name: i for i, name in enumerate(self.names)} | {"": len(self.names)}
        self._synthetic = np.stack([sample.features for sample in synthetic])
        self._synthetic_share = _shares(synthetic)
        self._synthetic_done = np.array([index[sample.done] for sample in synthetic])
        self._free = np.stack([_free_features(exercises[name]) for name in self.names])
        real = [sample for sample in real if sample.done in index]
        self._real = np.stack([sample.features for sample in real])
        self._real_done = np.array([index[sample.done] for sample in real])
        self._share = _shares(real)
        self._usual = np.nanmean(self._synthetic, axis=0)
        self._noise = np.array([_noise_of(name) for name in FEATURES])

    def draw(self, rng: np.random.Generator) -> tuple[FloatArray, IntArray, FloatArray]:
        """Return features, classes and weights of one round."""
        made, made_done = self._draw_synthetic(rng)
        chosen = rng.choice(len(self._real), _REAL, p=self._share)
        seen = self._disturb(_shorten(self._real[chosen], rng), _REAL_NOISE, rng)
        drawn = np.concatenate([made, seen])
        done = np.concatenate([made_done, self._real_done[chosen]])
        return np.where(np.isnan(drawn), self._usual, drawn), done, np.ones(len(done))

    def _draw_synthetic(self, rng: np.random.Generator) -> tuple[FloatArray, IntArray]:
        chosen = rng.choice(len(self._synthetic), _SYNTHETIC, p=self._synthetic_share)
        done = self._synthetic_done[chosen]
        others = self._synthetic[rng.choice(len(self._synthetic), _SYNTHETIC, p=self._synthetic_share)]
        is_other = self._free[done] & (rng.random((_SYNTHETIC, 1)) < _FREE)
        made = np.where(is_other, others, self._synthetic[chosen])
        made = _shorten(made, rng)
        return self._disturb(made, _SYNTHETIC_NOISE * rng.gamma(1.5, 2 / 3, (_SYNTHETIC, 1)), rng), done

    def _disturb(self, drawn: FloatArray, by: FloatArray | float, rng: np.random.Generator) -> FloatArray:
        noisy = drawn + rng.normal(size=drawn.shape) * self._noise * by
        is_cropped = (rng.random((len(drawn), 1)) < _CROPPED) & _OF_LEGS
        return np.where(is_cropped | (rng.random(drawn.shape) < _UNSEEN), np.nan, noisy)


def _shorten(drawn: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Let some swings turn before their peak: their measures there lie between those at both ends."""
    way = np.where(rng.random((len(drawn), 1)) < _SHALLOW, rng.uniform(_LEAST_WAY, 1, (len(drawn), 1)), 1.0)
    at_start = drawn[:, _START_OF]
    shorter = np.where(_START_OF >= 0, at_start + way * (drawn - at_start), drawn)
    return np.where(_GROWS, way * shorter, shorter)


def _shares(real: Sequence[Sample]) -> FloatArray:
    """Return how often each real swing is drawn: films count alike, however many swings they have."""
    counts = Counter((sample.film, sample.done == sample.chosen) for sample in real)
    weights = np.array(
        [
            (1.0 if sample.done == sample.chosen else _WRONG_CHOICE)
            / counts[sample.film, sample.done == sample.chosen]
            for sample in real
        ]
    )
    return np.asarray(weights / weights.sum())


def _noise_of(feature: str) -> float:
    name = feature.split(".", maxsplit=1)[0]
    if any(part in name for part in ("flexion", "elevation", "raise", "lean", "tilt")):
        return _NOISE["deg"]
    return _NOISE["spread" if "spread" in name else "length"]


def _free_features(exercise: Exercise) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which features belong to limbs that an exercise leaves free: its file names none of their measures."""
    named = {signal.measure for signal in exercise.signals}
    named |= {bound.measure for bound in exercise.posture}
    named |= {confirmation.bound.measure for confirmation in exercise.confirmations}
    has_free_arms, has_free_legs = not named & _ARMS, not named & _LEGS
    free = []
    for feature in FEATURES:
        name, what = feature.split(".")[0], feature.split(".")[-1]
        is_way = what in ("travel", "change")  # free legs stand or sit, but they rest
        free.append((has_free_arms and name in _ARMS) or (has_free_legs and name in _LEGS and not is_way))
    return np.array(free)


def train(samples: Samples) -> SwingClassifier:
    """Return a trained classifier."""
    networks = [
        fit_network(samples.draw, len(samples.names) + 1, SEED + k, _EPOCHS) for k in range(_NETWORKS)
    ]
    return SwingClassifier(samples.names, join_networks(networks))


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--half", choices=("odd", "even"))
    parser.add_argument("--out", type=Path, default=PATH)
    options = parser.parse_args(arguments)
    films = [
        film
        for folder in options.folders
        for film in (take_half(read_films(folder), options.half) if options.half else read_films(folder))
    ]
    exercises = catalogue()
    samples = Samples(list(synthetic_samples(exercises)), list(film_samples(films, exercises)), exercises)
    write_swing_classifier(train(samples), options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
