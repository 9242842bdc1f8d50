from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from tests.synthetic.performance import perform

from poise.analysis.measuring.facing import View
from poise.analysis.repetition import Engine, Level
from poise.analysis.repetition.hold_form import HoldForm
from poise.catalogue import catalogue

PLANK = catalogue()["plank"].rules
RIGHT = {"hip_sag": 0.0, "hip_flexion": 0.0, "trunk_lean": 80.0}


def sagging(value: float) -> Callable[[str], float]:
    measure = PLANK[0].measure
    return lambda name: value if name == measure else RIGHT.get(name, math.nan)


def broken() -> float:
    """Return a value that breaks the first rule."""
    rule = PLANK[0]
    limit = rule.at_most or rule.at_least
    assert limit is not None
    return limit[Level.STANDARD] + (1.0 if rule.at_most else -1.0) * 5.0


def held(*spans: tuple[float, float], to_s: float, view: View = View.SIDE, step_s: float = 0.1) -> HoldForm:
    """Watch a hold whose form is wrong in these spans."""
    form = HoldForm(PLANK[:1], Level.STANDARD)
    for tick in range(round(to_s / step_s) + 1):
        time_s = tick * step_s
        is_wrong = any(start < time_s <= end for start, end in spans)
        form.watch(time_s, view, sagging(broken() if is_wrong else RIGHT[PLANK[0].measure]))
    return form


@pytest.mark.parametrize(
    ("spans", "to_s", "score"),
    [
        ((), 10.0, 100.0),
        (((0.0, 10.0),), 10.0, 0.0),
        (((5.0, 10.0),), 10.0, 50.0),
        (((2.0, 3.0), (6.0, 7.5)), 10.0, 75.0),
    ],
)
def test_the_score_is_the_share_of_the_time_in_which_form_was_right(
    spans: tuple[tuple[float, float], ...], to_s: float, score: float
) -> None:
    assert held(*spans, to_s=to_s).score == pytest.approx(score, abs=1.5)


def test_there_is_no_score_where_nothing_could_be_judged() -> None:
    assert held(to_s=10.0, view=View.FRONT).score is None
    unseen = HoldForm(PLANK, Level.STANDARD)
    for tick in range(50):
        unseen.watch(tick / 10, View.SIDE, lambda _: math.nan)
    assert unseen.score is None


def test_what_was_not_held_in_between_counts_for_nothing() -> None:
    form = HoldForm(PLANK[:1], Level.STANDARD)
    for tick in range(11):
        form.watch(tick / 10, View.SIDE, sagging(RIGHT[PLANK[0].measure]))
    form.watch(60.0, View.SIDE, sagging(broken()))
    assert form.score == 100.0


def test_a_fault_is_told_again_after_four_seconds_and_names_its_parts() -> None:
    form = HoldForm(PLANK[:1], Level.STANDARD)
    told = [(t / 10, fault) for t in range(90) for fault in form.watch(t / 10, View.SIDE, sagging(broken()))]
    assert [time_s for time_s, _ in told] == [0.0, 4.0, 8.0]
    assert {fault.parts for _, fault in told} == {PLANK[0].parts}


@pytest.mark.parametrize("is_right", [True, False])
def test_a_plank_has_the_score_of_its_form(is_right: bool) -> None:
    engine = Engine(catalogue()["plank"])
    for pose in perform("plank", rate_hz=15, yaw_deg=90, faults=() if is_right else ("hips_sag",)).sequence:
        engine.update(pose)
    found = engine.finish()
    assert found.hold_s > 5
    assert found.score is not None
    assert found.score > 90 if is_right else found.score < 20


def test_a_plank_that_nobody_held_has_no_score() -> None:
    assert Engine(catalogue()["plank"]).finish().score is None
