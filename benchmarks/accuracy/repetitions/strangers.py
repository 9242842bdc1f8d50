"""Measure counting on films of strangers: ``python -m benchmarks.accuracy.repetitions.strangers FOLDER ...``.

A FOLDER holds ``tracks/*.npz`` and either ``labels.json`` (the reference tracks, or clips with an exercise of the
catalogue and ``none_of_these``) or a ``manifest.csv`` with ``name,class,repetitions``. Printed per exercise: clips,
exact, within one and the mean error as a share of the truth, beside a plain zigzag counter; then what is counted in
films of other movement, with every exercise chosen in turn. ``--half first`` or ``second`` takes half of the families
(the part of a name before the first underscore) or every other clip of a class; ``--verbose`` prints every clip.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from benchmarks.accuracy.repetitions.clips import EXERCISES, read_track
from benchmarks.accuracy.repetitions.zigzag import zigzag_count
from poise.analysis.repetition import Engine, Kind, SetSummary
from poise.catalogue import catalogue
from poise.pose import PoseSequence

# Classes of public data sets and what a person would choose for them in the catalogue. Lunges there are of all kinds.
CLASSES = {
    "bench_pressing": "bench-press",
    "front_raise": "front-raise",
    "lunge": "forward-lunge",
    "pull_ups": "pull-up",
    "push_up": "push-up",
    "rope_pushdown": "triceps-pushdown",
    "sit_up": "sit-up",
    "squat": "squat",
}
# What is chosen while the catalogue has no better one.
_NEAREST = {"bench-press": "", "triceps-pushdown": "triceps-extension"}


@dataclass(frozen=True)
class Film:
    """A track with what a person counted in it.

    Parameters
    ----------
    path : Path
        The track.
    label : str
        The exercise or class, as labelled.
    exercise : str
        What a person would choose in the catalogue, "" if there is nothing.
    count : int
        Complete repetitions.
    acceptable : tuple of int
        Counts that are right, too, where the edges are doubtful.
    is_other : bool
        Whether it shows something that is not in the catalogue.
    """

    path: Path
    label: str
    exercise: str
    count: int
    acceptable: tuple[int, ...] = ()
    is_other: bool = False

    @property
    def name(self) -> str:
        """Name of the track."""
        return self.path.stem

    @cached_property
    def sequence(self) -> PoseSequence:
        """The poses, without the pictures in which nobody was found."""
        return read_track(self.path)

    def error(self, counted: int) -> int:
        """Return how far a count is from the nearest right one."""
        return min(abs(counted - right) for right in (self.count, *self.acceptable))


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
        errors = np.array(self.errors)
        exact, near = (errors == 0).mean(), (errors <= 1).mean()
        return f"exact {exact:.3f}  within one {near:.3f}  error {np.mean(self.shares):.3f}"


def _chosen(label: str) -> str:
    name = CLASSES.get(label, EXERCISES.get(label, label))
    return name if name in catalogue() else _NEAREST.get(name, "")


def _labelled(folder: Path) -> Iterator[Film]:
    labels = json.loads((folder / "labels.json").read_text())
    for file, label in sorted(labels.get("clips", labels).items()):
        if label.get("strict", 1):
            path = folder / "tracks" / f"{Path(file).stem}.npz"
            acceptable = tuple(int(count) for count in label.get("also_acceptable", ()))
            exercise = label["exercise"]
            yield Film(path, exercise, _chosen(exercise), int(label["true_complete_reps"]), acceptable)
    for file in sorted(labels.get("none_of_these", ())):
        yield Film(folder / "tracks" / f"{Path(file).stem}.npz", "other movement", "", 0, is_other=True)


def _listed(folder: Path) -> Iterator[Film]:
    with (folder / "manifest.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            path = folder / "tracks" / f"{row['name']}.npz"
            yield Film(path, row["class"], _chosen(row["class"]), int(row["repetitions"]))


def read_films(folder: Path) -> list[Film]:
    """Return the labelled films of a folder whose track is there."""
    films = _labelled(folder) if (folder / "labels.json").exists() else _listed(folder)
    return [film for film in films if film.path.exists()]


def half(films: Sequence[Film], which: str) -> list[Film]:
    """Return half of the families, or of the numbers where every family is one class."""
    families = sorted({film.name.split("_")[0] for film in films})
    wanted = which == "second"

    def is_second(film: Film) -> bool:
        number = film.name.removeprefix(f"{film.label}_")
        if film.label in CLASSES and number.isdigit():
            return bool(int(number) // 2 % 2)  # the numbers are even
        return bool(families.index(film.name.split("_")[0]) % 2)

    return [film for film in films if is_second(film) == wanted]


def coach(exercise: str, sequence: PoseSequence) -> SetSummary:
    """Feed a sequence to a new engine, pose by pose."""
    engine = Engine(catalogue()[exercise])
    for pose in sequence:
        engine.update(pose)
    return engine.finish()


def measure(films: Sequence[Film], *, is_verbose: bool) -> None:
    """Count the films with the exercise that a person would choose, and print the scores."""
    ours: dict[str, Scores] = defaultdict(Scores)
    plain: dict[str, Scores] = defaultdict(Scores)
    judged = accurate = 0
    for film in films:
        if not film.exercise or catalogue()[film.exercise].kind is Kind.HOLD:
            continue
        summary = coach(film.exercise, film.sequence)
        zigzag = zigzag_count(film.sequence, film.exercise)
        judged, accurate = judged + summary.attempted, accurate + summary.accurate
        for group in (film.label, "all"):
            ours[group].add(film, summary.attempted)
            plain[group].add(film, zigzag)
        if is_verbose:
            print(
                f"{film.name:<32}{film.label:<24}true {film.count:>3}  Poise {summary.attempted:>3}"
                f" ({summary.accurate} accurate, {summary.unfinished} halves, {summary.other_movements} other)"
                f"  zigzag {zigzag:>3}"
            )
    for group in sorted(ours, key=lambda name: (name == "all", name)):
        print(f"{group:<24}{len(ours[group].errors):>3}  {ours[group]}   zigzag {plain[group]}")
    print(f"called accurate: {accurate} of {judged} counted")


def measure_other(films: Sequence[Film], *, is_verbose: bool) -> None:
    """Print what every exercise counts in films that show nothing of the catalogue, or only a hold."""
    others = [film for film in films if film.is_other or film.count == 0]
    total = pairs = 0
    for film in others:
        found = {}
        for name, exercise in catalogue().items():
            if exercise.kind is Kind.REPETITIONS:
                found[name] = coach(name, film.sequence).attempted
        counted = {name: count for name, count in found.items() if count}
        total, pairs = total + sum(counted.values()), pairs + len(counted)
        if is_verbose:
            print(f"{film.name:<32}{counted or '-'}")
    if others:
        print(
            f"other movement: {len(others)} films, {total} counted falsely by {pairs} choices of an exercise"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark on one or more folders."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--half", choices=("first", "second"))
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--no-other", action="store_true", help="leave out films of other movement")
    options = parser.parse_args(arguments)
    for folder in options.folders:
        films = read_films(folder)
        films = half(films, options.half) if options.half else films
        print(f"\n{folder.name}")
        measure(films, is_verbose=options.verbose)
        if not options.no_other:
            measure_other(films, is_verbose=options.verbose)
    return 0


if __name__ == "__main__":
    sys.exit(main())
