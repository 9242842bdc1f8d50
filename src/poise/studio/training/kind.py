"""Training among the activities."""

from __future__ import annotations

from poise.catalogue.translation import Language, translate
from poise.errors import CatalogueError
from poise.pose import Part
from poise.studio.activity.kind import ActivityKind
from poise.studio.coaching.results import CueEvent, HoldEvent, NoticeEvent, RepetitionEvent, UnfinishedEvent
from poise.studio.library.exercises import all_exercises
from poise.studio.library.programmes import all_programmes
from poise.studio.training.activity import TrainingActivity
from poise.studio.training.plan import TrainingPlan
from poise.studio.training.results import (
    RestBeganEvent,
    StepArmedEvent,
    StepBeganEvent,
    StepEndedEvent,
    TrainingDetails,
    TrainingEndedEvent,
    TrainingState,
)


def _with_steps(plan: TrainingPlan) -> TrainingPlan:
    """Return the plan with the sets of its programme, which may be changed or removed later."""
    if plan.steps:
        return plan
    programme = all_programmes().get(plan.programme)
    if programme is None:
        raise CatalogueError(f"There is no programme named {plan.programme}; choose one of the list.")
    return TrainingPlan.of(programme)


def _make(plan: TrainingPlan) -> TrainingActivity:
    plan, exercises = _with_steps(plan), all_exercises()
    for step in plan.steps:
        if step.exercise not in exercises:
            raise CatalogueError(f"There is no exercise named {step.exercise}; choose one of the catalogue.")
    return TrainingActivity(plan, exercises)


def _title(identifier: str, language: Language) -> str:
    """Return the name of a programme in a language, or its identifier as words."""
    programme = all_programmes().get(identifier)
    if programme is None:
        return identifier.replace("-", " ").capitalize()
    return translate(programme.name, language)


TRAINING = ActivityKind(
    plan=TrainingPlan,
    events=(
        StepBeganEvent,
        StepArmedEvent,
        StepEndedEvent,
        RestBeganEvent,
        TrainingEndedEvent,
        RepetitionEvent,
        CueEvent,
        NoticeEvent,
        HoldEvent,
        UnfinishedEvent,
    ),
    state=TrainingState,
    details=TrainingDetails,
    make=_make,
    needs=frozenset({Part.BODY}),
    subject=lambda plan: plan.programme,
    subject_name="programme",
    title=_title,
    logged=("attempted", "accurate", "steps_done"),
    lasting=_with_steps,
)
