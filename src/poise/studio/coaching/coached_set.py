"""A set that was counted and judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poise.analysis.repetition import Exercise, SetSummary
from poise.studio.estimating.estimate import Estimate

if TYPE_CHECKING:
    from poise.studio.activity.activity import ActivityEvent


@dataclass(frozen=True)
class CoachedSet:
    """A set that was counted and judged.

    Parameters
    ----------
    exercise : Exercise
        What it was judged as.
    summary : SetSummary
        Counts, repetitions, notices.
    events : tuple of ActivityEvent
        Everything that was said, in the order of time, as a live session says it.
    estimate : Estimate
        The poses it rests on.
    is_recognised : bool
        Whether the exercise was recognised rather than chosen.
    span_s : (float, float) or None
        From when to when the set lasts in its medium; None where that is one set.
    """

    exercise: Exercise
    summary: SetSummary
    events: tuple[ActivityEvent, ...]
    estimate: Estimate
    is_recognised: bool = False
    span_s: tuple[float, float] | None = None
