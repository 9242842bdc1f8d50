"""Train the models of letters and digits from the reference data that may be shipped.

    OPENBLAS_NUM_THREADS=1 python -m tools.train_letters FOLDER    FOLDER: the reference data's `signing`

Writes the four files src/poise/catalogue/signs/asl-*.npz. Temperature and threshold are chosen on signers
that were left out of training (for digits: on photographs). The sets without a licence are never opened here.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from benchmarks.accuracy.signing.samples import DIGITS, LETTERS, Hands, read_hands, training_letters
from benchmarks.accuracy.signing.training import (
    Task,
    choose_temperature,
    choose_threshold,
    make_references,
    train_alphabet,
)

from poise.analysis.signing.alphabet import Alphabet
from poise.analysis.signing.features import hand_features
from poise.analysis.signing.hand import as_right
from poise.catalogue.signs import digit_shapes, letter_shapes
from poise.catalogue.signs.model import write_alphabet, write_references
from poise.pose import FloatArray

OUT = Path(__file__).resolve().parents[1] / "src/poise/catalogue/signs"
# Digits that are no letter, and letters that are no digit (2 is V, 6 is W, 9 is F; B and U are near 4 and 2).
NO_LETTERS = ("3", "5", "7", "8")
NO_DIGITS = tuple("ACEGHIKLMNPQRTXY")
SEED = 17
_PRECISION = 0.96
# However well it reads: an answer is more likely than not.
_LEAST_THRESHOLD = 0.5


def letters_task(folder: Path) -> Task:
    """Return what letters are told apart from."""
    return Task(LETTERS, letter_shapes(), _points(digits(folder).showing(NO_LETTERS)))


def digits_task(signers: Mapping[str, Hands]) -> Task:
    """Return what digits are told apart from; `signers` are those of the letters."""
    unknown = [_points(hands.showing(NO_DIGITS)) for hands in signers.values()]
    return Task(DIGITS, digit_shapes(), np.concatenate(unknown)[::3])


def digits(folder: Path) -> Hands:
    """Return the digits that may be trained on, by many people."""
    return read_hands(folder / "train_digits.npz", "digits")


def folds(hands: Hands, count: int = 4) -> dict[str, Hands]:
    """Return hands in parts, as if each were a signer of its own."""
    part = np.arange(len(hands)) % count
    return {f"part {number}": hands.where(part == number) for number in range(count)}


def leave_one_out(task: Task, signers: Mapping[str, Hands]) -> dict[str, Alphabet]:
    """Return a model for each signer, trained without them."""
    return {
        left_out: train_alphabet(
            task, {name: signers[name] for name in signers if name != left_out}, seed=SEED
        )
        for left_out in signers
    }


def calibrate(alphabet: Alphabet, held_out: Mapping[str, Alphabet], signers: Mapping[str, Hands]) -> Alphabet:
    """Return the model with the temperature and the threshold that suit hands of signers left out."""
    logits, labels = [], []
    for name, without in held_out.items():
        hands = signers[name]
        logits.append(without.network.logits(hand_features(hands.points, hands.is_left)))
        labels.append([alphabet.symbols.index(label) for label in hands.labels])
    scores, wanted = np.concatenate(logits), np.concatenate(labels)
    temperature = choose_temperature(scores, wanted)
    network = replace(alphabet.network, temperature=temperature)
    chances = np.exp(scores / temperature - np.logaddexp.reduce(scores / temperature, axis=1, keepdims=True))
    best = chances[:, :-1].argmax(axis=1)
    threshold = choose_threshold(chances[:, :-1].max(axis=1), best == wanted, _PRECISION)
    return replace(alphabet, network=network, threshold=max(threshold, _LEAST_THRESHOLD))


def _points(hands: Hands) -> FloatArray:
    return as_right(hands.points, hands.is_left)


def main() -> None:
    """Train, calibrate and write both models."""
    folder = Path(sys.argv[1])
    signers = training_letters(folder)
    parts = folds(digits(folder))
    for name, task, learnt in (
        ("letters", letters_task(folder), signers),
        ("digits", digits_task(signers), parts),
    ):
        alphabet = train_alphabet(task, learnt, seed=SEED)
        alphabet = calibrate(alphabet, leave_one_out(task, learnt), learnt)
        write_alphabet(alphabet, OUT / f"asl-{name}.npz")
        write_references(make_references(task, learnt, SEED), OUT / f"asl-{name}-references.npz")
        print(f"{name}: temperature {alphabet.network.temperature:.2f}, threshold {alphabet.threshold:.2f}")


if __name__ == "__main__":
    main()
