from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from poise.analysis.measuring.bound import Bound
from poise.analysis.repetition.gate import Gate
from poise.analysis.repetition.hold import Hold

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


def test_a_hold_counts_its_seconds_and_survives_a_wobble() -> None:
    hold = Hold((UPRIGHT,))
    times = [i / 20 for i in range(200)]
    lean = [80.0 if t < 1 or 4 <= t < 4.3 or t >= 8 else 10.0 for t in times]
    changes = [t for t, x in zip(times, lean, strict=True) if hold.update(t, always(x))]
    assert changes == pytest.approx([1.8, 8.6], abs=0.06)
    assert hold.seconds == pytest.approx(6.7, abs=0.15)
    assert not hold.is_holding
