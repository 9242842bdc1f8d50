"""Holding a pose among the activities."""

from __future__ import annotations

from poise.catalogue.poses import library
from poise.pose import Part
from poise.store import Account, Store
from poise.studio.activity.kind import ActivityKind
from poise.studio.holding.activity import HoldPoseActivity
from poise.studio.holding.done import done_exercises
from poise.studio.holding.plan import HoldPosePlan
from poise.studio.holding.results import (
    CorrectionEvent,
    HoldGoalEvent,
    HoldPoseDetails,
    HoldState,
    PoseHeldEvent,
    UnseenEvent,
)
from poise.studio.library.own_poses import own_poses
from poise.studio.library.poses import find_pose
from poise.studio.library.reference_landmarks import ReferenceLandmarks
from poise.studio.library.titles import pose_title


def _with_reference(plan: HoldPosePlan) -> HoldPosePlan:
    """Return the plan with the landmarks of one's own pose, which may be removed later."""
    if plan.reference is not None or plan.pose in library():
        return plan
    reference = ReferenceLandmarks.of(find_pose(plan.pose).pose)
    return plan.model_copy(update={"reference": reference})


async def _complete(store: Store, account: Account, plan: HoldPosePlan) -> HoldPosePlan:
    """Return the plan with the landmarks of a pose that the account keeps in the store."""
    if plan.reference is not None or plan.pose in library():
        return plan
    kept = (await own_poses(store, account)).get(plan.pose)
    return plan if kept is None else plan.model_copy(update={"reference": ReferenceLandmarks.of(kept.pose)})


HOLD_POSE = ActivityKind(
    plan=HoldPosePlan,
    events=(PoseHeldEvent, CorrectionEvent, UnseenEvent, HoldGoalEvent),
    state=HoldState,
    details=HoldPoseDetails,
    make=HoldPoseActivity,
    needs=frozenset({Part.BODY}),
    subject=lambda plan: plan.pose,
    subject_name="pose",
    title=pose_title,
    logged=("attempts",),
    lasting=_with_reference,
    complete=_complete,
    done=done_exercises,
)
