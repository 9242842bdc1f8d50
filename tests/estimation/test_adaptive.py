"""Choosing frames: close where limbs turn or are fast, sparse where little happens, nobody missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poise.estimation.adaptive import (
    MAX_ERROR_TRUNKS,
    MAX_GAP_S,
    Looks,
    PeopleRows,
    change,
    look_adaptively,
    match,
)
from poise.pose import BLAZEPOSE_33, FloatArray
from poise.pose.landmarks import ROW_VALUES

WRIST = BLAZEPOSE_33.index("left_wrist")
TRUNK_PX = 100.0
# Down the body, in lengths of the trunk from the hips; the head and the hands count for nothing here.
HEIGHTS = {"shoulder": -1.0, "elbow": -0.5, "wrist": 0.0, "hip": 0.0, "knee": 0.8, "ankle": 1.6}


def body(wrist_trunks: float = 0.0) -> PeopleRows:
    """Somebody who stands, the left wrist moved to the side by so many lengths of the trunk."""
    rows = np.ones((len(BLAZEPOSE_33), ROW_VALUES))
    rows[:, :2] = 300.0, 300.0
    for side, shift in (("left", 30.0), ("right", -30.0)):
        for part, height in HEIGHTS.items():
            rows[BLAZEPOSE_33.index(f"{side}_{part}"), :2] += shift, height * TRUNK_PX
    rows[WRIST, 0] += wrist_trunks * TRUNK_PX
    return rows[np.newaxis]


NOBODY = body()[:0]


@dataclass
class Film:
    """Frames of which it is known who is in them; it notes where it was looked at."""

    people: Callable[[float], PeopleRows]
    times_s: FloatArray
    still: bool = False
    max_cell: int = 1000
    order: list[int] = field(default_factory=list)

    def time_s(self, frame: int) -> float | None:
        return float(self.times_s[frame]) if frame < len(self.times_s) else None

    def is_still(self, first: int, last: int, people: PeopleRows) -> bool:
        return self.still

    def look(self, frame: int) -> PeopleRows:
        self.order.append(frame)
        return self.people(float(self.times_s[frame]))


def looks_at(film: Film) -> Looks:
    found: Looks = {}
    for cell in look_adaptively(film, film.look):
        found |= cell
    return found


def at(rate_hz: float, seconds: float) -> FloatArray:
    return np.arange(round(rate_hz * seconds)) / rate_hz


def test_somebody_who_does_not_move_is_looked_at_once_in_a_gap() -> None:
    film = Film(lambda _: body(), at(30, 10))
    gaps = np.diff(sorted(looks_at(film)))
    assert gaps.max() / 30 <= MAX_GAP_S
    assert np.median(gaps) == 5


def test_where_nothing_moves_in_the_frames_the_middle_is_left_out_too() -> None:
    looks = {
        is_still: len(looks_at(Film(lambda _: body(), at(30, 10), is_still))) for is_still in (False, True)
    }
    assert looks[True] < 0.6 * looks[False]


def test_frames_that_seem_still_are_looked_at_closely_once_the_person_has_moved() -> None:
    film = Film(lambda time_s: body(1.0 if time_s > 2.0 else 0.0), at(30, 4), still=True)
    assert {59, 60, 61} <= looks_at(film).keys()


def test_a_turning_point_is_looked_at_frame_by_frame() -> None:
    # Straight out and straight back: only at the turn does a line between two looks not hold.
    film = Film(lambda time_s: body(1.2 * min(time_s - 1.0, 3.0 - time_s)), at(30, 4))
    found = looks_at(film)
    turn = 60
    assert {turn - 1, turn, turn + 1} <= found.keys()
    assert len(found) < 0.6 * len(film.times_s)


def test_a_fast_limb_is_looked_at_in_every_frame() -> None:
    film = Film(lambda time_s: body(0.5 * np.sin(2 * np.pi * 3.0 * time_s)), at(30, 4))
    assert len(looks_at(film)) > 0.95 * len(film.times_s)


def test_at_a_low_rate_every_frame_is_looked_at() -> None:
    film = Film(lambda _: body(), at(8, 10))
    assert len(looks_at(film)) == len(film.times_s)


@pytest.mark.parametrize("appears_s", [0.5, 1.0, 1.234, 1.99])
def test_the_frame_in_which_somebody_appears_is_found(appears_s: float) -> None:
    film = Film(lambda time_s: body() if time_s >= appears_s else NOBODY, at(30, 3))
    found = looks_at(film)
    first = int(np.ceil(appears_s * 30 - 1e-9))
    assert {first - 1, first} <= found.keys()
    assert not len(found[first - 1])
    assert len(found[first])


def test_few_frames_wait_in_memory_where_frames_are_large() -> None:
    film = Film(lambda _: body(), at(30, 4), max_cell=2)
    assert np.diff(sorted(looks_at(film))).max() == 1


@settings(deadline=None)
@given(
    rate_hz=st.floats(5, 120),
    seconds=st.floats(0.01, 3.0),
    amplitude=st.floats(0, 1),
    turns_hz=st.floats(0.1, 4),
)
def test_first_and_last_are_looked_at_none_twice_and_interpolation_is_near(
    rate_hz: float, seconds: float, amplitude: float, turns_hz: float
) -> None:
    times_s = np.arange(max(1, round(rate_hz * seconds))) / rate_hz
    film = Film(lambda time_s: body(amplitude * np.sin(2 * np.pi * turns_hz * time_s)), times_s)
    found = dict(sorted(looks_at(film).items()))
    assert {0, len(times_s) - 1} <= found.keys()
    assert len(film.order) == len(set(film.order)) == len(found)
    known = np.array([people[0, WRIST, 0] for people in found.values()])
    guessed = np.interp(times_s, times_s[list(found)], known)
    true = np.array([film.people(float(time_s))[0, WRIST, 0] for time_s in times_s])
    # A cell accepts four times as much in its middle; a turn at its edge may have up to all of it in a gap.
    assert np.abs(guessed - true).max() <= 4 * MAX_ERROR_TRUNKS * TRUNK_PX


def test_a_joint_that_the_model_does_not_see_decides_nothing() -> None:
    hidden = body(0.0), body(0.9), body(0.0)
    for rows in hidden:
        rows[:, WRIST, 6] = 0.2
    assert change(*hidden, 0.5).error == pytest.approx(0.0)
    assert change(body(0.0), body(0.9), body(0.0), weight=0.5).error > 0.5


def test_two_people_are_matched_by_where_they_are() -> None:
    here, there = body(), body() + np.array([600.0, *([0.0] * 7)])
    both, swapped = np.concatenate([here, there]), np.concatenate([there, here])
    assert sorted(match(both, swapped)) == [(0, 1), (1, 0)]
    assert match(here, there) == []
    assert change(both, swapped, both, 0.5).error == pytest.approx(0.0)
    assert change(both, here, both, 0.5).is_coarse
