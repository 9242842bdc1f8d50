"""Count the synthetic person over a grid: ``python -m benchmarks.accuracy.repetitions.synthetic [EXERCISE ...]``.

Every counted exercise (or those named), every view of it and two directions of the camera in each, three speeds, two
rates, and three kinds of noise: nothing is selected. Burpees also from directions that they do not name.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType

from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from benchmarks.accuracy.faults.cases import YAWS_DEG
from poise.analysis.repetition import Engine, Exercise, SetSummary
from poise.catalogue import catalogue

_REPETITIONS = 3
_SPEEDS, _RATES_HZ = (0.7, 1.0, 1.5), (10.0, 30.0)
_NOISES: Mapping[str, Noise] = MappingProxyType(
    {"no noise": Noise.none(), "typical noise": Noise.typical(), "bad noise": Noise.bad()}
)


@dataclass(frozen=True)
class Cell:
    """One place of the grid: exercise, direction of the camera, speed, rate and noise."""

    exercise: Exercise
    view: str
    yaw_deg: float
    speed: float
    rate_hz: float
    noise: str

    def coached(self) -> SetSummary:
        """Return what the engine says of a clean set."""
        done = perform(
            self.exercise.identifier,
            repetitions=_REPETITIONS,
            rate_hz=self.rate_hz,
            speed=self.speed,
            yaw_deg=self.yaw_deg,
            noise=_NOISES[self.noise],
            seed=5,
        )
        engine = Engine(self.exercise)
        for pose in done.sequence:
            engine.update(pose)
        return engine.finish()

    @property
    def places(self) -> tuple[str, ...]:
        """The marginals in which it is counted."""
        return (
            self.noise,
            f"{self.speed} times the speed",
            f"{self.rate_hz:.0f} pictures a second",
            self.view,
        )


def cells(names: list[str]) -> Iterator[Cell]:
    """Return the whole grid."""
    for exercise in catalogue().values():
        if not exercise.signals or (names and exercise.identifier not in names):
            continue
        for view in exercise.views:
            for yaw_deg, speed, rate_hz, noise in product(YAWS_DEG[view], _SPEEDS, _RATES_HZ, _NOISES):
                yield Cell(exercise, view.value, yaw_deg, speed, rate_hz, noise)


def burpees() -> Iterator[Cell]:
    """Return burpees from straight ahead, half way round and the side."""
    for yaw_deg, noise in product((0.0, 45.0, 90.0), _NOISES):
        yield Cell(catalogue()["burpee"], f"{yaw_deg:.0f} degrees", yaw_deg, 1.0, 30.0, noise)


def main() -> None:
    """Print the counts by noise, speed, rate and view, and every set that was miscounted."""
    sets: Counter[str] = Counter()
    exact: Counter[str] = Counter()
    accurate: Counter[str] = Counter()
    for cell in cells(sys.argv[1:]):
        summary = cell.coached()
        for place in ("all", *cell.places):
            sets[place] += 1
            exact[place] += summary.attempted == _REPETITIONS
            accurate[place] += summary.accurate == _REPETITIONS
        if summary.attempted != _REPETITIONS:
            sys.stdout.write(
                f"  {cell.exercise.identifier}, {cell.yaw_deg:.0f} degrees, {', '.join(cell.places)}: "
            )
            sys.stdout.write(f"{summary.attempted} of {_REPETITIONS}\n")
    for place, count in sets.items():
        sys.stdout.write(f"{place:<24} {count:>5} sets, exact {exact[place] / count:.1%}, ")
        sys.stdout.write(f"all accurate {accurate[place] / count:.1%}\n")
    for cell in burpees():
        summary = cell.coached()
        sys.stdout.write(f"burpee {cell.view:<12} {cell.noise:<14} {summary.attempted} of {_REPETITIONS}, ")
        sys.stdout.write(f"{summary.accurate} accurate\n")


if __name__ == "__main__":
    main()
