"""Swings of films and of the synthetic person, with what was done, to train and to test the classifier of swings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from zlib import crc32

import numpy as np
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from benchmarks.accuracy.repetitions.films import Film
from poise.analysis.measuring.body import Body, Joints
from poise.analysis.recognition.recogniser import look_alikes
from poise.analysis.repetition import Exercise, Kind
from poise.analysis.repetition.counter import Memory, Outcome, Swing
from poise.analysis.repetition.limb import limbs_of
from poise.analysis.repetition.swing_features import SwingReader
from poise.pose import BLAZEPOSE_33, FloatArray, PoseSequence

# The synthetic person is seen from these directions, tall and exact and again short, shallow and noisy.
_YAWS_DEG = (0.0, 40.0, 90.0, -60.0, 180.0)
_PEOPLE = ((1.75, Noise.typical(), 1.0, "right"), (1.6, Noise.bad(), 0.8, "left"))
_WRONG_CHOICES = 3  # of so many wrong exercises one is chosen for a film: enough, and not so slow
_RATE_HZ, _REPETITIONS, _VARIATION = 12.0, 2, 0.1
_REST_S = 0.3
# Of a film in which so many times more or fewer swings are found than were counted by eye, not each is a repetition.
_FEWEST, _MOST = 0.6, 1.5


@dataclass(frozen=True)
class Sample:
    """One swing.

    Parameters
    ----------
    features : (F,)
        What it looks like.
    done, chosen : str
        The exercise that was done ("" is none of the catalogue), and the one whose signals found the swing.
    film : str
        Where it comes from.
    """

    features: FloatArray
    done: str
    chosen: str
    film: str


def synthetic_samples(exercises: Mapping[str, Exercise]) -> Iterator[Sample]:
    """Return swings of the synthetic person, who does every counted exercise and is seen from all around.

    The repetitions as they were commanded, and what some exercises that look different find in the same set.
    """
    sets = product(_counted(exercises), _YAWS_DEG, _PEOPLE)
    for number, (name, yaw_deg, (stature_m, noise, depth, side)) in enumerate(sets):
        done = perform(
            name,
            repetitions=_REPETITIONS,
            rate_hz=_RATE_HZ,
            yaw_deg=yaw_deg,
            noise=noise,
            depth=depth,
            side=side,
            stature_m=stature_m,
            variation=_VARIATION,
            seed=int(yaw_deg) + 360,
        )
        for one in done.truth.repetitions:
            seen = _features(done.sequence, one.start_s, one.peak_s, one.end_s)
            yield Sample(seen, name, name, f"synthetic {name}")
        for wrong in _wrong_choices(name, exercises, number):
            yield from _found(done.sequence, exercises[wrong], name, f"synthetic {name}")


def film_samples(films: Sequence[Film], exercises: Mapping[str, Exercise]) -> Iterator[Sample]:
    """Return the swings that the right exercise and some that look different find in films."""
    for film in films:
        exercise = exercises.get(film.exercise)
        if exercise is not None and exercise.kind is Kind.REPETITIONS and _is_found_whole(film, exercise):
            yield from _found(film.sequence, exercise, film.exercise, film.name)
        for wrong in _wrong_choices(film.exercise, exercises, crc32(film.name.encode())):
            yield from _found(film.sequence, exercises[wrong], film.exercise, film.name)


def _wrong_choices(done: str, exercises: Mapping[str, Exercise], number: int) -> list[str]:
    alike = look_alikes(done) if done else ()
    wrong = [name for name in _counted(exercises) if name not in (done, *alike)]
    return wrong[number % _WRONG_CHOICES :: _WRONG_CHOICES]


def _is_found_whole(film: Film, exercise: Exercise) -> bool:
    found = list(swings(film.sequence, exercise))
    sides = max(1, len({side for side, _ in found}))
    return _FEWEST * film.count <= len(found) / sides <= _MOST * film.count + 1


def _found(sequence: PoseSequence, exercise: Exercise, done: str, film: str) -> Iterator[Sample]:
    for _, swing in swings(sequence, exercise):
        seen = _features(sequence, swing.start_s, swing.peak_s, swing.end_s)
        yield Sample(seen, done, exercise.identifier, film)


def swings(sequence: PoseSequence, exercise: Exercise) -> Iterator[tuple[str, Swing]]:
    """Return the complete swings of an exercise's signals, with their side, whatever signs they have."""
    memory = Memory()
    limbs = limbs_of(exercise, Joints(BLAZEPOSE_33), memory)
    needed = tuple({index for limb in limbs for index in limb.indices})
    for pose in sequence:
        body = Body(pose, needed)
        for limb in limbs:
            swing = limb.count(pose.time_s) if limb.sense(body) else None
            if swing is not None and swing.outcome is Outcome.COMPLETE:
                memory.add(swing.amplitude)
                yield limb.side, swing


def _counted(exercises: Mapping[str, Exercise]) -> list[str]:
    return [name for name, exercise in exercises.items() if exercise.kind is Kind.REPETITIONS]


def _features(sequence: PoseSequence, start_s: float, peak_s: float, end_s: float) -> FloatArray:
    first, last = np.searchsorted(sequence.times_s, (start_s - _REST_S, end_s + 1e-9))
    poses = [sequence[i] for i in range(int(first), max(int(last), int(first) + 1))]
    return _READER.read(poses, start_s, peak_s)


_READER = SwingReader(Joints(BLAZEPOSE_33))
