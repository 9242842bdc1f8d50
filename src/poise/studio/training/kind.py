"""Training among the activities."""

from __future__ import annotations

from dataclasses import replace

from poise.catalogue import exercise_of_text
from poise.catalogue.translation import Language, translate
from poise.errors import CatalogueError, NotThere
from poise.pose import Part
from poise.store import Account, Store
from poise.studio.activity.kind import ActivityKind
from poise.studio.coaching.results import CueEvent, HoldEvent, NoticeEvent, RepetitionEvent, UnfinishedEvent
from poise.studio.library.exercises import all_exercises
from poise.studio.library.own_exercises import find_definition, own_title
from poise.studio.library.own_programmes import find_programme_for
from poise.studio.library.programmes import all_programmes
from poise.studio.training.activity import TrainingActivity
from poise.studio.training.done import done_exercises
from poise.studio.training.plan import MAX_DEFINITIONS, TrainingPlan
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


async def _complete(store: Store, account: Account, plan: TrainingPlan) -> TrainingPlan:
    """Return the plan with the sets of a programme, and the files of exercises, that are kept in the store."""
    if not plan.steps and plan.programme not in all_programmes():
        try:
            programme, _ = await find_programme_for(store, account, plan.programme)
        except NotThere:
            return plan
        plan = plan.model_copy(update={"steps": TrainingPlan.of(programme).steps})
    missing = {step.exercise for step in plan.steps} - set(all_exercises()) - set(plan.definitions)
    found = {name: await find_definition(store, account, name) for name in sorted(missing)[:MAX_DEFINITIONS]}
    definitions = {**plan.definitions, **{name: text for name, text in found.items() if text}}
    return plan.model_copy(update={"definitions": definitions})


def _make(plan: TrainingPlan) -> TrainingActivity:
    own = {name: replace(exercise_of_text(text), identifier=name) for name, text in plan.definitions.items()}
    plan, exercises = _with_steps(plan), {**all_exercises(), **own}
    for step in plan.steps:
        if step.exercise not in exercises:
            raise CatalogueError(f"There is no exercise named {step.exercise}; choose one of the catalogue.")
    return TrainingActivity(plan, exercises)


def _title(identifier: str, language: Language) -> str:
    """Return the name of a programme in a language, or its identifier as words."""
    programme = all_programmes().get(identifier)
    if programme is None:
        return own_title(identifier)
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
    complete=_complete,
    done=done_exercises,
)
