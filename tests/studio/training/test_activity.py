"""The course of a training: what is announced, armed, done, rested and said, whatever the person does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.analysis.repetition.figure import film, squats
from tests.studio.training.course import Course

from poise.analysis.repetition import Engine
from poise.catalogue import catalogue
from poise.catalogue.programmes import (
    Amount,
    Block,
    BlockKind,
    Programme,
    ProgrammeExercise,
    Side,
    programmes,
)
from poise.errors import CatalogueError
from poise.pose import PoseSequence
from poise.studio.activities import BUILT_IN
from poise.studio.activity.activity import ActivityEvent
from poise.studio.coaching.plan import SetTarget
from poise.studio.live import LiveSession, Mark
from poise.studio.live.playback import observations, play
from poise.studio.training.plan import TrainingPlan, TrainingStep
from poise.studio.training.results import (
    RestBeganEvent,
    StepArmedEvent,
    StepBeganEvent,
    StepEndedEvent,
    TrainingDetails,
    TrainingEndedEvent,
    TrainingState,
    mean_score,
)

SIZE = (640, 640)
COURSE = (StepBeganEvent, StepArmedEvent, StepEndedEvent, RestBeganEvent, TrainingEndedEvent)


def step(exercise: str = "squat", *, rest_s: float = 0.0, **target: Any) -> TrainingStep:
    return TrainingStep(exercise=exercise, target=SetTarget(**(target or {"repetitions": 2})), rest_s=rest_s)


def session(*steps: TrainingStep) -> LiveSession:
    return LiveSession(BUILT_IN.make(TrainingPlan(programme="mine", steps=steps)), SIZE)


def after(course: Course, *steps: TrainingStep) -> LiveSession:
    live = session(*steps)
    live.take_all(course.items)
    return live


def said(live: LiveSession) -> list[ActivityEvent]:
    return [one.event for one in live.events]


def course_of(events: Sequence[ActivityEvent]) -> list[str]:
    """Return what happened to the steps: "2 began", "2 armed", "2 reached", "rest 30", "ended 1/2"."""
    words = []
    for event in events:
        match event:
            case StepBeganEvent():
                words.append(f"{event.step} began")
            case StepArmedEvent():
                words.append(f"{event.step} armed")
            case StepEndedEvent():
                words.append(f"{event.step} {event.ended} {event.attempted}")
            case RestBeganEvent():
                words.append(f"rest {event.seconds:g}")
            case TrainingEndedEvent():
                words.append(f"ended {event.steps_done}/{event.steps}")
    return words


def state(live: LiveSession) -> TrainingState:
    assert isinstance(live.state, TrainingState)
    return live.state


def result(live: LiveSession) -> TrainingDetails:
    details = live.finish().details
    assert isinstance(details, TrainingDetails)
    return details


TWO = (step(rest_s=5), step())
BEGUN = ["1 began", "1 armed"]
COURSES: dict[str, tuple[Course, list[str]]] = {
    "a set ends by itself, the rest starts the next one by itself, and then all is over": (
        Course().squats(2).stand(6).squats(2),
        [*BEGUN, "1 reached 2", "rest 5", "2 began", "2 armed", "2 reached 2", "ended 2/2"],
    ),
    "what is done in a rest does not count": (
        Course().squats(4).stand(3).squats(2),
        [*BEGUN, "1 reached 2", "rest 5", "2 began", "2 armed", "2 reached 2", "ended 2/2"],
    ),
    "a set begins only when somebody is there": (
        Course().nobody(5).stand(1).squats(2),
        [*BEGUN, "1 reached 2", "rest 5"],
    ),
    "the person ends a set early and rests": (
        Course().squats(1).say(Mark.SET_ENDS).stand(6),
        [*BEGUN, "1 stopped 1", "rest 5", "2 began", "2 armed"],
    ),
    "who ends a set in which nothing was done needs no rest": (
        Course().stand(1).say(Mark.SET_ENDS).stand(1),
        [*BEGUN, "1 stopped 0", "2 began", "2 armed"],
    ),
    "the person ends a rest": (
        Course().squats(2).stand(1).say(Mark.SET_BEGINS).stand(1),
        [*BEGUN, "1 reached 2", "rest 5", "2 began", "2 armed"],
    ),
    "skipping in a rest ends it": (
        Course().squats(2).stand(1).say(Mark.SKIP).stand(1),
        [*BEGUN, "1 reached 2", "rest 5", "2 began", "2 armed"],
    ),
    "skipping in a set goes to the next without a rest": (
        Course().squats(1).say(Mark.SKIP).squats(2),
        [*BEGUN, "1 skipped 1", "2 began", "2 armed", "2 reached 2", "ended 1/2"],
    ),
    "skipping the last set ends the training": (
        Course().squats(2).say(Mark.SKIP).stand(1).say(Mark.SKIP).stand(1),
        [*BEGUN, "1 reached 2", "rest 5", "2 began", "2 armed", "2 skipped 0", "ended 1/2"],
    ),
    "repeating in a set begins it again": (
        Course().squats(1).say(Mark.REPEAT).squats(2),
        [*BEGUN, "1 repeated 1", "1 began", "1 armed", "1 reached 2", "rest 5"],
    ),
    "repeating in a rest does the set before it again": (
        Course().squats(2).stand(1).say(Mark.REPEAT).squats(2),
        [*BEGUN, "1 reached 2", "rest 5", "1 began", "1 armed", "1 reached 2", "rest 5"],
    ),
    "repeating a set that has not begun goes back to the one before": (
        Course().squats(2).say(Mark.SKIP).say(Mark.REPEAT).stand(1),
        [*BEGUN, "1 reached 2", "rest 5", "2 began", "2 skipped 0", "1 began", "1 armed"],
    ),
    "repeating after the end does the last set again": (
        Course().squats(2).say(Mark.SKIP).squats(2).say(Mark.REPEAT).squats(2),
        [*BEGUN, "1 reached 2", "rest 5", "2 began", "2 armed", "2 reached 2", "ended 2/2",
         "2 began", "2 armed", "2 reached 2", "ended 2/2"],
    ),
    "finishing ends all": (
        Course().squats(1).say(Mark.FINISH).squats(2),
        [*BEGUN, "1 finished 1", "ended 0/2"],
    ),
    "finishing in a rest ends all": (
        Course().squats(2).say(Mark.FINISH).stand(7),
        [*BEGUN, "1 reached 2", "rest 5", "ended 1/2"],
    ),
    "a rest does not go on in a pause": (
        Course().squats(2).say(Mark.PAUSE).stand(9).say(Mark.GO_ON).stand(3),
        [*BEGUN, "1 reached 2", "rest 5"],
    ),
    "nothing counts in a pause": (
        Course().squats(1).say(Mark.PAUSE).squats(3).say(Mark.GO_ON).squats(1),
        [*BEGUN, "1 reached 2", "rest 5"],
    ),
    "any other mark than a pause ends a pause": (
        Course().squats(2).say(Mark.PAUSE).stand(9).say(Mark.SKIP).squats(2),
        [*BEGUN, "1 reached 2", "rest 5", "2 began", "2 armed", "2 reached 2", "ended 2/2"],
    ),
    "a rest is over when nobody was looked at for longer than it": (
        Course().squats(2).gap(60).stand(1),
        [*BEGUN, "1 reached 2", "rest 5", "2 began", "2 armed"],
    ),
    "a person makes a rest longer, and it is over that much later": (
        Course().squats(2).say(Mark.MORE_REST).stand(17).stand(4),
        [*BEGUN, "1 reached 2", "rest 5", "2 began", "2 armed"],
    ),
    "more rest in a set means nothing": (
        Course().squats(1).say(Mark.MORE_REST).squats(1),
        [*BEGUN, "1 reached 2", "rest 5"],
    ),
    "a set goes on after a gap in it": (
        Course().squats(1).gap(60).squats(1),
        [*BEGUN, "1 reached 2", "rest 5"],
    ),
    "a mark is the first that is heard of a session": (
        Course().say(Mark.GO_ON).stand(1),
        [*BEGUN],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COURSES)
def test_the_course_of_a_training(name: str) -> None:
    course, wanted = COURSES[name]
    assert course_of(said(after(course, *TWO))) == wanted


# -- targets -----------------------------------------------------------------------------------------------------------


def test_only_accurate_repetitions_count_towards_a_target_of_them() -> None:
    course = Course().squats(2, depth_deg=70).squats(2)
    live = after(course, step(accurate=2))
    assert course_of(said(live)) == [*BEGUN, "1 reached 4", "ended 1/1"]
    assert (result(live).attempted, result(live).accurate) == (4, 2)


def test_a_longer_rest_shows_in_the_state() -> None:
    live = after(Course().squats(2).stand(1).say(Mark.MORE_REST), *TWO)
    assert 15 < state(live).rest_left_s < 20


LIMITS: dict[str, tuple[Course, TrainingStep, list[str]]] = {
    "who cannot do them cleanly has tried enough after twice as many": (
        Course().squats(12, depth_deg=70), step(accurate=5), ["1 limit 10", "ended 0/1"],
    ),
    "of a few clean ones four more are tried": (
        Course().squats(8, depth_deg=70), step(accurate=1), ["1 limit 5", "ended 0/1"],
    ),
    "who stops in the middle has what was done kept": (
        Course().squats(1).stand(120), step(repetitions=4), ["1 limit 1", "ended 0/1"],
    ),
    "who stands there and does nothing is not waited for for ever": (
        Course().stand(92), step(repetitions=2), ["1 limit 0", "ended 0/1"],
    ),
    "who cannot take a position to be held is not waited for for ever": (
        Course().stand(73), step("plank", seconds=4), ["1 limit 0", "ended 0/1"],
    ),
    "the time in which nobody is there does not count": (
        Course().stand(50).nobody(200).stand(30), step(repetitions=2), [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LIMITS)
def test_a_target_that_cannot_be_reached_ends_kindly(name: str) -> None:
    course, only, wanted = LIMITS[name]
    live = after(course, only)
    found = course_of(said(live))
    assert found[-len(wanted) :] == wanted if wanted else not any("limit" in one for one in found)


def test_the_result_of_a_set_names_what_was_wrong_most_often() -> None:
    live = after(Course().squats(2, depth_deg=70), step(repetitions=2))
    (ended,) = [event for event in said(live) if isinstance(event, StepEndedEvent)]
    assert (ended.attempted, ended.accurate, ended.cue) == (2, 0, "Go a little deeper")
    clean = after(Course().squats(2), step(repetitions=2))
    assert [event.cue for event in said(clean) if isinstance(event, StepEndedEvent)] == [""]


def test_a_hold_ends_after_its_seconds_were_held() -> None:
    live = after(Course().planks(8), step("plank", seconds=4), step())
    assert course_of(said(live))[:4] == [*BEGUN, "1 reached 0", "2 began"]
    live.finish()
    (part,) = result(after(Course().planks(8), step("plank", seconds=4))).parts
    assert part.hold_s == pytest.approx(4, abs=0.2)
    assert part.attempted == 0


def test_repetitions_by_time_end_after_the_countdown_and_the_seconds() -> None:
    live = after(Course().squats(6), step(seconds=6))
    armed = next(event for event in said(live) if isinstance(event, StepArmedEvent))
    ended = next(event for event in said(live) if isinstance(event, StepEndedEvent))
    assert armed.countdown_s == 3
    assert ended.time_s - armed.time_s == pytest.approx(9, abs=0.1)
    assert ended.attempted == 4
    assert ended.worked_s == pytest.approx(6, abs=0.1)


@pytest.mark.parametrize(
    ("why", "interruption"),
    [
        ("a pause", lambda course: course.say(Mark.PAUSE).stand(30).say(Mark.GO_ON)),
        ("a gap", lambda course: course.gap(30)),
        ("nobody is there", lambda course: course.nobody(30)),
    ],
)
def test_seconds_of_work_in_which_nobody_was_seen_do_not_count(
    why: str, interruption: Callable[[Course], Course]
) -> None:
    course = interruption(Course().squats(3)).squats(3)
    live = after(course, step(seconds=6))
    ended = next(event for event in said(live) if isinstance(event, StepEndedEvent))
    assert ended.time_s > 30, why
    assert ended.worked_s == pytest.approx(6, abs=0.2)


# -- state -------------------------------------------------------------------------------------------------------------


def test_the_state_says_where_one_is() -> None:
    live = session(*TWO)
    assert (state(live).phase, state(live).step, state(live).steps) == ("announced", 1, 2)
    live.take_all(Course().squats(1).items)
    now = state(live)
    assert (now.phase, now.step, now.rest_left_s) == ("working", 1, 0)
    assert now.set is not None
    assert (now.set.attempted, now.set.armed) == (1, True)
    live = after(Course().squats(2).stand(1), *TWO)
    now = state(live)
    assert (now.phase, now.step, now.set) == ("resting", 2, None)
    assert 0 < now.rest_left_s < 4.6
    live = after(Course().squats(2).say(Mark.PAUSE), *TWO)
    assert state(live).paused
    live = after(Course().say(Mark.FINISH), *TWO)
    assert (state(live).phase, state(live).step) == ("finished", 0)


def test_the_state_counts_the_seconds_of_work() -> None:
    assert state(after(Course().stand(5), step(seconds=20))).worked_s == pytest.approx(2, abs=0.3)
    assert state(after(Course().stand(2), step(seconds=20))).worked_s == 0


# -- outcome -----------------------------------------------------------------------------------------------------------


def test_the_outcome_has_a_part_for_each_exercise_and_measures_under_its_name() -> None:
    course = Course().squats(2).planks(6).squats(1).say(Mark.FINISH)
    live = after(course, step(), step("plank", seconds=3), step(repetitions=3))
    outcome = live.finish()
    details = outcome.details
    assert isinstance(details, TrainingDetails)
    assert [(part.exercise, part.attempted) for part in details.parts] == [("squat", 3), ("plank", 0)]
    squat = details.parts[0]
    assert [(done.set, done.step, done.ended, done.attempted) for done in squat.sets] == [
        (1, 1, "reached", 2),
        (2, 3, "finished", 1),
    ]
    assert (details.attempted, details.steps, details.steps_done) == (3, 3, 2)
    assert details.score == outcome.score == squat.score == 100
    assert outcome.measures["attempted"] == outcome.measures["squat/attempted"] == 3
    assert outcome.measures["hold_s"] == outcome.measures["plank/hold_s"] > 2.9
    assert outcome.measures["squat/score"] == 100
    assert "plank/score" not in outcome.measures
    assert (outcome.measures["steps"], outcome.measures["steps_done"]) == (3, 2)


def test_both_attempts_at_a_set_that_was_repeated_are_kept() -> None:
    live = after(Course().squats(1).say(Mark.REPEAT).squats(2), step())
    (part,) = result(live).parts
    assert [(done.step, done.ended, done.attempted) for done in part.sets] == [
        (1, "repeated", 1),
        (1, "reached", 2),
    ]


def test_a_set_in_which_nothing_was_done_leaves_no_trace() -> None:
    done = result(after(Course().stand(1).say(Mark.SKIP).squats(2), *TWO))
    assert [len(part.sets) for part in done.parts] == [1]
    assert (done.steps, done.steps_done) == (2, 1)


def test_what_was_done_when_the_session_is_closed_in_a_set_is_kept() -> None:
    live = after(Course().squats(1), *TWO)
    done = result(live)
    assert [(one.ended, one.attempted) for one in done.parts[0].sets] == [("finished", 1)]
    assert course_of(said(live))[-2:] == ["1 finished 1", "ended 0/2"]


def test_a_session_in_which_nothing_happened_is_empty() -> None:
    done = result(session(*TWO))
    assert (done.attempted, done.steps_done, done.score, done.parts) == (0, 0, None, ())


def test_a_result_is_read_again_as_it_was_written() -> None:
    details = result(after(Course().squats(2).planks(5), step(), step("plank", seconds=3)))
    assert BUILT_IN.read_details("training", details.document()) == details


# -- plans -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(programmes()))
def test_every_ready_programme_can_be_begun(name: str) -> None:
    kept = BUILT_IN.kind("training").lasting(TrainingPlan(programme=name))
    assert len(kept.steps) == len(programmes()[name].steps)
    assert BUILT_IN.read_plan(kept.document()) == kept
    live = LiveSession(BUILT_IN.make(kept), SIZE)
    live.take_all(Course().stand(0.5).items)
    assert live.events[0].event.kind == "step-began"


def test_a_plan_keeps_its_sets_when_its_programme_changes() -> None:
    kind = BUILT_IN.kind("training")
    kept = kind.lasting(TrainingPlan(programme="core"))
    assert kind.lasting(kept) is kept
    changed = TrainingPlan(programme="core", steps=kept.steps[:1])
    assert kind.lasting(changed) == changed


def test_a_step_says_everything_that_the_programme_says() -> None:
    one = ProgrammeExercise("side-plank", Amount(seconds=20), rest_s=9, side=Side.EACH, notes="Hips up.")
    programme = Programme(
        "mine", "Mine", "", (Block(BlockKind.COOL_DOWN, (one,), rounds=2, round_rest_s=40),), ()
    )
    steps = TrainingPlan.of(programme).steps
    assert [(one.side, one.number, one.of, one.rounds, one.rest_s) for one in steps] == [
        ("left", 1, 2, 2, 5),
        ("right", 1, 2, 2, 40),
        ("left", 2, 2, 2, 5),
        ("right", 2, 2, 2, 0),
    ]
    assert (steps[0].block, steps[0].text, steps[0].target.seconds) == (BlockKind.COOL_DOWN, "Hips up.", 20)


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (TrainingPlan(programme="nothing"), "There is no programme named nothing; choose one of the list."),
        (
            TrainingPlan(programme="mine", steps=(step("nothing"),)),
            "There is no exercise named nothing; choose one of the catalogue.",
        ),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(plan: TrainingPlan, says: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        BUILT_IN.make(plan)
    assert str(caught.value) == says


def test_a_score_is_the_mean_over_repetitions_and_holds() -> None:
    empty = Engine(catalogue()["plank"]).finish()
    held = [replace(empty, score=80.0), replace(empty, score=90.0)]
    assert mean_score([]) is mean_score([replace(empty, score=None)]) is None
    assert mean_score(held) == 85.0


def test_a_film_is_played_through_a_training_as_if_somebody_were_live() -> None:
    sequence = PoseSequence.from_poses(list(film(squats(115), 8.4, 20.0)))
    plan = TrainingPlan(programme="mine", steps=(step(), step()))
    played = play(BUILT_IN.make(plan), observations(sequence))
    assert course_of(played.events) == [
        *BEGUN,
        "1 reached 2",
        "2 began",
        "2 armed",
        "2 reached 2",
        "ended 2/2",
    ]
    assert played.outcome.measures["squat/attempted"] == 4
