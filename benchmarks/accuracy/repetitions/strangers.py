"""Measure counting and form on films of strangers: ``python -m benchmarks.accuracy.repetitions.strangers FOLDER ...``.

A FOLDER holds ``tracks/*.npz`` and either ``labels.json`` (the reference tracks, or clips with an exercise of the
catalogue and ``none_of_these``) or a ``manifest.csv`` with ``name,class,repetitions``. Printed are, with 95 %
intervals, counts by exercise and by view beside a plain zigzag; what is counted falsely with every wrong exercise
chosen in turn; right form called accurate, and wrong form accepted. ``--half odd`` or ``even`` takes
half of the families; ``--classifier FILE`` takes another classifier of swings, as one that was trained on the other
half (``python -m tools.train_swing_classifier``).
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.accuracy.repetitions.false_counts import count_false
from benchmarks.accuracy.repetitions.films import Film, read_films, take_half
from benchmarks.accuracy.repetitions.zigzag import zigzag_count
from poise.analysis.repetition import Engine, Exercise, Kind, Repetition, SetSummary
from poise.catalogue import catalogue
from poise.catalogue.swing_classifier import read_swing_classifier, with_identities

_NEAR_S = 0.6  # a repetition that turns so near to a labelled peak is that one
_WORST_PAIRS = 12


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927, J Am Stat Assoc 22:209-212).

    Examples
    --------
    >>> [round(limit, 3) for limit in wilson(9, 10)]
    [0.596, 0.982]
    """
    z = 1.959964
    share, weight = successes / trials, z * z / trials
    middle = share + weight / 2
    margin = z * float(np.sqrt(share * (1 - share) / trials + weight / (4 * trials)))
    return (middle - margin) / (1 + weight), (middle + margin) / (1 + weight)


def _share(successes: int, trials: int) -> str:
    if not trials:
        return "-"
    low, high = wilson(successes, trials)
    return f"{successes / trials:.3f} [{low:.2f} {high:.2f}]"


@dataclass
class Scores:
    """What one counter reached on a group of films."""

    errors: list[int] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)

    def add(self, film: Film, counted: int) -> None:
        """Take the count of a film."""
        self.errors.append(film.error(counted))
        self.shares.append(self.errors[-1] / max(film.count, 1))

    def __str__(self) -> str:
        exact, near = sum(e == 0 for e in self.errors), sum(e <= 1 for e in self.errors)
        count = len(self.errors)
        return f"exact {_share(exact, count)}  within one {_share(near, count)}  error {np.mean(self.shares):.3f}"


@dataclass
class FormScores:
    """How repetitions were judged whose form a person judged, too."""

    right: int = 0
    right_accurate: int = 0
    wrong: int = 0
    wrong_accepted: int = 0

    def add(self, film: Film, repetitions: Sequence[Repetition]) -> None:
        """Take the repetitions that were counted in a film."""
        if film.is_right_form:
            self.right += len(repetitions)
            self.right_accurate += sum(one.is_accurate for one in repetitions)
        for number in film.wrong:
            turn_s = film.peaks_s[number - 1]
            found = [one for one in repetitions if abs(one.peak_s - turn_s) <= _NEAR_S]
            self.wrong += bool(found)
            self.wrong_accepted += any(one.is_accurate for one in found)

    def __str__(self) -> str:
        right = f"right form called accurate {_share(self.right_accurate, self.right)} of {self.right}"
        return f"{right}; wrong form accepted {_share(self.wrong_accepted, self.wrong)} of {self.wrong}"


def coach(exercise: Exercise, film: Film) -> SetSummary:
    """Feed a film to a new engine, pose by pose."""
    engine = Engine(exercise)
    for pose in film.sequence:
        engine.update(pose)
    return engine.finish()


def measure(films: Sequence[Film], exercises: Mapping[str, Exercise], *, is_verbose: bool) -> None:
    """Count the films with the exercise that a person would choose, and print the scores."""
    ours: dict[str, Scores] = defaultdict(Scores)
    plain: dict[str, Scores] = defaultdict(Scores)
    form = FormScores()
    for film in films:
        if film.is_other or not film.exercise or exercises[film.exercise].kind is Kind.HOLD:
            continue
        summary = coach(exercises[film.exercise], film)
        zigzag = zigzag_count(film.sequence, film.exercise)
        form.add(film, summary.repetitions)
        for group in _groups(film):
            ours[group].add(film, summary.attempted)
            plain[group].add(film, zigzag)
        if is_verbose:
            print(_line(film, summary, zigzag))
    for group in sorted(ours, key=lambda name: (name == "all", name.startswith("from"), name)):
        print(f"{group:<24}{len(ours[group].errors):>3}  {ours[group]}   | zigzag {plain[group]}")
    print(form)


def _groups(film: Film) -> tuple[str, ...]:
    return (film.label, "all", f"from {film.view}") if film.view else (film.label, "all")


def _line(film: Film, summary: SetSummary, zigzag: int) -> str:
    detail = f"{summary.accurate} accurate, {summary.unfinished} halves, {summary.other_movements} other"
    return (
        f"{film.name:<26}{film.label:<24}true {film.count:>3}  Poise {summary.attempted:>3} ({detail})"
        f"  zigzag {zigzag:>3}{'' if film.error(summary.attempted) == 0 else '  <'}"
    )


def measure_false(films: Sequence[Film], exercises: Mapping[str, Exercise], *, is_verbose: bool) -> None:
    """Print what every wrong exercise counts."""
    for group, tally in sorted(count_false(films, exercises).items()):
        print(f"{group:<16}{tally}")
        worst = sorted(tally.pairs.items(), key=lambda item: -item[1])
        for (done, chosen), counted in worst if is_verbose else worst[:_WORST_PAIRS]:
            print(f"  {done:<26} as {chosen:<26} {counted:>4}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark on one or more folders."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--half", choices=("odd", "even"))
    parser.add_argument("--classifier", type=Path, help="a classifier of swings instead of the catalogue's")
    parser.add_argument("--verbose", action="store_true", help="print every film and every pair")
    parser.add_argument("--counts-only", action="store_true", help="leave out what is counted falsely")
    options = parser.parse_args(arguments)
    exercises = catalogue()
    if options.classifier:
        exercises = with_identities(exercises, read_swing_classifier(options.classifier))
    for folder in options.folders:
        films = read_films(folder)
        films = take_half(films, options.half) if options.half else films
        print(f"\n{folder.name}")
        measure(films, exercises, is_verbose=options.verbose)
        if not options.counts_only:
            measure_false(films, exercises, is_verbose=options.verbose)
    return 0


if __name__ == "__main__":
    sys.exit(main())
