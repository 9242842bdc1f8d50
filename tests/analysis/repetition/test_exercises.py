"""Every exercise of the catalogue, done well by the stick figure."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from benchmarks.accuracy.repetitions.perturb import noisy
from tests.analysis.repetition.figure import Movement, performed
from tests.analysis.repetition.kin import are_kin
from tests.analysis.repetition.movements import MOVEMENTS, both
from tests.synthetic.performance import perform

from poise.analysis.repetition import Engine, Kind, SetSummary
from poise.catalogue import catalogue
from poise.pose import BLAZEPOSE_33, Pose, PoseSequence

COUNT = 4
PERIODS_S = {"burpee": 3.0, "high-knees": 0.8, "mountain-climber": 0.9, "jumping-jack": 1.1}


def coach(name: str, doing: str, rate: float, yaw_deg: float, speed: float = 1.0) -> SetSummary:
    engine = Engine(catalogue()[name])
    period_s = PERIODS_S.get(doing, 2.0) / speed
    for pose in performed(MOVEMENTS[doing], COUNT, period_s=period_s, rate=rate, yaw_deg=yaw_deg):
        engine.update(pose)
    return engine.finish()


@cache
def watched(doing: str) -> tuple[Pose, ...]:
    """Three repetitions of an exercise, as every other exercise watches them."""
    period_s, yaw_deg = PERIODS_S.get(doing, 2.0), MOVEMENTS[doing].yaws_deg[0]
    return tuple(performed(MOVEMENTS[doing], 3, period_s=period_s, rate=10.0, yaw_deg=yaw_deg))


CASES = [(name, yaw) for name, movement in MOVEMENTS.items() for yaw in movement.yaws_deg]


def test_the_figure_does_counted_exercises_of_the_catalogue_alone() -> None:
    """The synthetic person does the others, too (test_synthetic_views)."""
    counted = {name for name, exercise in catalogue().items() if exercise.kind is Kind.REPETITIONS}
    assert set(MOVEMENTS) <= counted


@pytest.mark.parametrize(("name", "yaw_deg"), CASES)
def test_good_repetitions_are_all_counted_and_all_accurate(name: str, yaw_deg: float) -> None:
    for rate, speed in ((30.0, 1.0), (8.0, 1.0), (15.0, 0.5), (60.0, 1.4)):
        summary = coach(name, name, rate, yaw_deg, speed)
        faults = {fault.name for repetition in summary.repetitions for fault in repetition.faults}
        assert (summary.attempted, summary.accurate, faults) == (COUNT, COUNT, set()), (rate, speed)


@pytest.mark.parametrize("name", MOVEMENTS)
def test_noise_of_one_centimetre_and_two_in_depth_changes_neither_counts_nor_verdicts(name: str) -> None:
    for number, yaw_deg in enumerate(MOVEMENTS[name].yaws_deg):
        period_s = PERIODS_S.get(name, 2.0)
        poses = performed(MOVEMENTS[name], 6, period_s=period_s, rate=20.0, yaw_deg=yaw_deg)
        engine = Engine(catalogue()[name])
        for pose in noisy(PoseSequence.from_poses(list(poses)), 0.01, seed=number):
            engine.update(pose)
        summary = engine.finish()
        assert (summary.attempted, summary.accurate) == (6, 6), yaw_deg


@pytest.mark.parametrize("name", catalogue())
def test_nothing_is_counted_or_held_while_another_exercise_is_done(name: str) -> None:
    counted = {}
    for doing in MOVEMENTS:
        if doing != name and not are_kin(name, doing):
            engine = Engine(catalogue()[name])
            for pose in watched(doing):
                engine.update(pose)
            summary = engine.finish()
            counted[doing] = summary.attempted, summary.hold_s
    assert {doing: found for doing, found in counted.items() if found != (0, 0.0)} == {}


def test_sides_are_told_apart() -> None:
    summary = coach("alternating-biceps-curl", "alternating-biceps-curl", 30.0, 0.0)
    assert [repetition.side for repetition in summary.repetitions] == ["left", "right"] * (COUNT // 2)
    summary = coach("biceps-curl", "biceps-curl", 30.0, 0.0)
    assert {repetition.side for repetition in summary.repetitions} == {"both"}
    summary = coach("forward-lunge", "forward-lunge", 30.0, 40.0)
    assert [repetition.side for repetition in summary.repetitions] == ["left", "right"] * (COUNT // 2)


def test_a_sit_up_may_be_done_with_straight_legs() -> None:
    bent = MOVEMENTS["sit-up"]
    straight = Movement(
        replace(bent.rest, knee=both(12.0), hip=both(4.0)),
        replace(bent.peak, knee=both(12.0), hip=both(70.0)),
        bent.yaws_deg,
    )
    engine = Engine(catalogue()["sit-up"])
    for pose in performed(straight, 4, period_s=2.5, rate=15.0, yaw_deg=85.0):
        engine.update(pose)
    assert engine.finish().attempted == 4


def cropped_at_the_hips(pose: Pose) -> Pose:
    """Return a pose whose hips and legs are below the picture."""
    image = pose.image.copy()
    below = [i for i, name in enumerate(BLAZEPOSE_33.keypoints) if name.split("_")[-1] in LEGS]
    image[below, 1] = 2.0 * pose.image_size[1]
    return replace(pose, image=image)


LEGS = ("hip", "knee", "ankle", "heel")


@pytest.mark.parametrize("chosen", ["pull-up", "overhead-press", "lat-pulldown"])
@pytest.mark.parametrize("done", ["pull-up", "overhead-press"])
def test_whether_hands_or_shoulders_move_is_known_where_the_hips_are_cropped(done: str, chosen: str) -> None:
    engine = Engine(catalogue()[chosen])
    for pose in perform(done, repetitions=4, rate_hz=15.0, yaw_deg=20.0).sequence:
        engine.update(cropped_at_the_hips(pose))
    counted = engine.finish().attempted
    if chosen == done:
        assert counted == 4
    elif "pull-up" in (done, chosen):
        assert counted == 0
