"""What a held pose came to: seconds, scores, attempts, and what was most often off; and the events on the way."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, Self

from poise.analysis import holding as engine
from poise.analysis.comparison import Mirror, Remark
from poise.analysis.holding import Unseen
from poise.analysis.repetition import Level
from poise.catalogue.words import sentence
from poise.studio.activity.activity import ActivityEvent, LiveState
from poise.studio.results import Result, SessionDetails

Phase = Literal["looking", "holding", "resting"]

UNSEEN_TEXTS: Mapping[Unseen, str] = {
    "body": "Step back: I cannot see all of you.",
    "legs": "Step back: I cannot see your legs.",
    "arms": "I cannot see your arms.",
}


class CorrectionResult(Result):
    """One thing to change.

    Parameters
    ----------
    limb : str
        Such as ``"left_forearm"``, the person's own left.
    action : str
        ``"bend"``, ``"straighten"``, or where the limb's far end has to go.
    joints : tuple of str
        The joints to bend or straighten.
    amount_deg : float
        By about how much.
    text : str
        The same as a sentence.
    """

    limb: str
    action: str
    joints: tuple[str, ...]
    amount_deg: float
    text: str

    @classmethod
    def of(cls, remark: Remark) -> Self:
        """Return a remark with its words."""
        return cls(
            limb=remark.limb,
            action=remark.action,
            joints=remark.joints,
            amount_deg=remark.amount_deg,
            text=sentence(remark),
        )


class DeviationResult(CorrectionResult):
    """What was off, and for how many seconds."""

    seconds: float

    @classmethod
    def of_deviation(cls, deviation: engine.Deviation) -> Self:
        """Return a deviation with its words."""
        return cls(seconds=deviation.seconds, **dict(CorrectionResult.of(deviation.remark)))


class HoldAttempt(Result):
    """One hold.

    Parameters
    ----------
    start_s, end_s : float
        In the time of the session.
    hold_s : float
        Seconds that counted.
    score : float
        Mean over these, 0..100.
    mirrored : bool
        Whether it was done with the other side.
    """

    start_s: float
    end_s: float
    hold_s: float
    score: float
    mirrored: bool

    @classmethod
    def of(cls, attempt: engine.Attempt) -> Self:
        """Return what the engine timed."""
        return cls(
            start_s=attempt.start_s,
            end_s=attempt.end_s,
            hold_s=attempt.hold_s,
            score=attempt.score,
            mirrored=attempt.is_mirrored,
        )


class PoseHeldEvent(ActivityEvent):
    """A hold began (`began_s` says from when on it counts) or ended (after `hold_s` seconds)."""

    kind: Literal["pose-held"] = "pose-held"
    is_holding: bool
    began_s: float
    hold_s: float
    mirrored: bool


class CorrectionEvent(ActivityEvent):
    """Something to change, to be said now."""

    kind: Literal["correction"] = "correction"
    correction: CorrectionResult


class UnseenEvent(ActivityEvent):
    """The pose cannot be judged for a moment already, and why."""

    kind: Literal["unseen"] = "unseen"
    unseen: Unseen
    text: str


class HoldGoalEvent(ActivityEvent):
    """The pose was held as long as planned, at a stretch; said once."""

    kind: Literal["hold-goal"] = "hold-goal"
    seconds: float


class HoldState(LiveState):
    """The state of the moment.

    Parameters
    ----------
    phase : str
        ``"looking"`` (no hold stands), ``"holding"``, ``"resting"`` (ended or not begun by the person).
    paused : bool
        Whether the person paused.
    score : float or None
        Smoothed, 0..100; None where the pose cannot be judged.
    hold_s, total_s, longest_s : float
        Seconds of the present hold (or the last one), in all, and of the longest.
    goal_s : float
        What the plan asks for.
    mirrored : bool
        Whether the other side is compared.
    unseen : str or None
        Why the pose cannot be judged.
    correction : CorrectionResult or None
        What to change.
    off_limbs : tuple of str
        The limbs that are clearly off, the largest error first.
    """

    kind: Literal["hold-pose"] = "hold-pose"
    phase: Phase
    paused: bool
    score: float | None
    hold_s: float
    total_s: float
    longest_s: float
    goal_s: float
    mirrored: bool
    unseen: Unseen | None
    correction: CorrectionResult | None
    off_limbs: tuple[str, ...]

    @classmethod
    def of(cls, live: engine.HoldLive, *, goal_s: float, is_resting: bool, is_paused: bool) -> Self:
        """Return the state of an engine."""
        phase: Phase = "resting" if is_resting else "holding" if live.is_holding else "looking"
        return cls(
            phase=phase,
            paused=is_paused,
            score=None if math.isnan(live.score) else round(live.score, 1),
            hold_s=round(live.hold_s, 2),
            total_s=round(live.total_s, 2),
            longest_s=round(live.longest_s, 2),
            goal_s=goal_s,
            mirrored=live.is_mirrored,
            unseen=live.unseen,
            correction=CorrectionResult.of(live.correction.remark) if live.correction else None,
            off_limbs=live.off_limbs,
        )


class HoldPoseDetails(SessionDetails):
    """All that was held.

    Parameters
    ----------
    pose, name : str
        Identifier and name of the pose.
    goal_s : float
        Seconds that were planned at a stretch.
    reached : bool
        Whether one hold was that long.
    hold_s, longest_s : float
        Seconds held in all, and of the longest hold.
    score : float or None
        Mean over the seconds held, 0..100; None where nothing was.
    best_score : float or None
        Highest of a moment; None where nothing could be judged.
    attempts : tuple of HoldAttempt
        In the order of time.
    deviations : tuple of DeviationResult
        What was most often off, the longest first.
    judged_s, unjudged_s : float
        Seconds in which the pose could be judged, and in which it could not.
    """

    kind: Literal["hold-pose"] = "hold-pose"
    pose: str
    name: str
    level: Level
    mirror: Mirror
    goal_s: float
    reached: bool
    hold_s: float
    longest_s: float
    score: float | None
    best_score: float | None
    attempts: tuple[HoldAttempt, ...]
    deviations: tuple[DeviationResult, ...]
    judged_s: float
    unjudged_s: float
