"""Measure how sets are found in films of several: ``python -m benchmarks.accuracy.sets FOLDER ... [--films N]``.

A FOLDER is as for ``benchmarks.accuracy.repetitions.strangers``. Labelled tracks of two to four sets are joined into
one film. In the rests between them the synthetic person walks out and in, stands about, drinks, sits down or picks
something up. Printed are the sets that were found, what was taken for a set and is none, and the exercise and the
repetitions of each set beside what is recognised and counted in its track alone.
With ``--given`` every film repeats sets of one exercise, and that one is chosen.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tests.synthetic.joined import join
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from benchmarks.accuracy.repetitions.films import Film, read_films
from poise.analysis.recognition import FoundSet, find_sets, look_alikes, recognise, split_sets
from poise.analysis.repetition import Engine, Exercise, Kind
from poise.catalogue import catalogue
from poise.pose import PoseSequence

_RESTING = ("idle", "drink", "sit_down", "pick_up", "wave")  # each once: who sits down three times squats


@dataclass
class Tally:
    """What came of all films."""

    films: int = 0
    exact: int = 0
    sets: int = 0
    found: int = 0
    none: int = 0
    split: int = 0
    right: int = 0
    right_alone: int = 0
    counted_as_alone: int = 0

    def __str__(self) -> str:
        return (
            f"{self.films} films of {self.sets} sets\n"
            f"  films with every set and nothing else   {self.exact}\n"
            f"  sets found                              {self.found}\n"
            f"  sets found in two parts                 {self.split}\n"
            f"  taken for a set and none                {self.none}\n"
            f"  exercise right, or one that looks alike {self.right} (in the tracks alone {self.right_alone})\n"
            f"  of sets with the right exercise, counted as in the track alone {self.counted_as_alone}"
        )


@dataclass(frozen=True)
class Joined:
    """A film of several sets; `spans_s` are from when to when each of its tracks lasts."""

    parts: tuple[Film, ...]
    sequence: PoseSequence
    spans_s: tuple[tuple[float, float], ...]


def make_films(films: Sequence[Film], count: int, *, is_same: bool, seed: int = 7) -> Iterator[Joined]:
    """Join tracks by chance, always alike for one seed."""
    random = np.random.default_rng(seed)
    for number in range(count):
        first = films[int(random.integers(len(films)))]
        pool = [one for one in films if one.exercise == first.exercise] if is_same else films
        others = random.integers(len(pool), size=int(random.integers(1, 4)))
        parts = (first, *(pool[int(index)] for index in others))
        pieces: list[PoseSequence] = []
        for part in parts:
            pieces += [_rest(random, number)] if pieces else []
            pieces.append(part.sequence)
        sequence, begins_s = join(pieces)
        spans_s = tuple(
            (begin_s + float(one.times_s[0]), begin_s + float(one.times_s[-1]))
            for one, begin_s in list(zip(pieces, begins_s, strict=True))[::2]
        )
        yield Joined(parts, sequence, spans_s)


def _rest(random: np.random.Generator, seed: int) -> PoseSequence:
    chosen = random.permutation(_RESTING)[: int(random.integers(2, 6))]
    return perform(
        "squat",  # none of which is done
        repetitions=0,
        rate_hz=15.0,
        yaw_deg=float(random.choice((8.0, 38.0, 95.0))),
        lead_in=("walk_out", "walk_in", "idle", *map(str, chosen)),
        noise=Noise.typical(),
        seed=seed,
    ).sequence


def count(exercise: Exercise, person: PoseSequence, begin_s: float = -np.inf, end_s: float = np.inf) -> int:
    """Return what the engine counts between two times."""
    engine = Engine(exercise)
    for pose in person:
        if begin_s <= pose.time_s <= end_s:
            engine.update(pose)
    return engine.finish().attempted


def measure(films: Sequence[Joined], *, is_given: bool, is_verbose: bool) -> Tally:
    """Find the sets of films, and compare them with what is in them."""
    tally = Tally()
    exercises = catalogue()
    for film in films:
        chosen = exercises[film.parts[0].exercise]
        found = split_sets(film.sequence, chosen) if is_given else find_sets(film.sequence, exercises)
        is_exact = _compare(film, found, tally)
        if is_verbose:
            _show(film, found, is_exact=is_exact)
    return tally


def _compare(film: Joined, found: Sequence[FoundSet], tally: Tally) -> bool:
    exercises = catalogue()
    owners = [_owner(film, one) for one in found]
    tally.films += 1
    tally.sets += len(film.parts)
    tally.none += owners.count(None)
    for index, part in enumerate(film.parts):
        mine = [one for one, owner in zip(found, owners, strict=True) if owner == index]
        tally.found += bool(mine)
        tally.split += len(mine) > 1
        alone = recognise(part.sequence, exercises).exercise
        tally.right_alone += _is_right(alone, part)
        if mine and _is_right(mine[0].exercise.identifier, part):
            tally.right += 1
            counted = sum(count(one.exercise, film.sequence, one.begin_s, one.end_s) for one in mine)
            tally.counted_as_alone += counted == count(mine[0].exercise, part.sequence)
    is_exact = owners == list(range(len(film.parts)))
    tally.exact += is_exact
    return is_exact


def _owner(film: Joined, one: FoundSet) -> int | None:
    """Return in which of a film's tracks most of a set lies; None for a rest."""
    shares_s = [min(one.end_s, end_s) - max(one.begin_s, begin_s) for begin_s, end_s in film.spans_s]
    best = int(np.argmax(shares_s))
    return best if shares_s[best] > 0 else None


def _is_right(name: str | None, part: Film) -> bool:
    return name is not None and (name == part.exercise or name in look_alikes(part.exercise))


def _show(film: Joined, found: Sequence[FoundSet], *, is_exact: bool) -> None:
    print(" + ".join(part.name for part in film.parts), "" if is_exact else "  <")
    for part, (begin_s, end_s) in zip(film.parts, film.spans_s, strict=True):
        print(f"    true  {part.exercise:<22} {begin_s:6.1f} .. {end_s:6.1f}  x{part.count}")
    for one in found:
        print(
            f"    found {one.exercise.identifier:<22} {one.begin_s:6.1f} .. {one.end_s:6.1f}  {one.certainty}"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--films", type=int, default=40)
    parser.add_argument("--given", action="store_true", help="sets of one exercise, which is chosen")
    parser.add_argument("--verbose", action="store_true", help="print every film")
    options = parser.parse_args(arguments)
    known = [
        film
        for folder in options.folders
        for film in read_films(folder)
        if film.exercise and not film.is_other and film.count >= 2
    ]
    films = [film for film in known if catalogue()[film.exercise].kind is Kind.REPETITIONS]
    joined = make_films(films, options.films, is_same=options.given)
    print(measure(list(joined), is_given=options.given, is_verbose=options.verbose))
    return 0


if __name__ == "__main__":
    sys.exit(main())
