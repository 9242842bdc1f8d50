"""A held pose as progress counts it."""

from __future__ import annotations

from poise.studio.activity.done import DoneExercise, DoneSet
from poise.studio.holding.results import HoldPoseDetails


def done_exercises(details: HoldPoseDetails) -> tuple[DoneExercise, ...]:
    """Return what was held: all attempts together are one set."""
    return (DoneExercise(details.pose, details.score, (DoneSet("1", 0, 0, details.hold_s),)),)
