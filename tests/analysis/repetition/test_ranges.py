"""Range limits: what is missed by less than the model errs is no fault, and what was not seen is not judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.analysis.repetition.figure import Movement, performed
from tests.analysis.repetition.movements import MOVEMENTS, both
from tests.synthetic.performance import perform

from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.facing import View
from poise.analysis.repetition import Engine, Level, Repetition
from poise.analysis.repetition.counter import Outcome, Swing
from poise.analysis.repetition.margins import margin_of
from poise.analysis.repetition.ranges import RangeJudge
from poise.analysis.repetition.trace import Trace, measures_of
from poise.catalogue import catalogue
from poise.pose import BLAZEPOSE_33, Pose


def judged(
    name: str, peak_deg: float, end_deg: float, view: View, start_deg: float | None = None
) -> list[str]:
    """Return the faults of a swing whose poses, seen from ahead, are those of a right repetition."""
    exercise = catalogue()[name]
    signal = exercise.signals[0]
    trace = Trace(measures_of(exercise), Joints(BLAZEPOSE_33))
    for pose in perform(name, repetitions=1, rate_hz=20.0, yaw_deg=0.0).sequence:
        trace.add(Body(pose, trace.indices))
    start, peak, end = (
        (value - signal.rest) / (signal.peak - signal.rest)
        for value in (signal.rest if start_deg is None else start_deg, peak_deg, end_deg)
    )
    swing = Swing(1.0, 2.0, 3.0, start, peak, end, Outcome.COMPLETE)
    return [
        fault.name for fault in RangeJudge(exercise, Level.STANDARD, trace).judge(swing, "both", view).faults
    ]


@pytest.mark.parametrize(
    ("short_by", "faults"),
    [(-1.0, []), (0.9, []), (1.1, ["too-shallow"])],
    ids=["within the limit", "short by less than the error", "short by more"],
)
@pytest.mark.parametrize("view", [View.FRONT, View.OBLIQUE])
def test_a_limit_may_be_missed_by_the_error_of_its_measure(
    view: View, short_by: float, faults: list[str]
) -> None:
    rom = catalogue()["push-up"].range_of_motion
    assert rom is not None
    margin = margin_of("elbow_flexion", view, is_one_sided=False)
    assert judged("push-up", rom.peak[Level.STANDARD] - short_by * margin, 15.0, view) == faults


def test_one_side_is_misread_by_more_than_the_mean_of_two() -> None:
    both_sides = margin_of("elbow_flexion", View.FRONT, is_one_sided=False)
    assert margin_of("elbow_flexion", View.FRONT, is_one_sided=True) == pytest.approx(both_sides * 2**0.5)


def test_a_measure_without_a_known_error_has_no_margin() -> None:
    assert margin_of("hands_aside", View.FRONT, is_one_sided=False) == 0.0


@pytest.mark.parametrize(
    ("start_deg", "peak_deg", "faults"),
    [(88.0, 68.0, []), (110.0, 88.0, []), (110.0, 100.0, ["too-shallow"]), (95.0, 80.0, ["too-shallow"])],
    ids=[
        "level camera",
        "all of the way from above",
        "half of it from above",
        "too little for a level camera",
    ],
)
def test_a_crunch_seen_by_a_tilted_camera_is_judged_by_the_way(
    start_deg: float, peak_deg: float, faults: list[str]
) -> None:
    assert judged("crunch", peak_deg, start_deg, View.SIDE, start_deg=start_deg) == faults


def without_hands_at_the_top(pose: Pose) -> Pose:
    """Return a pose whose hands are out of the picture while they are above the head."""
    image = pose.image.copy()
    for side in ("left", "right"):
        wrist, nose = BLAZEPOSE_33.index(f"{side}_wrist"), BLAZEPOSE_33.index("nose")
        if image[wrist, 1] < image[nose, 1]:
            image[wrist, 1] = -1.0
    return Pose(
        pose.skeleton, image, pose.world, pose.visibility, pose.presence, pose.time_s, pose.image_size
    )


def repetitions(name: str, poses: list[Pose]) -> tuple[Repetition, ...]:
    engine = Engine(catalogue()[name])
    for pose in poses:
        engine.update(pose)
    return engine.finish().repetitions


def test_a_press_whose_hands_leave_the_picture_is_not_told_to_go_farther() -> None:
    half = perform("overhead-press", repetitions=2, rate_hz=20.0, yaw_deg=0.0, depth=0.6).sequence
    seen = repetitions("overhead-press", list(half))
    outside = repetitions("overhead-press", [without_hands_at_the_top(pose) for pose in half])
    assert [{fault.name for fault in one.faults} for one in seen] == [{"too-shallow"}] * 2
    assert [{fault.name for fault in one.faults} for one in outside] == [set()] * 2
    assert [one.unjudged["too-shallow"] for one in outside] == ["the joints it needs were not seen"] * 2


@pytest.mark.parametrize(
    ("lean_deg", "is_swinging"), [(8.0, False), (25.0, True), (-25.0, True)], ids=["still", "forward", "back"]
)
def test_a_curl_is_told_to_swing_by_the_way_of_the_trunk(lean_deg: float, is_swinging: bool) -> None:
    rest, peak = MOVEMENTS["biceps-curl"].rest, MOVEMENTS["biceps-curl"].peak
    movement = Movement(rest, replace(peak, trunk=lean_deg, hip=both(lean_deg)), (85.0,))
    engine = Engine(catalogue()["biceps-curl"])
    for pose in performed(movement, 3, period_s=2.0, rate=20.0, yaw_deg=85.0):
        engine.update(pose)
    found = engine.finish().repetitions
    assert len(found) == 3
    assert [any(f.name == "swinging" for f in one.faults) for one in found] == [is_swinging] * 3


def test_who_leans_all_the_time_does_not_swing() -> None:
    lean = {"trunk": 18.0, "hip": both(18.0)}
    rest, peak = MOVEMENTS["biceps-curl"].rest, MOVEMENTS["biceps-curl"].peak
    movement = Movement(replace(rest, **lean), replace(peak, **lean), (85.0,))  # type: ignore[arg-type]
    engine = Engine(catalogue()["biceps-curl"])
    for pose in performed(movement, 3, period_s=2.0, rate=20.0, yaw_deg=85.0):
        engine.update(pose)
    assert all("swinging" not in {f.name for f in one.faults} for one in engine.finish().repetitions)


def test_every_reading_of_a_head_on_arm_is_finite() -> None:
    trace = Trace(("arm_towards_camera",), Joints(BLAZEPOSE_33))
    for pose in perform("biceps-curl", repetitions=1, rate_hz=20.0, yaw_deg=0.0).sequence:
        trace.add(Body(pose, trace.indices))
    values = np.array(trace.rows)
    assert np.isfinite(values).all()
    assert 0 <= values.min() < 30
    assert 60 < values.max() <= 90


def test_a_repetition_that_a_film_cuts_short_is_not_told_to_be_extended() -> None:
    done = perform("squat", repetitions=2, rate_hz=20.0, yaw_deg=90.0)
    last = done.truth.repetitions[-1]
    cut_s = last.peak_s + 0.7 * (last.end_s - last.peak_s)
    cut = repetitions("squat", [pose for pose in done.sequence if pose.time_s <= cut_s])
    assert [[fault.name for fault in one.faults] for one in cut] == [[], []]
    assert [one.unjudged.get("not-fully-extended") for one in cut] == [None, "it was not seen to its end"]
