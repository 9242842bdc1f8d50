"""Holding a pose as an activity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from poise.analysis.holding import CannotJudge, CorrectionDue, HoldBroken, HoldEngine, HoldEvent, HoldStarted
from poise.catalogue.poses import library
from poise.pose import Observation, Part, Pose
from poise.studio.activity.activity import Mark, Outcome
from poise.studio.holding.plan import HoldPosePlan
from poise.studio.holding.results import (
    UNSEEN_TEXTS,
    CorrectionEvent,
    CorrectionResult,
    DeviationResult,
    HoldAttempt,
    HoldGoalEvent,
    HoldPoseDetails,
    HoldState,
    PoseHeldEvent,
    UnseenEvent,
)
from poise.studio.library.own_exercises import own_title
from poise.studio.library.poses import find_pose

HoldPoseEvent = PoseHeldEvent | CorrectionEvent | UnseenEvent | HoldGoalEvent


class HoldPoseActivity:
    """Time how long a pose is held, and say what to change.

    Parameters
    ----------
    plan : HoldPosePlan
        Which pose, how long, how near.

    Raises
    ------
    CatalogueError
        If the pose is not there.
    """

    def __init__(self, plan: HoldPosePlan) -> None:
        self.plan = plan
        self._name, reference = _reference_of(plan)
        rivals = [one.pose for one in library().values() if one.identifier != plan.pose]
        self._engine = HoldEngine(
            reference, plan.level, mirror=plan.mirror, without=plan.without, rivals=rivals
        )
        self._is_resting = self._is_paused = self._is_reached = False

    def observe(self, seen: Observation) -> Sequence[HoldPoseEvent]:
        """Take what was seen next; in a pause and between attempts nothing counts."""
        if self._is_resting or self._is_paused:
            return ()
        said = self._say(self._engine.update(seen.pose(Part.BODY)))
        return [*said, *self._reach_goal(seen.time_s)]

    def mark(self, mark: Mark, time_s: float) -> Sequence[HoldPoseEvent]:
        """Take what the person did."""
        if mark in (Mark.PAUSE, Mark.SET_ENDS):
            self._is_paused |= mark is Mark.PAUSE
            self._is_resting |= mark is Mark.SET_ENDS
            return self._say(self._engine.pause(time_s))
        self._is_paused &= mark is not Mark.GO_ON
        self._is_resting &= mark is not Mark.SET_BEGINS
        return ()

    @property
    def state(self) -> HoldState:
        """The state of the moment."""
        return HoldState.of(
            self._engine.live,
            goal_s=self.plan.seconds,
            is_resting=self._is_resting,
            is_paused=self._is_paused,
        )

    def finish(self) -> Outcome:
        """End the session and return its result; nothing may be taken afterwards."""
        found = self._engine.finish()
        details = HoldPoseDetails(
            pose=self.plan.pose,
            name=self._name,
            level=self.plan.level,
            mirror=self.plan.mirror,
            goal_s=self.plan.seconds,
            reached=found.longest_s >= self.plan.seconds,
            hold_s=found.hold_s,
            longest_s=found.longest_s,
            score=found.score,
            best_score=found.best_score,
            attempts=tuple(map(HoldAttempt.of, found.attempts)),
            deviations=tuple(map(DeviationResult.of_deviation, found.deviations)),
            judged_s=found.judged_s,
            unjudged_s=found.unjudged_s,
        )
        measures = {
            "hold_s": found.hold_s,
            "longest_s": found.longest_s,
            "attempts": float(len(found.attempts)),
        }
        if found.score is not None:
            measures["score"] = found.score
        return Outcome(found.score, measures, details)

    def _reach_goal(self, time_s: float) -> list[HoldGoalEvent]:
        if self._is_reached or not self._engine.live.is_holding:
            return []
        self._is_reached = self._engine.live.hold_s >= self.plan.seconds
        return [HoldGoalEvent(time_s=round(time_s, 3), seconds=self.plan.seconds)] if self._is_reached else []

    def _say(self, events: Iterable[HoldEvent]) -> list[HoldPoseEvent]:
        return [_event(event, is_mirrored=self._engine.live.is_mirrored) for event in events]


def _event(event: HoldEvent, *, is_mirrored: bool) -> HoldPoseEvent:
    time_s = round(event.time_s, 3)
    match event:
        case HoldStarted():
            began_s = round(event.began_s, 3)
            return PoseHeldEvent(
                time_s=time_s,
                is_holding=True,
                began_s=began_s,
                hold_s=round(event.time_s - event.began_s, 3),
                mirrored=event.is_mirrored,
            )
        case HoldBroken():
            return PoseHeldEvent(
                time_s=time_s,
                is_holding=False,
                began_s=round(event.began_s, 3),
                hold_s=event.hold_s,
                mirrored=is_mirrored,
            )
        case CorrectionDue():
            return CorrectionEvent(time_s=time_s, correction=CorrectionResult.of(event.remark))
        case CannotJudge():
            return UnseenEvent(time_s=time_s, unseen=event.unseen, text=UNSEEN_TEXTS[event.unseen])


def _reference_of(plan: HoldPosePlan) -> tuple[str, Pose]:
    """Return name and landmarks of the pose that a plan asks for."""
    if plan.reference is not None:
        return own_title(plan.pose), plan.reference.pose()
    found = find_pose(plan.pose)
    return found.name, found.pose
