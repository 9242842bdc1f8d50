"""Read the classifier of swings that `tools/train_swing_classifier.py` writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from poise.analysis.network import Network
from poise.analysis.recognition.recogniser import look_alikes
from poise.analysis.repetition import Exercise
from poise.analysis.repetition.swing_classifier import Identity, SwingClassifier
from poise.analysis.repetition.swing_features import FEATURES
from poise.errors import CatalogueError

PATH = Path(__file__).parent / "exercises" / "swings.npz"
_WEIGHTS = ("mean", "scale", "hidden_weights", "hidden_bias", "output_weights", "output_bias")


def read_swing_classifier(path: Path = PATH) -> SwingClassifier:
    """Return a classifier of swings, the catalogue's if nothing else is said.

    Raises
    ------
    CatalogueError
        If the file is missing or was made for other features.
    """
    if not path.is_file():
        raise CatalogueError(f"there is no classifier of swings {path.name}: install Poise again.")
    with np.load(path, allow_pickle=False) as file:
        arrays = {key: file[key] for key in file.files}
    if tuple(arrays["features"].tolist()) != FEATURES:
        raise CatalogueError(f"{path.name} was made for other features: remove it and train it again.")
    weights = {key: arrays[key].astype(np.float64) for key in _WEIGHTS}
    network = Network(**weights, temperature=float(arrays["temperature"]))
    return SwingClassifier(tuple(arrays["names"].tolist()), network)


def write_swing_classifier(classifier: SwingClassifier, path: Path = PATH) -> None:
    """Write what `read_swing_classifier` reads, in half precision."""
    weights = {key: getattr(classifier.network, key).astype(np.float16) for key in _WEIGHTS}
    np.savez_compressed(
        path,
        names=np.array(classifier.names),
        features=np.array(FEATURES),
        temperature=np.array(classifier.network.temperature),
        **weights,
    )


def with_identities(
    exercises: Mapping[str, Exercise], classifier: SwingClassifier | None = None
) -> dict[str, Exercise]:
    """Return exercises that a classifier can tell apart; those that it was not trained on stay as they are.

    Without a classifier of the catalogue's (before it is trained) all do.
    """
    if classifier is None and not PATH.is_file():
        return dict(exercises)
    classifier = classifier or read_swing_classifier()
    index = {name: i for i, name in enumerate(classifier.names)}
    return {
        name: replace(exercise, identity=_identity(name, classifier, index)) if name in index else exercise
        for name, exercise in exercises.items()
    }


def _identity(name: str, classifier: SwingClassifier, index: Mapping[str, int]) -> Identity:
    alike = frozenset(index[other] for other in look_alikes(name) if other in index)
    return Identity(classifier, index[name], alike)
