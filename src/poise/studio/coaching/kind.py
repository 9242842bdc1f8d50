"""Coaching among the activities."""

from __future__ import annotations

from poise.errors import CatalogueError
from poise.pose import Part
from poise.studio.activity.kind import ActivityKind
from poise.studio.coaching.activity import CoachingActivity
from poise.studio.coaching.plan import CoachingPlan
from poise.studio.coaching.results import CueEvent, HoldEvent, NoticeEvent, RepetitionEvent, UnfinishedEvent
from poise.studio.coaching.session_results import CoachingDetails, CoachingState, SetEvent, TargetEvent
from poise.studio.library.exercises import all_exercises
from poise.studio.library.titles import exercise_title


def _make(plan: CoachingPlan) -> CoachingActivity:
    exercise = all_exercises().get(plan.exercise)
    if exercise is None:
        raise CatalogueError(f"There is no exercise named {plan.exercise}; choose one of the catalogue.")
    return CoachingActivity(exercise, plan.level, plan.target)


COACHING = ActivityKind(
    plan=CoachingPlan,
    events=(RepetitionEvent, CueEvent, NoticeEvent, HoldEvent, UnfinishedEvent, SetEvent, TargetEvent),
    state=CoachingState,
    details=CoachingDetails,
    make=_make,
    needs=frozenset({Part.BODY}),
    subject=lambda plan: plan.exercise,
    subject_name="exercise",
    title=exercise_title,
    logged=("attempted", "accurate"),
    is_correctable=True,
)
