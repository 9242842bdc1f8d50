"""Whatever somebody does and marks, in any order: nothing breaks, nothing is lost, and a replay is what was live."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.studio.training.course import Course

from poise.studio.activities import BUILT_IN
from poise.studio.coaching.plan import SetTarget
from poise.studio.live import LiveSession, Mark, decode_items, encode_item
from poise.studio.training.plan import TrainingPlan, TrainingStep
from poise.studio.training.results import (
    RestBeganEvent,
    StepArmedEvent,
    StepBeganEvent,
    StepEndedEvent,
    TrainingDetails,
    TrainingState,
)

SIZE = (640, 640)
TARGETS = st.sampled_from(
    [SetTarget(repetitions=1), SetTarget(accurate=2), SetTarget(seconds=1.0), SetTarget(seconds=30.0)]
)
STEPS = st.builds(
    TrainingStep,
    exercise=st.sampled_from(["squat", "plank", "wall-sit", "sit-up"]),
    target=TARGETS,
    rest_s=st.sampled_from([0.0, 1.0, 5.0]),
)
PLANS = st.lists(STEPS, max_size=4).map(lambda steps: TrainingPlan(programme="core", steps=tuple(steps)))
PIECES = st.one_of(
    st.sampled_from(Mark).map(lambda mark: ("say", mark)),
    st.tuples(st.just("squats"), st.integers(1, 2)),
    st.tuples(st.sampled_from(["stand", "nobody", "gap"]), st.sampled_from([0.2, 1.5, 6.0])),
)


def played(pieces: list[tuple[str, object]]) -> Course:
    course = Course()
    for name, value in pieces:
        getattr(course, name)(value)
    return course


COURSES = st.lists(PIECES, max_size=14)


def session(plan: TrainingPlan) -> LiveSession:
    return LiveSession(BUILT_IN.make(plan), SIZE)


@settings(max_examples=60, deadline=None)
@given(PLANS, COURSES)
def test_no_order_of_marks_breaks_a_training(plan: TrainingPlan, pieces: list[tuple[str, object]]) -> None:
    live, course = session(plan), played(pieces)
    steps = BUILT_IN.kind("training").lasting(plan).steps
    for item in course.items:
        live.take(item)
        state = live.state
        assert isinstance(state, TrainingState)
        assert 0 <= state.step <= state.steps == len(steps)
        assert (state.step == 0) == (state.phase == "finished")
        assert (state.set is not None) == (state.phase in ("announced", "working"))
        longer_s = 15.0 * pieces.count(("say", Mark.MORE_REST))
        assert 0 <= state.rest_left_s <= max(one.rest_s for one in steps) + longer_s
    outcome = live.finish()
    details = outcome.details
    assert isinstance(details, TrainingDetails)
    assert details.steps_done <= details.steps == len(steps)
    for name in ("attempted", "accurate", "unfinished"):
        assert getattr(details, name) == sum(getattr(part, name) for part in details.parts)
    assert all(math.isfinite(value) for value in outcome.measures.values())
    assert BUILT_IN.read_details("training", details.document()) == details


@settings(max_examples=60, deadline=None)
@given(PLANS, COURSES)
def test_each_set_that_begins_ends_before_the_next_and_nothing_counts_between(
    plan: TrainingPlan, pieces: list[tuple[str, object]]
) -> None:
    live, course = session(plan), played(pieces)
    live.take_all(course.items)
    live.finish()
    present = 0
    for one in (numbered.event for numbered in live.events):
        match one:
            case StepBeganEvent():
                assert present == 0
                present = one.step
            case StepArmedEvent() | StepEndedEvent():
                assert one.step == present
                present = present if isinstance(one, StepArmedEvent) else 0
            case RestBeganEvent():
                assert present == 0
                assert one.seconds > 0
            case _:
                assert (present == 0) == (one.kind == "training-ended")
    assert present == 0
    times = [numbered.event.time_s for numbered in live.events]
    assert all(later >= sooner for sooner, later in pairwise(times))
    assert [one.number for one in live.events] == list(range(len(live.events)))


@settings(max_examples=40, deadline=None)
@given(PLANS, COURSES, st.floats(0, 1))
def test_a_training_that_is_replayed_from_its_bytes_goes_on_as_if_nothing_had_happened(
    plan: TrainingPlan, pieces: list[tuple[str, object]], share: float
) -> None:
    course = played(pieces)
    kept = BUILT_IN.kind("training").lasting(plan)
    whole, resumed = session(plan), session(BUILT_IN.read_plan(kept.document()))  # type: ignore[arg-type]
    cut = round(share * len(course.items))
    whole.take_all(course.items)
    resumed.take_all(decode_items(b"".join(encode_item(item) for item in course.items[:cut])))
    resumed.take_all(decode_items(b"".join(encode_item(item) for item in course.items[cut:])))
    assert resumed.events == whole.events
    assert resumed.state == whole.state
    assert resumed.finish() == whole.finish()


@pytest.mark.parametrize("mark", Mark)
def test_each_mark_may_be_the_only_thing_that_ever_happens(mark: Mark) -> None:
    live = session(TrainingPlan(programme="core"))
    live.take_all(Course().say(mark).say(mark).items)
    assert live.finish().score is None
