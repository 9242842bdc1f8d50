"""Time that nobody saw counts for nothing: a gap without poses is the same as poses with nobody in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from tests.analysis.repetition.figure import squats, squatting, unseen
from tests.synthetic.exercises import EXERCISES
from tests.synthetic.performance import perform

from poise.analysis.measuring.unseen import MAX_STEP_S, nobody_at, unseen_between
from poise.analysis.recognition import Recogniser
from poise.analysis.repetition import Engine, Event, HoldChanged, Kind, Notice, SetSummary
from poise.catalogue import catalogue
from poise.errors import PoseError
from poise.media.tracks import read_track
from poise.pose import Pose, PoseSequence

HOLDS = sorted(name for name, exercise in catalogue().items() if exercise.kind is Kind.HOLD)
RATES_HZ = (5.0, 8.0, 15.0, 30.0)


def run(exercise: str, poses: Iterable[Pose]) -> tuple[SetSummary, list[Event]]:
    engine = Engine(catalogue()[exercise])
    events = [event for pose in poses for event in engine.update(pose)]
    return engine.finish(), events


def with_gap(poses: Iterable[Pose], at_s: float, gap_s: float) -> list[Pose]:
    """The same, but from `at_s` on everything comes so much later."""
    return [pose if pose.time_s < at_s else replace(pose, time_s=pose.time_s + gap_s) for pose in poses]


def filled(poses: Iterable[Pose]) -> Iterator[Pose]:
    """The same with pictures of nobody, ten a second, wherever more than the longest step is missing."""
    before: Pose | None = None
    for pose in poses:
        if before is not None and pose.time_s - before.time_s > MAX_STEP_S:
            count = math.ceil((pose.time_s - before.time_s) * 20 - 1e-6)
            for step in range(1, count):
                yield nobody_at(before.time_s + step / 20, pose)
        yield pose
        before = pose


@cache
def held(exercise: str, rate_hz: float, hold_s: float = 20.0) -> PoseSequence:
    return perform(exercise, rate_hz=rate_hz, hold_s=hold_s).sequence


@cache
def whole_s(exercise: str, rate_hz: float) -> float:
    return run(exercise, held(exercise, rate_hz))[0].hold_s


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("exercise", HOLDS)
@pytest.mark.parametrize("gap_s", [2.0, 36000.0])
def test_a_hold_is_as_long_as_it_was_seen(exercise: str, rate_hz: float, gap_s: float) -> None:
    poses = with_gap(held(exercise, rate_hz), 12.0, gap_s)
    found = run(exercise, poses)[0].hold_s
    # Who comes back takes the posture again, which needs two pictures.
    assert whole_s(exercise, rate_hz) - 0.2 - 2 / rate_hz <= found <= whole_s(exercise, rate_hz) + 1e-6


@pytest.mark.parametrize("gap_s", [0.7, 0.9, 1.1])
def test_a_short_gap_pauses_a_hold_and_does_not_break_it(gap_s: float) -> None:
    summary, events = run("plank", with_gap(held("plank", 30.0), 12.0, gap_s))
    assert summary.hold_s == pytest.approx(whole_s("plank", 30.0), abs=0.1)
    assert [event.is_holding for event in events if isinstance(event, HoldChanged)][:1] == [True]
    assert sum(isinstance(event, HoldChanged) and event.is_holding for event in events) == 1


@pytest.mark.parametrize("gaps", [(5.0, 8.0, 11.0, 14.0), tuple(np.arange(3.0, 18.0, 1.0))])
def test_many_gaps_add_nothing(gaps: tuple[float, ...]) -> None:
    poses: list[Pose] = list(held("plank", 30.0))
    for at_s in reversed(gaps):
        poses = with_gap(poses, at_s, 10.0)
    assert run("plank", poses)[0].hold_s <= whole_s("plank", 30.0) + 1e-6


@pytest.mark.parametrize("rate_hz", [5.0, 24.0])
@pytest.mark.parametrize("gap_s", [0.3, 0.8, 1.0, 1.2, 1.5, 60.0])
@pytest.mark.parametrize("exercise", ["squat", "push-up", "plank", "biceps-curl"])
def test_a_gap_is_the_same_as_nobody(exercise: str, rate_hz: float, gap_s: float) -> None:
    poses = with_gap(perform(exercise, rate_hz=rate_hz).sequence, 6.0, gap_s)
    without, nobody = run(exercise, poses), run(exercise, filled(poses))
    assert without[0].attempted == nobody[0].attempted
    assert without[0].accurate == nobody[0].accurate
    assert without[0].unfinished == nobody[0].unfinished
    assert without[0].hold_s == pytest.approx(nobody[0].hold_s, abs=0.01)
    assert [one.code for one in without[0].notices] == [one.code for one in nobody[0].notices]
    assert [type(one) for one in without[1]] == [type(one) for one in nobody[1]]


@pytest.mark.parametrize("exercise", sorted(EXERCISES))
def test_nothing_happens_in_an_unseen_minute_but_an_end(exercise: str) -> None:
    """Repetitions on both sides of the gap are counted, none lasts through it."""
    poses = with_gap(perform(exercise, repetitions=6).sequence, 8.0, 60.0)
    summary, _ = run(exercise, poses)
    for repetition in summary.repetitions:
        assert repetition.duration_s < 20.0
        tempo = repetition.tempo
        assert tempo.eccentric_s + tempo.pause_s + tempo.concentric_s < 20.0


def test_who_comes_back_is_first_said_to_have_been_lost_at_the_time_it_happened() -> None:
    _, events = run("plank", with_gap(held("plank", 30.0), 12.0, 60.0))
    (lost,) = [event for event in events if isinstance(event, Notice)]
    assert lost.code == "lost"
    assert 12.0 < lost.time_s < 14.0
    (broken,) = [e for e in events if isinstance(e, HoldChanged) and not e.is_holding][:1]
    assert 12.0 < broken.time_s < 14.0


def test_nothing_is_said_of_a_gap_that_was_asked_for() -> None:
    engine = Engine(catalogue()["plank"])
    events: list[Event] = []
    for pose in held("plank", 30.0):
        if pose.time_s >= 12.0:
            engine.pause()
        events += engine.update(replace(pose, time_s=pose.time_s + 60.0 * (pose.time_s >= 12.0)))
    assert not [event for event in events if isinstance(event, Notice)]
    assert engine.finish().hold_s == pytest.approx(whole_s("plank", 30.0), abs=0.2)


def test_a_movement_may_be_taken_up_after_a_second_but_not_after_two() -> None:
    def counted(gap_s: float) -> tuple[int, int]:
        poses = [squatting(i / 30, squats(110)(i / 30)) for i in range(300)]
        summary, _ = run("squat", with_gap(poses, 4.95, gap_s))  # near the bottom of the third
        return summary.attempted, summary.unfinished

    assert counted(1.0) == (5, 0)
    assert counted(2.0) == (4, 1)
    assert counted(600.0) == (4, 1)


@pytest.mark.parametrize("step_s", [0.0, -0.2, -100.0, float("nan")])
def test_a_time_that_stands_still_or_goes_back_is_refused_and_changes_nothing(step_s: float) -> None:
    poses = list(held("plank", 10.0))
    engine = Engine(catalogue()["plank"])
    for pose in poses:
        engine.update(pose)
        with pytest.raises(PoseError):
            engine.update(replace(pose, time_s=pose.time_s + step_s))
    assert engine.finish().hold_s == whole_s("plank", 10.0)


def test_a_recogniser_knows_how_long_it_saw_somebody() -> None:
    recogniser = Recogniser({name: catalogue()[name] for name in ("squat", "plank")})
    for pose in with_gap(held("plank", 10.0), 12.0, 60.0):
        recogniser.update(pose)
    found = recogniser.recognition
    assert found.exercise == "plank"
    assert found.seen_s == pytest.approx(held("plank", 10.0).duration_s, abs=0.2)
    assert found.candidates[0].explained_s <= whole_s("plank", 10.0)


@pytest.mark.parametrize("gap_s", [0.0, 0.1, 0.2, 0.5, 0.6])
def test_steps_of_five_pictures_a_second_are_no_gap_even_if_two_of_three_are_lost(gap_s: float) -> None:
    assert not list(unseen_between(0.0, unseen(gap_s)))


@pytest.mark.parametrize("gap_s", [0.61, 0.75, 1.0, 2.1, 5.0, 1e6])
def test_a_gap_is_filled_with_nobody_up_to_the_time_when_all_is_given_up(gap_s: float) -> None:
    times = [pose.time_s for pose in unseen_between(10.0, unseen(10.0 + gap_s))]
    assert 1 <= len(times) <= 12
    assert times[0] > 10.0
    assert times[-1] < 10.0 + gap_s
    assert times == sorted(set(times))


@pytest.mark.reference
@pytest.mark.parametrize("folder", ["exercise", "exercise_wild"])
def test_real_tracks_with_a_gap_are_as_with_nobody(reference_data: Path, folder: str) -> None:
    tracks = sorted((reference_data / folder / "tracks").glob("*.npz"))
    assert tracks
    for path in tracks:
        people = read_track(path).people
        person = people[0]
        middle_s = float(person.times_s[len(person) // 2])
        for exercise in ("squat", "push-up", "wall-sit"):
            poses = with_gap(person, middle_s, 60.0)
            without, nobody = run(exercise, poses)[0], run(exercise, filled(poses))[0]
            assert without.attempted == nobody.attempted, path.name
            # Of what is not the exercise, a small swing at the edge of being one may be there or not.
            assert without.unfinished == pytest.approx(nobody.unfinished, abs=1), path.name
            assert without.hold_s == pytest.approx(nobody.hold_s, abs=0.01), path.name
