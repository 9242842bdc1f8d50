"""A pose held in front of a camera: the score of the moment, the seconds held, and what to change."""

from poise.analysis.holding.engine import HoldEngine
from poise.analysis.holding.record import (
    Attempt,
    CannotJudge,
    Correction,
    CorrectionDue,
    Deviation,
    HoldBroken,
    HoldEvent,
    HoldLive,
    HoldStarted,
    HoldSummary,
    Unseen,
)
from poise.analysis.holding.strictness import HOLD_SCORES, HoldScores

__all__ = [
    "HOLD_SCORES",
    "Attempt",
    "CannotJudge",
    "Correction",
    "CorrectionDue",
    "Deviation",
    "HoldBroken",
    "HoldEngine",
    "HoldEvent",
    "HoldLive",
    "HoldScores",
    "HoldStarted",
    "HoldSummary",
    "Unseen",
]
