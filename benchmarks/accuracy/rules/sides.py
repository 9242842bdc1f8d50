"""How far both sides differ where they do the same: the error of a measure, without knowing the truth."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.accuracy.repetitions.films import Film
from poise.analysis.measuring.body import NAN, Body, Joints
from poise.analysis.measuring.facing import Facing
from poise.analysis.measuring.measures import Gauge, gauges
from poise.analysis.repetition import Engine, Exercise, Kind, Limbs
from poise.catalogue import catalogue
from poise.pose import BLAZEPOSE_33

MEASURES = ("elbow_flexion", "knee_flexion", "hip_flexion", "shoulder_elevation", "thigh_raise", "heel_lift")
# One leg is before the other, whatever the catalogue calls it.
_UNEVEN = ("lunge", "split", "step", "twist")


def differences(films: Sequence[Film]) -> dict[tuple[str, str], list[float]]:
    """Return left minus right at rest and at the peak of each repetition, by measure and view."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for film in films:
        exercise = catalogue().get(film.exercise)
        if exercise is not None and not film.is_other and _is_even(exercise):
            for measure, view, difference in _of_film(exercise, film):
                found[measure, view].append(difference)
    return found


def _is_even(exercise: Exercise) -> bool:
    is_uneven = exercise.limbs is Limbs.ALTERNATING or bool(exercise.lead)
    return (
        exercise.kind is Kind.REPETITIONS
        and not is_uneven
        and not any(w in exercise.identifier for w in _UNEVEN)
    )


def _of_film(exercise: Exercise, film: Film) -> Iterator[tuple[str, str, float]]:
    joints = Joints(BLAZEPOSE_33)
    engine, facing = Engine(exercise), Facing(joints)
    pairs = {name: gauges(name, joints) for name in MEASURES}
    needed = tuple({index for pair in pairs.values() for gauge in pair for index in gauge.indices})
    seen: list[tuple[float, str, dict[str, float]]] = []
    for pose in film.sequence:
        engine.update(pose)
        body = Body(pose, needed)
        facing.update(body)
        seen.append(
            (pose.time_s, facing.view.value, {name: _difference(pair, body) for name, pair in pairs.items()})
        )
    times = np.array([time_s for time_s, _, _ in seen])
    for repetition in engine.finish().repetitions:
        for time_s in (repetition.start_s, repetition.peak_s):
            _, view, values = seen[int(np.argmin(abs(times - time_s)))]
            yield from ((name, view, value) for name, value in values.items() if not math.isnan(value))


def _difference(pair: tuple[Gauge, ...], body: Body) -> float:
    left, right = (gauge.read(body) if gauge.is_clear(body) else NAN for gauge in pair)
    return left - right


def lines(found: dict[tuple[str, str], list[float]]) -> Iterator[str]:
    """Return the table: the error of the mean of both sides, root of the mean square."""
    yield "error of the mean of both sides: half the root mean square of their difference"
    for (measure, view), values in sorted(found.items()):
        error = float(np.sqrt(np.mean(np.square(values)))) / 2
        yield f"  {measure:<20}{view:<9}{error:6.1f} deg of {len(values)} instants"
