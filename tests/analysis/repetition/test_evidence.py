"""Signs are evidence: what agrees is counted although a sign is missed by a little, what contradicts is not."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from tests.synthetic.performance import perform

from poise.analysis.repetition import Completed, Engine, Exercise
from poise.analysis.repetition.body import Body, Joints
from poise.analysis.repetition.evidence import Contradiction, Doubtful, Doubts, distance
from poise.analysis.repetition.exercise import Bound, Confirmation, Moment
from poise.analysis.repetition.measures import gauges
from poise.catalogue import catalogue
from poise.pose import BLAZEPOSE_33


def doubtful(
    start_s: float, strength: float, *, missed: tuple[str, ...] = ("trunk_lean",), amplitude: float = 1.0
) -> Doubtful:
    return Doubtful(amplitude, start_s, start_s + 2.0, Contradiction(missed, strength))


@pytest.mark.parametrize(
    ("swings", "counted"),
    [
        ([doubtful(2.0 * i, 0.15) for i in range(3)], [0, 2, 1]),
        ([doubtful(2.0 * i, 0.45) for i in range(4)], [0, 0, 3, 1]),
        ([doubtful(2.0 * i, 1.5) for i in range(6)], [0] * 6),
        ([doubtful(2.0 * i, 0.15, missed=("trunk_lean", "hip_rise")) for i in range(4)], [0] * 4),
        ([doubtful(0, 0.15), doubtful(2, 0.15, missed=("hip_rise",))], [0, 0]),
        ([doubtful(0, 0.15), doubtful(60, 0.15)], [0, 0]),
        ([doubtful(0, 0.15, amplitude=0.8), doubtful(2, 0.15, amplitude=1.6)], [0, 0]),
        ([doubtful(2.0 * i, 0.15, amplitude=0.4) for i in range(4)], [0] * 4),
    ],
    ids=[
        "two that hardly lack a sign are counted with the second",
        "three that lack it more with the third",
        "strong contradiction is never counted",
        "nor what lacks two signs",
        "nor two that lack different signs",
        "nor two a minute apart",
        "nor two of different size",
        "nor what goes less than half of the way",
    ],
)
def test_agreeing_swings_speak_against_the_sign(swings: list[Doubtful], counted: list[int]) -> None:
    doubts = Doubts()
    assert [len(doubts.take(swing)) for swing in swings] == counted


@pytest.mark.parametrize(("value", "expected"), [(66.0, 0.0), (82.0, 0.5), (math.nan, 0.0), (500.0, 3.0)])
def test_the_distance_from_a_bound_is_in_spreads_of_its_measure(value: float, expected: float) -> None:
    assert distance(Bound("trunk_lean", -math.inf, 67.0), value) == pytest.approx(expected)


def squat_with_a_sign(highest_lean_deg: float) -> Exercise:
    """Return a squat that asks for a trunk more upright at the bottom than the synthetic person's."""
    sign = Confirmation(Bound("trunk_lean", -math.inf, highest_lean_deg), Moment.PEAK)
    return replace(catalogue()["squat"], confirmations=(sign,))


def lean_at_the_bottom() -> float:
    (gauge,) = gauges("trunk_lean", Joints(BLAZEPOSE_33))
    return max(gauge.read(Body(pose, gauge.indices)) for pose in perform("squat", repetitions=1).sequence)


@pytest.mark.parametrize(("too_far_deg", "counted"), [(5.0, 4), (80.0, 0)], ids=["a little", "by far"])
def test_a_set_that_lacks_one_sign(too_far_deg: float, counted: int) -> None:
    exercise = squat_with_a_sign(lean_at_the_bottom() - too_far_deg)
    engine = Engine(exercise)
    events = [event for pose in perform("squat", repetitions=4).sequence for event in engine.update(pose)]
    summary = engine.finish()
    assert summary.attempted == counted
    assert summary.other_movements == 4 - counted
    numbers = [event.repetition.number for event in events if isinstance(event, Completed)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_who_has_yet_to_find_out_what_is_done_asks_for_every_sign() -> None:
    engine = Engine(squat_with_a_sign(lean_at_the_bottom() - 5.0), is_chosen=False)
    for pose in perform("squat", repetitions=4).sequence:
        engine.update(pose)
    assert engine.finish().attempted == 0
