"""Measure faults on the synthetic person: ``python -m benchmarks.accuracy.faults [--seeds N]``.

Every exercise, every fault that the synthetic person can make and the catalogue judges, every view of the exercise in
which its rule can be judged, two directions of the camera for each view, several seeds of what an estimator typically
adds (`Noise.typical`: 1.2 % of the trunk): nothing is selected. Found: of the repetitions done wrong, those counted
and told with the right name. Abstained: those of which the coach says that this cannot be judged. Invented: of the
clean repetitions, those told with any fault. Of a set of an exercise that is held, the one hold is what a repetition
is elsewhere; miscounted is one whose seconds are off by more than 1.5 of 8, for entering and leaving take a second.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from benchmarks.accuracy.faults.cases import SHALLOW, YAWS_DEG, cases, unjudged_faults
from poise.analysis.measuring.facing import View
from poise.analysis.repetition import Engine, Exercise, Kind, SetSummary
from poise.catalogue import catalogue

_REPETITIONS = 3
_HALF = 0.55
_HOLD_S, _HOLD_ERROR_S = 8.0, 1.5


@dataclass
class Tally:
    """What was found and invented; keys name exercise, fault and view."""

    wanted: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    counted: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    abstained: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    clean: Counter[str] = field(default_factory=Counter)
    miscounted: Counter[tuple[str, str]] = field(default_factory=Counter)
    invented: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @property
    def found_share(self) -> float:
        """The share of faults found where the coach did not say that it could not judge."""
        return sum(self.found.values()) / (sum(self.wanted.values()) - sum(self.abstained.values()))

    @property
    def invented_share(self) -> float:
        """The share of clean repetitions with a fault."""
        return sum(self.invented.values()) / sum(self.clean.values())


def coached(exercise: Exercise, yaw_deg: float, seed: int, fault: str = "") -> SetSummary:
    """Return what the engine says of a set that is clean but for `fault`."""
    done = perform(
        exercise.identifier,
        repetitions=_REPETITIONS,
        rate_hz=20.0,
        yaw_deg=yaw_deg,
        seed=seed,
        faults=(fault,) if fault and fault != SHALLOW else (),
        depth=_HALF if fault == SHALLOW else 1.0,
        hold_s=_HOLD_S,
        noise=Noise.typical(),
    )
    engine = Engine(exercise)
    for pose in done.sequence:
        engine.update(pose)
    return engine.finish()


def measure(seeds: Iterable[int], yaws_of_view: int = 2, *, every: int = 1) -> Tally:
    """Return the tally of all cases over `seeds`, or only of each `every`-th case and view."""
    tally = Tally()
    for seed in seeds:
        for exercise, fault, rule, view in islice(cases(), 0, None, every):
            for yaw_deg in YAWS_DEG[view][:yaws_of_view]:
                _add_faulty(tally, coached(exercise, yaw_deg, seed, fault), (fault, rule), view)
        for exercise in catalogue().values():
            for view in exercise.views[::every]:
                for yaw_deg in YAWS_DEG[view][:yaws_of_view]:
                    _add_clean(tally, coached(exercise, yaw_deg, seed), view)
    return tally


def _add_faulty(tally: Tally, summary: SetSummary, wrong: tuple[str, str], view: View) -> None:
    fault, rule = wrong
    key = (summary.exercise, fault, view.value)
    if _is_hold(summary):
        tally.wanted[key] += 1
        tally.counted[key] += summary.hold_s > 0
        tally.found[key] += rule in {found.name for found in summary.faults}
        return
    tally.wanted[key] += _REPETITIONS
    tally.counted[key] += min(summary.attempted, _REPETITIONS)
    for done in summary.repetitions[:_REPETITIONS]:
        tally.found[key] += rule in {found.name for found in done.faults}
        tally.abstained[key] += rule in done.unjudged


def _is_hold(summary: SetSummary) -> bool:
    return catalogue()[summary.exercise].kind is Kind.HOLD


def _add_clean(tally: Tally, summary: SetSummary, view: View) -> None:
    if _is_hold(summary):
        tally.clean[summary.exercise] += 1
        tally.miscounted[summary.exercise, view.value] += abs(summary.hold_s - _HOLD_S) > _HOLD_ERROR_S
        for name in {fault.name for fault in summary.faults}:
            tally.invented[summary.exercise, name, view.value] += 1
        return
    tally.clean[summary.exercise] += _REPETITIONS
    if summary.attempted != _REPETITIONS:
        tally.miscounted[summary.exercise, view.value] += 1
    for done in summary.repetitions:
        for name in {fault.name for fault in done.faults}:
            tally.invented[summary.exercise, name, view.value] += 1


def _lines(tally: Tally) -> Iterable[str]:
    yield "not all found (exercise, fault, view)"
    for key, wanted in sorted(tally.wanted.items()):
        if tally.found[key] < wanted:
            name = ", ".join(key)
            line = f"  {name:<60} {tally.found[key]:>3} of {wanted:>3}, {tally.counted[key]:>3} counted, "
            yield line + f"{tally.abstained[key]} not to be judged"
    yield "invented on clean sets"
    yield from (f"  {', '.join(key):<60} {count:>3}" for key, count in sorted(tally.invented.items()))
    yield "clean sets miscounted"
    yield from (f"  {', '.join(key):<60} {count:>3}" for key, count in sorted((+tally.miscounted).items()))
    yield "no rule in the catalogue for: " + ", ".join(unjudged_faults())
    wanted, abstained = sum(tally.wanted.values()), sum(tally.abstained.values())
    yield f"found    {tally.found_share:6.1%} of {wanted - abstained} wrong ones, {abstained} more not judged"
    yield f"invented {tally.invented_share:6.1%} of {sum(tally.clean.values())} clean ones"
    held = [key for key in tally.wanted if catalogue()[key[0]].kind is Kind.HOLD]
    yield f"  holds alone: found {sum(tally.found[k] for k in held)} of {sum(tally.wanted[k] for k in held)}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2, help="how many seeds of the noise")
    for line in _lines(measure(range(parser.parse_args().seeds))):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
