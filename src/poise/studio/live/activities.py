"""From a plan to its activity: the one table of them."""

from __future__ import annotations

from poise.errors import CatalogueError
from poise.studio.live.activity import Activity
from poise.studio.plans import CoachingPlan, HoldPosePlan, Plan


def activity_of(plan: Plan) -> Activity:
    """Return the activity of a plan, before its first observation.

    Raises
    ------
    CatalogueError
        If its exercise or pose is not, or no longer, there.
    """
    match plan:
        case CoachingPlan():
            return _coaching(plan)
        case HoldPosePlan():
            return _hold_pose(plan)


# Activities are imported when one is first made: they are written against the modules of this package.
def _coaching(plan: CoachingPlan) -> Activity:
    from poise.studio.coaching.activity import CoachingActivity
    from poise.studio.library.exercises import all_exercises

    exercise = all_exercises().get(plan.exercise)
    if exercise is None:
        raise CatalogueError(f"There is no exercise named {plan.exercise}; choose one of the catalogue.")
    return CoachingActivity(exercise, plan.level, plan.target)


def _hold_pose(plan: HoldPosePlan) -> Activity:
    from poise.studio.holding.activity import HoldPoseActivity

    return HoldPoseActivity(plan)
