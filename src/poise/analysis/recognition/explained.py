"""How much of what was seen the repetitions of one exercise explain."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from poise.analysis.repetition import Exercise, Repetition

AGREEING = 2
"""So many repetitions that agree speak for an exercise; everyday movement holds single swings of many."""

LEAST_HOLD_S = 3.0
"""Seconds for which a hold must be held."""

HELD_LONGER = 2.0
"""A hold is believed that lasts so many times the seconds of several repetitions."""

# Chosen by reason and kept after a look at both the reference clips and the synthetic person; docs/recognition.md.
_INACCURATE = 0.6  # a repetition that would be told wrong speaks less for an exercise than one that fits
_VARIANT = 0.9  # of two that explain a movement equally well, the plain exercise rather than its variant
_ALONE = 0.8  # of repetitions of which no two agree
# Repetitions agree that differ from the median by such a factor at most.
_ALIKE_AMPLITUDE, _ALIKE_DURATION = 1.5, 2.0
_VARIANTS = frozenset(
    {
        "sumo-squat",
        "alternating-biceps-curl",
        "sit-to-stand",
        "knee-push-up",
        "hip-thrust",
        "reverse-lunge",
        "crunch",
        "triceps-pushdown",
        "bulgarian-split-squat",
        "seated-row",
        "lat-pulldown",
        "step-up",
    }
)


def weigh(exercise: Exercise, repetitions: Sequence[Repetition], unfinished: int) -> float:
    """Return the seconds of fitting movement, less where much of it stayed unfinished.

    Parameters
    ----------
    exercise : Exercise
        Whose engine counted.
    repetitions : sequence of Repetition
        What it counted.
    unfinished : int
        How many movements it told apart as unfinished.
    """
    if not repetitions:
        return 0.0
    variant = _VARIANT if exercise.identifier in _VARIANTS else 1.0
    alone = _ALONE if count_agreeing(repetitions) < AGREEING else 1.0
    whole = len(repetitions)
    return alone * variant * sum(map(_fitting_s, repetitions)) * whole / (whole + unfinished)


def count_agreeing(repetitions: Sequence[Repetition]) -> int:
    """Return how many of the repetitions are alike in range and duration."""
    return sum(agree(repetitions, _ALIKE_AMPLITUDE, _ALIKE_DURATION))


def agree(repetitions: Sequence[Repetition], amplitude: float, duration: float) -> list[bool]:
    """Return of each repetition whether its range and duration differ from the median by these factors at most."""
    if not repetitions:
        return []
    usual = median(one.amplitude for one in repetitions)
    usual_s = median(one.duration_s for one in repetitions)
    return [
        _is_near(one.amplitude, usual, amplitude) and _is_near(one.duration_s, usual_s, duration)
        for one in repetitions
    ]


def _fitting_s(repetition: Repetition) -> float:
    fit = min(repetition.amplitude, 1.0) * repetition.score / 100
    return repetition.duration_s * fit * (1.0 if repetition.is_accurate else _INACCURATE)


def _is_near(value: float, usual: float, factor: float) -> bool:
    return usual <= factor * value and value <= factor * usual
