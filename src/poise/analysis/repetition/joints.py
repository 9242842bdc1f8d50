"""Which joints an exercise is counted and judged by."""

from __future__ import annotations

from poise.analysis.measuring.measures import MEASURES
from poise.analysis.repetition.exercise import Exercise, Severity

_HEAD_TO_FOOT = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")


def joints_of(exercise: Exercise) -> tuple[str, ...]:
    """Return the joints that an exercise is counted and judged by, without their sides, from head to foot.

    Parameters
    ----------
    exercise : Exercise
        Any exercise of a catalogue.

    Returns
    -------
    tuple of str
        Names of keypoints without ``left_`` and ``right_``, as ``"shoulder"`` and ``"ankle"``.
        What only a confirmation or a minor fault looks at is left out: unseen, it refuses nothing.
    """
    names = {signal.measure for signal in exercise.signals}
    names |= {bound.measure for bound in (*exercise.posture, *exercise.zone)}
    names |= {rule.measure for rule in exercise.rules if rule.severity is Severity.MAJOR}
    points = {point.removeprefix("*_") for name in names for point in MEASURES[name].points}
    return tuple(joint for joint in _HEAD_TO_FOOT if joint in points)
