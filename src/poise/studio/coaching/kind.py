"""Coaching among the activities."""

from __future__ import annotations

from dataclasses import replace

from poise.analysis.repetition import Exercise
from poise.catalogue import exercise_of_text
from poise.errors import CatalogueError
from poise.pose import Part
from poise.store import Account, Store
from poise.studio.activity.kind import ActivityKind
from poise.studio.coaching.activity import CoachingActivity
from poise.studio.coaching.done import done_exercises
from poise.studio.coaching.plan import CoachingPlan
from poise.studio.coaching.results import CueEvent, HoldEvent, NoticeEvent, RepetitionEvent, UnfinishedEvent
from poise.studio.coaching.session_results import CoachingDetails, CoachingState, SetEvent, TargetEvent
from poise.studio.library.exercises import all_exercises
from poise.studio.library.own_exercises import find_definition
from poise.studio.library.titles import exercise_title


def _make(plan: CoachingPlan) -> CoachingActivity:
    return CoachingActivity(exercise_of(plan), plan.level, plan.target)


def exercise_of(plan: CoachingPlan) -> Exercise:
    """Return the exercise of a plan.

    Raises
    ------
    CatalogueError
        If it is not, or no longer, there.
    """
    if plan.definition:
        return replace(exercise_of_text(plan.definition), identifier=plan.exercise)
    exercise = all_exercises().get(plan.exercise)
    if exercise is None:
        raise CatalogueError(f"There is no exercise named {plan.exercise}; choose one of the catalogue.")
    return exercise


async def _complete(store: Store, account: Account, plan: CoachingPlan) -> CoachingPlan:
    """Return the plan with the definition of an exercise that is not of the catalogue."""
    if plan.definition or plan.exercise in all_exercises():
        return plan
    return plan.model_copy(update={"definition": await find_definition(store, account, plan.exercise)})


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
    complete=_complete,
    done=done_exercises,
)
