"""What every rule said about films, by the view from which it was judged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.accuracy.repetitions.films import Film
from benchmarks.accuracy.rules.__main__ import table
from benchmarks.accuracy.rules.alarms import Alarms, alarms_of
from benchmarks.accuracy.rules.sides import differences
from tests.benchmarks.test_strangers import write_track
from tests.synthetic.performance import perform


def film_of(path: Path, yaw_deg: float, faults: tuple[str, ...] = ()) -> Film:
    done = perform("push-up", repetitions=3, rate_hz=20.0, yaw_deg=yaw_deg, faults=faults)
    return Film(write_track(path, done.sequence), "push-up", "push-up", 3, is_right_form=True)


def test_what_is_raised_on_right_form_is_counted_by_rule_and_view(tmp_path: Path) -> None:
    right = film_of(tmp_path / "a_1.npz", 90.0)
    sagging = film_of(tmp_path / "b_1.npz", 90.0, ("hips_sag",))
    alarms = alarms_of([right, sagging], is_right_form=True)
    key = "push-up", "hips-sag", "side"
    assert (alarms.asked[key], alarms.judged[key], alarms.raised[key]) == (6, 6, 3)
    assert alarms.by_rule().raised["all", "hips-sag", "side"] == 3
    assert alarms.raised["push-up", "too-shallow", "side"] == 0


def test_a_rule_is_silent_in_a_view_that_hides_it(tmp_path: Path) -> None:
    alarms = alarms_of([film_of(tmp_path / "a_1.npz", 0.0)], is_right_form=True)
    assert alarms.judged["push-up", "hips-sag", "front"] == 0
    lines = list(table(alarms))
    assert any("push-up hips-sag front" in line and "silent in all 3" in line for line in lines)


def test_films_of_unknown_and_of_wrong_form_are_kept_apart(tmp_path: Path) -> None:
    right = film_of(tmp_path / "a_1.npz", 90.0)
    unknown, wrong = (
        replace(right, is_right_form=False),
        replace(right, is_right_form=False, wrong=frozenset({1})),
    )
    assert alarms_of([unknown, wrong], is_right_form=True).asked.total() == 0
    assert alarms_of([unknown, wrong], is_right_form=False).asked["push-up", "hips-sag", "side"] == 3


def test_a_rule_with_more_than_three_per_cent_is_marked() -> None:
    alarms, key = Alarms(), ("squat", "knees-in", "front")
    alarms.asked[key], alarms.judged[key], alarms.raised[key] = 100, 100, 4
    assert next(iter(table(alarms))).endswith("<")
    alarms.raised[key] = 3
    assert not next(iter(table(alarms))).endswith("<")


def test_sides_of_a_body_without_noise_hardly_differ(tmp_path: Path) -> None:
    found = differences([film_of(tmp_path / "a_1.npz", 0.0)])
    assert len(found["elbow_flexion", "front"]) == 6
    assert max(map(abs, found["elbow_flexion", "front"])) == pytest.approx(0.0, abs=3.0)
