from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.analysis.repetition.figure import squatting

from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.bound import Bound
from poise.analysis.repetition.gate import Continuity, Gate, JumpDetector
from poise.analysis.repetition.hold import Hold
from poise.pose import BLAZEPOSE_33

UPRIGHT = Bound("trunk_lean", -math.inf, 40.0)


def always(value: float) -> Callable[[str], float]:
    return lambda _measure: value


def armed(gate: Gate, values: list[float], rate: float = 20.0) -> list[bool]:
    return [gate.update(index / rate, always(value)) for index, value in enumerate(values)]


@pytest.mark.parametrize(
    ("why", "values", "last"),
    [
        ("the posture is taken at once", [10.0] * 3, True),
        ("never taken", [80.0] * 30, False),
        ("taken for one picture only", [80.0, 10.0, 80.0, 80.0], False),
        ("what cannot be seen does not refuse", [math.nan] * 4, True),
        ("left for a moment", [10.0] * 5 + [80.0] * 6 + [10.0], True),
        ("left for good", [10.0] * 5 + [80.0] * 14, False),
    ],
)
def test_the_gate_arms_fast_and_disarms_late(why: str, values: list[float], last: bool) -> None:
    assert armed(Gate([UPRIGHT]), values)[-1] is last, why


def moved(time_s: float, dx_px: float) -> Body:
    pose = squatting(time_s, 0.0)
    return Body(replace(pose, image=pose.image + np.array([dx_px, 0.0, 0.0])), ())


def test_a_jump_that_stays_is_a_cut_and_one_that_returns_is_a_glitch() -> None:
    whereabouts = JumpDetector(Joints(BLAZEPOSE_33))
    places = [whereabouts.update(moved(i / 20, 250.0 if i in (3, 4) or i > 8 else 0.0)) for i in range(16)]
    assert places[:3] == [Continuity.SAME] * 3
    assert places[3:5] == [Continuity.DOUBTFUL] * 2
    assert places[5:9] == [Continuity.SAME] * 4
    assert places.count(Continuity.CUT) == 1
    assert places[-1] is Continuity.SAME


@pytest.mark.parametrize(
    ("why", "elsewhere_px", "back_px", "seconds", "said"),
    [
        ("somebody else was followed for a moment", 250.0, 0.0, 0.6, Continuity.RETURNED),
        ("for a little longer", 250.0, 20.0, 5.0, Continuity.RETURNED),
        ("a third camera is another cut", 250.0, 500.0, 0.6, Continuity.CUT),
        ("long ago it was somebody else's place", 250.0, 0.0, 12.0, Continuity.CUT),
    ],
)
def test_who_is_where_they_were_before_is_known_again(
    why: str, elsewhere_px: float, back_px: float, seconds: float, said: Continuity
) -> None:
    whereabouts = JumpDetector(Joints(BLAZEPOSE_33))
    places = []
    for index in range(int((seconds + 2.0) * 20)):
        away_s = index / 20 - 1.0
        dx_px = 0.0 if away_s < 0 else elsewhere_px if away_s < seconds else back_px
        places.append(whereabouts.update(moved(index / 20, dx_px)))
    assert [p for p in places if p in (Continuity.CUT, Continuity.RETURNED)] == [Continuity.CUT, said], why


def test_running_through_the_picture_is_no_cut() -> None:
    whereabouts = JumpDetector(Joints(BLAZEPOSE_33))
    assert all(whereabouts.update(moved(i / 8, 60.0 * i)) is Continuity.SAME for i in range(10))


def test_a_hold_counts_its_seconds_and_survives_a_wobble() -> None:
    hold = Hold((UPRIGHT,))
    times = [i / 20 for i in range(200)]
    lean = [80.0 if t < 1 or 4 <= t < 4.3 or t >= 8 else 10.0 for t in times]
    changes = [t for t, x in zip(times, lean, strict=True) if hold.update(t, always(x))]
    assert changes == pytest.approx([1.8, 8.6], abs=0.06)
    assert hold.seconds == pytest.approx(6.7, abs=0.15)
    assert not hold.is_holding
