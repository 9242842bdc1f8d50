"""The engine of a held pose: poses in, holds and corrections out."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

import numpy as np

from poise.analysis.comparison import BodyPart, Mirror
from poise.analysis.holding.corrections import Corrections
from poise.analysis.holding.judge import Moment, PoseJudge
from poise.analysis.holding.record import (
    CannotJudge,
    CorrectionDue,
    HoldBroken,
    HoldEvent,
    HoldLive,
    HoldStarted,
    HoldSummary,
)
from poise.analysis.holding.strictness import HOLD_SCORES
from poise.analysis.holding.timer import HoldTimer
from poise.analysis.measuring.unseen import MAX_STEP_S
from poise.analysis.repetition import Level
from poise.errors import PoseError
from poise.pose import FloatArray, Pose
from poise.pose.smoothing import OneEuro

# Somebody whose score is lower is on the way into the pose, or out of it: nothing is corrected.
_TRIES_FROM_SCORE = 50.0
# So long nothing can be judged before that is said, and so long it is not said again.
_BLIND_S, _BLIND_AGAIN_S = 1.0, 8.0
# Who holds a pose stays where they are. A body that appears farther away than this share of its size, or so much larger
# or smaller, is somebody else, or the film was cut.
_JUMP_SHARE, _JUMP_SIZE = 0.35, 1.6


class HoldEngine:
    """Judge a held pose, causally: what it says depends on the poses so far and on nothing else.

    Parameters
    ----------
    reference : Pose
        What is to be held, over BLAZEPOSE_33.
    level : Level
        How near the pose has to be.
    mirror : Mirror
        Whether the other side may be used.
    without : collection of BodyPart
        What of the person is missing or held, and is never judged.
    rivals : iterable of Pose
        Poses that must not be taken for the reference, such as standing upright.

    Examples
    --------
    >>> from poise.catalogue.poses import library
    >>> engine = HoldEngine(library()["mountain"].pose)
    >>> engine.finish().hold_s
    0.0
    """

    def __init__(
        self,
        reference: Pose,
        level: Level = Level.STANDARD,
        *,
        mirror: Mirror = Mirror.ALLOWED,
        without: Collection[BodyPart] = (),
        rivals: Iterable[Pose] = (),
    ) -> None:
        self._scores = HOLD_SCORES[level]
        self._judge = PoseJudge(reference, mirror=mirror, without=without, rivals=rivals)
        self._timer, self._corrections, self._smooth = HoldTimer(self._scores), Corrections(), OneEuro()
        self._moment = Moment()
        self._score = self._time_s = self._best = math.nan
        self._place: FloatArray | None = None
        self._judged_s = self._unjudged_s = self._blind_s = 0.0
        self._blind_said_s = -math.inf

    def update(self, pose: Pose) -> list[HoldEvent]:
        """Take the next pose, of somebody or of nobody, and return what happened.

        Raises
        ------
        PoseError
            If the pose has another skeleton, or is not later than the one before.
        """
        if not pose.time_s > self._time_s and not math.isnan(self._time_s):
            raise PoseError(f"poses must come in the order of time, and {pose.time_s} s is not later.")
        step_s = self._step_to(pose.time_s)
        self._moment = self._judge.judge(pose)
        events = self._break_at_jump(pose)
        self._score = float(self._smooth.update(self._moment.score, pose.time_s))
        self._sum_up(step_s)
        events += self._hold(pose.time_s)
        events += self._correct(pose.time_s, step_s)
        return events + self._look(pose.time_s, step_s)

    def pause(self, time_s: float) -> list[HoldEvent]:
        """End a hold that stands, at a time: nobody is to be looked at until the next pose."""
        stood = self._timer.stop()
        self._corrections.forget()
        self._blind_s = 0.0
        return [self._broken(time_s)] if stood else []

    @property
    def live(self) -> HoldLive:
        """The state of the moment."""
        return HoldLive(
            score=self._score,
            is_holding=self._timer.is_holding,
            hold_s=self._timer.present_s,
            total_s=self._timer.total_s,
            longest_s=self._timer.longest_s,
            is_mirrored=self._moment.is_mirrored,
            unseen=self._moment.unseen,
            correction=self._corrections.now,
            off_limbs=self._moment.off_limbs if self._is_trying else (),
        )

    def finish(self) -> HoldSummary:
        """End what stands and return all that was held; nothing may be taken afterwards."""
        self._timer.stop()
        attempts = tuple(self._timer.attempts)
        total_s = sum(one.hold_s for one in attempts)
        score = sum(one.hold_s * one.score for one in attempts) / total_s if total_s > 0 else None
        return HoldSummary(
            attempts=attempts,
            hold_s=round(total_s, 3),
            longest_s=round(max((one.hold_s for one in attempts), default=0.0), 3),
            score=None if score is None else round(score, 1),
            best_score=None if math.isnan(self._best) else round(self._best, 1),
            deviations=self._corrections.deviations(),
            judged_s=round(self._judged_s, 3),
            unjudged_s=round(self._unjudged_s, 3),
        )

    @property
    def _is_trying(self) -> bool:
        return self._score >= _TRIES_FROM_SCORE

    def _step_to(self, time_s: float) -> float:
        """Return the seconds since the pose before that are known of: none after a gap."""
        step_s = 0.0 if math.isnan(self._time_s) else time_s - self._time_s
        self._time_s = time_s
        if step_s <= MAX_STEP_S:
            return step_s
        self._unjudged_s += step_s
        self._begin_again()
        return 0.0

    def _begin_again(self) -> None:
        """Smooth nothing over a gap or a cut, and let no correction last over it."""
        self._smooth = OneEuro()
        self._corrections.forget()

    def _break_at_jump(self, pose: Pose) -> list[HoldEvent]:
        if not self._moment.score >= self._scores.leave:
            return []  # a frame in which the body was misread is no jump
        place, before = _place_of(pose), self._place
        self._place = place
        if before is None or place is None or not _is_jump(before, place):
            return []
        self._begin_again()
        return [self._broken(pose.time_s)] if self._timer.stop() else []

    def _sum_up(self, step_s: float) -> None:
        if math.isnan(self._score):
            self._unjudged_s += step_s
        else:
            self._judged_s += step_s
            self._best = float(np.fmax(self._best, self._score))

    def _hold(self, time_s: float) -> list[HoldEvent]:
        ended = len(self._timer.attempts)
        was_holding = self._timer.is_holding
        self._timer.update(time_s, self._score, self._moment.is_mirrored)
        events: list[HoldEvent] = []
        if len(self._timer.attempts) > ended:
            events.append(self._broken(time_s))
        if self._timer.is_holding and (not was_holding or events):
            events.append(HoldStarted(time_s, self._timer.began_s, self._moment.is_mirrored))
        return events

    def _broken(self, time_s: float) -> HoldBroken:
        attempt = self._timer.attempts[-1]
        return HoldBroken(time_s, attempt.start_s, attempt.hold_s)

    def _correct(self, time_s: float, step_s: float) -> list[HoldEvent]:
        remarks = self._moment.remarks if self._is_trying else ()
        remark = self._corrections.update(time_s, step_s, remarks)
        return [CorrectionDue(time_s, remark)] if remark is not None else []

    def _look(self, time_s: float, step_s: float) -> list[HoldEvent]:
        if self._moment.unseen is None:
            self._blind_s = 0.0
            return []
        self._blind_s += step_s
        if self._blind_s < _BLIND_S or time_s - self._blind_said_s < _BLIND_AGAIN_S:
            return []
        self._blind_said_s = time_s
        return [CannotJudge(time_s, self._moment.unseen)]


def _place_of(pose: Pose) -> FloatArray | None:
    """Return the middle and the size of a body in its picture, (x, y, size) in pixels."""
    points = pose.image[np.isfinite(pose.image[:, :2]).all(axis=1), :2]
    if not len(points):
        return None
    low, high = points.min(axis=0), points.max(axis=0)
    return np.append((low + high) / 2.0, np.linalg.norm(high - low))


def _is_jump(before: FloatArray, after: FloatArray) -> bool:
    size, other = sorted((float(before[2]), float(after[2])))
    distance = float(np.linalg.norm(after[:2] - before[:2]))
    return distance > _JUMP_SHARE * other or other > _JUMP_SIZE * size
