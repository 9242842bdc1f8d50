"""Faults that the stick figure is made to show: found, and no other invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.analysis.repetition.figure import Movement, Stance, performed
from tests.analysis.repetition.movements import MOVEMENTS, both

from poise.analysis.repetition import Engine, SetSummary
from poise.catalogue import catalogue


def coach(name: str, rest: Stance, peak: Stance, yaw_deg: float) -> SetSummary:
    engine = Engine(catalogue()[name])
    movement = Movement(rest, peak, (yaw_deg,))
    for pose in performed(movement, 4, period_s=2.0, rate=20.0, yaw_deg=yaw_deg):
        engine.update(pose)
    return engine.finish()


def faults(summary: SetSummary) -> set[str]:
    return {fault.name for repetition in summary.repetitions for fault in repetition.faults}


SIDE, OBLIQUE, FRONT = 85.0, 40.0, 0.0
# Exercise, what is changed at rest, what at the peak, view, fault, whether it is major.
CASES: dict[str, tuple[str, dict[str, Any], dict[str, Any], float, str, bool]] = {
    "a squat with the chest down": ("squat", {}, {"trunk": 62.0, "hip": both(135)}, SIDE, "chest-down", True),
    "a squat with the knees falling in": (
        "squat",
        {},
        {"thighs_out": -12.0, "shins_out": 8.0},
        FRONT,
        "knees-in",
        True,
    ),
    "a squat that is too shallow": (
        "squat",
        {},
        {"trunk": 25.0, "hip": both(75), "knee": both(70)},
        SIDE,
        "too-shallow",
        True,
    ),
    "a hinge that becomes a squat": ("romanian-deadlift", {}, {"knee": both(62)}, SIDE, "knees-bend", True),
    "a push-up with sagging hips": (
        "push-up",
        {"hip": both(-35)},
        {"hip": both(-35)},
        SIDE,
        "hips-sag",
        True,
    ),
    "a push-up with the hips high": (
        "push-up",
        {},
        {"hip": both(60), "trunk": 100.0},
        SIDE,
        "hips-high",
        True,
    ),
    "a push-up only half way": (
        "push-up",
        {},
        {"elbow": both(58), "shoulder": both(45)},
        SIDE,
        "too-shallow",
        True,
    ),
    "a press leaning back": (
        "overhead-press",
        {"trunk": -28.0},
        {"trunk": -28.0},
        SIDE,
        "leaning-back",
        True,
    ),
    "a press not to the top": (
        "overhead-press",
        {},
        {"shoulder": both(140), "elbow": both(60)},
        OBLIQUE,
        "too-shallow",
        True,
    ),
    "a swinging curl": ("biceps-curl", {}, {"trunk": -32.0, "shoulder": both(-10)}, SIDE, "swinging", True),
    "a curl with the elbows forward": (
        "biceps-curl",
        {},
        {"shoulder": both(62)},
        SIDE,
        "elbows-drift",
        True,
    ),
    "a curl that never straightens": (
        "biceps-curl",
        {"elbow": both(65)},
        {},
        OBLIQUE,
        "not-fully-extended",
        True,
    ),
    "a pull-up that never hangs": (
        "pull-up",
        {"elbow": both(60), "shoulder": both(140)},
        {},
        FRONT,
        "not-fully-extended",
        True,
    ),
    "a row with a jerk": ("bent-over-row", {}, {"trunk": 40.0, "hip": both(70)}, SIDE, "standing-up", True),
    "a raise above the shoulders": ("lateral-raise", {}, {"arms_out": 112.0}, FRONT, "too-high", False),
    "jacks with narrow feet": (
        "jumping-jack",
        {},
        {"thighs_out": 2.0, "shins_out": 2.0},
        FRONT,
        "narrow-feet",
        False,
    ),
    "a press with one arm": (
        "overhead-press",
        {},
        {"elbow": (10.0, 115.0), "shoulder": (168.0, 60.0)},
        FRONT,
        "one-sided",
        True,
    ),
    "leg raises with bent knees": ("leg-raise", {}, {"knee": both(52)}, SIDE, "bent-knees", False),
}


@pytest.mark.parametrize("why", CASES)
def test_a_fault_is_found_in_every_repetition_and_named(why: str) -> None:
    name, at_rest, at_peak, yaw_deg, fault, is_major = CASES[why]
    movement = MOVEMENTS[name]
    summary = coach(name, replace(movement.rest, **at_rest), replace(movement.peak, **at_peak), yaw_deg)
    assert summary.attempted == 4
    assert all(fault in {f.name for f in repetition.faults} for repetition in summary.repetitions)
    assert summary.accurate == (0 if is_major else 4) or faults(summary) > {fault}
    assert summary.score is not None
    assert summary.score < 100


@pytest.mark.parametrize("why", CASES)
def test_the_same_movement_without_the_fault_is_not_accused(why: str) -> None:
    name, _, _, yaw_deg, _, _ = CASES[why]
    movement = MOVEMENTS[name]
    assert faults(coach(name, movement.rest, movement.peak, yaw_deg)) == set()
