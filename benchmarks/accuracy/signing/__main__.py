"""Measure hand shapes and signs: ``python -m benchmarks.accuracy.signing FOLDER [--training-only]``.

FOLDER is the reference data's ``signing``. First the signers that are trained on, each left out in turn (the models are
trained anew, some minutes); then the shipped models on signers that no choice was made by. Intervals are of 95 %,
signers drawn again. The table of hand shapes was written after a look at the training signers: their figures flatter.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from tools.train_letters import NO_DIGITS, NO_LETTERS, SEED, digits, digits_task, folds, leave_one_out

from benchmarks.accuracy.signing.baseline import NearestPoints
from benchmarks.accuracy.signing.changed import measure_naming
from benchmarks.accuracy.signing.moving import joined_words, moving_letters, own_signs, read_movements
from benchmarks.accuracy.signing.reading import (
    Case,
    Scores,
    answers,
    calibrated,
    confusions,
    describe_letters,
    draw_person,
    interval,
    rates,
    score,
    top_three,
    verification,
)
from benchmarks.accuracy.signing.samples import DIGITS, LETTERS, Hands, read_hands, training_letters
from benchmarks.accuracy.signing.training import Task, make_references
from poise.analysis.signing.alphabet import Alphabet
from poise.analysis.signing.features import hand_features
from poise.analysis.signing.hand import as_right
from poise.catalogue.signs import letter_shapes, read_alphabet, read_references


def report_reading(cases: Sequence[Case], unknown: Sequence[Case], trained: Hands) -> None:
    """Print the table of one set of signers."""
    scores = [score(case) for case in cases]
    found = rates(scores)
    low, high = interval(scores)
    worst = min(found, key=lambda symbol: found[symbol])
    print(
        f"  single frame, mean over symbols  {np.mean(list(found.values())):.3f}  ({low:.3f} to {high:.3f})"
    )
    print(f"  worst symbol                     {worst} {found[worst]:.2f}; below .60: {_below(found)}")
    print(f"  among the best three             {top_three(scores):.3f}")
    coverage, precision = answers(scores)
    print(f"  answered                         {coverage:.3f}, of these right {precision:.3f}")
    if unknown:
        accepted = np.concatenate([score(case).is_answered for case in unknown])
        print(f"  unknown shapes accepted          {accepted.mean():.3f} of {len(accepted)}")
    taught = [[calibrated(case, seed) for case in cases] for seed in range(3)]
    means = [np.mean(list(rates(one).values())) for one in taught]
    print(f"  after three samples a symbol     {np.mean(means):.3f}; {_answered(taught[0])}")
    for name, ones in (("verified", scores), ("verified, calibrated", taught[0])):
        true, false, alike = verification(ones)
        print(f"  {name:<32} true {true:.3f}, false {false:.4f} (most alike symbol {alike:.3f})")
    print(f"  raw 2D points, nearest hands     {_baseline(cases, trained):.3f}")
    for one in scores:
        print(f"    {one.signer:<12} {np.mean(list(rates([one]).values())):.3f} of {len(one.wanted)}")
    print(*describe_letters(scores), sep="\n")
    print("  " + ", ".join(confusions(scores)))


def _below(found: Mapping[str, float]) -> str:
    return " ".join(symbol for symbol, rate in found.items() if rate < 0.6) or "none"


def _answered(scores: Sequence[Scores]) -> str:
    coverage, precision = answers(scores)
    return f"answered {coverage:.3f}, right {precision:.3f}"


def _baseline(cases: Sequence[Case], trained: Hands) -> float:
    means = []
    for case in cases:
        others = trained.where(trained.signers != case.signer)
        nearest = NearestPoints(as_right(others.points, others.is_left), others.labels)
        said = nearest.predict(as_right(case.hands.points, case.hands.is_left))
        right = said == case.hands.labels
        means.append(np.mean([right[case.hands.labels == one].mean() for one in set(case.hands.labels)]))
    return float(np.mean(means))


def _joined(parts: Sequence[Hands]) -> Hands:
    return Hands(
        np.concatenate([one.points for one in parts]),
        np.concatenate([one.labels for one in parts]),
        np.concatenate([one.signers for one in parts]),
        np.concatenate([one.is_left for one in parts]),
    )


def _with_choices(alphabet: Alphabet, shipped: Alphabet) -> Alphabet:
    """Give a model of fewer signers the temperature and the threshold of the shipped one."""
    network = replace(alphabet.network, temperature=shipped.network.temperature)
    return replace(alphabet, network=network, threshold=shipped.threshold)


def report_training(folder: Path) -> None:
    """Print the tables of the signers that are trained on, each left out in turn."""
    signers, numbers = training_letters(folder), digits(folder)
    shipped = read_alphabet("letters")
    # The digits that are no letters are kept out of training here, to be the unknown shapes.
    task = Task(LETTERS, letter_shapes(), np.zeros((0, 21, 3)))
    held = {name: _with_choices(one, shipped) for name, one in leave_one_out(task, signers).items()}
    cases = [Case(name, held[name], hands) for name, hands in signers.items()]
    strange = [Case("digits", one, numbers.showing(NO_LETTERS)) for one in held.values()]
    print("\n== letters, training signers, one left out")
    report_reading(cases, strange, _joined(list(signers.values())))
    print("\n== the finger that was changed is named (of hands that were right; of all)")
    for name, hands in signers.items():
        others = {one: signers[one] for one in signers if one != name}
        print(f"  {name:<12} {measure_naming(hands, make_references(task, others, SEED), LETTERS)}")
    print("\n== digits, photographs of many people, a quarter left out")
    parts = folds(numbers)
    models = leave_one_out(digits_task(signers), parts)
    chosen = read_alphabet("digits")
    report_reading(
        [Case(name, _with_choices(models[name], chosen), hands) for name, hands in parts.items()], [], numbers
    )
    report_words(cases)


def report_words(cases: Sequence[Case]) -> None:
    """Print the letter error of words joined from single hands."""
    print("\n== words joined from single hands: letter error; after three samples a letter")
    for case in cases:
        error, letters = joined_words(case.alphabet, case.hands)
        person, taken = draw_person(case.hands, LETTERS, 0)
        taught, _ = joined_words(case.alphabet, case.hands.where(~taken), person)
        print(f"  {case.signer:<12} {error:.3f}  {taught:.3f}  of {letters} letters")


def report_unseen(folder: Path, name: str) -> None:
    """Print the tables of signers that no choice was made by, with the shipped models."""
    hands, trained = read_hands(folder / f"{name}.npz"), training_letters(folder)
    letters, numbers = read_alphabet("letters"), read_alphabet("digits")
    names = sorted(set(hands.signers))
    print(f"\n== letters, {name}, {len(names)} signers never trained on")
    cases = [Case(one, letters, hands.of(one).showing(LETTERS)) for one in names]
    strange = [Case(one, letters, hands.of(one).showing(NO_LETTERS)) for one in names]
    report_reading(cases, [one for one in strange if len(one.hands)], _joined(list(trained.values())))
    print(f"  changed finger named: {measure_naming(hands, read_references('letters'), LETTERS)}")
    report_words(cases)
    counted = [Case(one, numbers, hands.of(one).showing(DIGITS)) for one in names]
    if all(len(one.hands) for one in counted):
        print(f"\n== digits, {name}")
        strange = [Case(one, numbers, hands.of(one).showing(NO_DIGITS)) for one in names]
        report_reading(counted, strange, digits(folder))
    print(f"\n== J and Z drawn by hands of {name} (movement made up)")
    print("  " + ", ".join(f"{key} {value:.2f}" for key, value in moving_letters(hands).items()))


def report_own_signs(folder: Path) -> None:
    """Print how signs taught by five examples are read."""
    print("\n== own signs: ten taught by five examples, one more unknown")
    signs = read_movements(folder / "motion_tamtridung.npz")
    rows = np.array([own_signs(signs, unknown, seed) for unknown in sorted(signs) for seed in (40, 41)])
    read, refused = rows.mean(axis=0)
    print(
        f"  read {read:.3f} ({rows[:, 0].min():.3f} to {rows[:, 0].max():.3f} over {len(rows)} draws), ",
        end="",
    )
    print(f"unknown refused {refused:.3f} ({rows[:, 1].min():.3f} to {rows[:, 1].max():.3f})")


def report_time() -> None:
    """Print what one hand costs."""
    points, alphabet = letter_shapes()["A"][0].points, read_alphabet("letters")
    print(f"\n== one hand: features {_milliseconds(lambda: hand_features(points)):.2f} ms, ", end="")
    features = hand_features(points)
    print(f"reading {_milliseconds(lambda: alphabet.read_features(features)):.2f} ms")


def _milliseconds(work: Callable[[], object], times: int = 200) -> float:
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times * 1000


def main() -> None:
    """Print all tables."""
    folder = Path(sys.argv[1])
    report_time()
    report_own_signs(folder)
    report_training(folder)
    if "--training-only" not in sys.argv:
        for name in ("evaluate_a", "evaluate_b"):
            report_unseen(folder, name)


if __name__ == "__main__":
    main()
