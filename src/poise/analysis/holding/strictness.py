"""From which score a pose counts as held, for each level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from poise.analysis.repetition import Level


@dataclass(frozen=True, slots=True)
class HoldScores:
    """The scores between which a hold begins and ends.

    Parameters
    ----------
    enter : float
        From this score on, 0..100, the pose is taken.
    leave : float
        Below this one it is left. What lies between keeps a hold and begins none.
    """

    enter: float
    leave: float


# A well-seen limb that is off by more than 35 degrees caps the score at 75, one that is off by more than 25 at 85 (see
# `poise.analysis.comparison.score`): the standard level demands that no limb is off by more than the first, the strict
# one by more than the second. For beginners the poses
# may differ as two people's do who take the same one (median 80 on photographs), and half as much again.
HOLD_SCORES: Mapping[Level, HoldScores] = MappingProxyType(
    {
        Level.BEGINNER: HoldScores(66.0, 58.0),
        Level.STANDARD: HoldScores(76.0, 70.0),
        Level.STRICT: HoldScores(86.0, 80.0),
    }
)
