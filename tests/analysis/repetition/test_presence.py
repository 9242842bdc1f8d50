"""Whether somebody is there, and whether it is still the same person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.analysis.repetition.figure import squatting

from poise.analysis.measuring.body import Body, Joints
from poise.analysis.repetition.presence import Absence, Continuity, JumpDetector, missing_part
from poise.pose import BLAZEPOSE_33

KNEES_AND_ANKLES = BLAZEPOSE_33.indices(("left_knee", "right_knee", "left_ankle", "right_ankle"))


def moved(time_s: float, dx_px: float) -> Body:
    pose = squatting(time_s, 0.0)
    return Body(replace(pose, image=pose.image + np.array([dx_px, 0.0, 0.0])), ())


def test_a_jump_that_stays_is_a_cut_and_one_that_returns_is_a_glitch() -> None:
    jumps = JumpDetector(Joints(BLAZEPOSE_33))
    places = [jumps.update(moved(i / 20, 250.0 if i in (3, 4) or i > 8 else 0.0)) for i in range(16)]
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
    jumps = JumpDetector(Joints(BLAZEPOSE_33))
    places = []
    for index in range(int((seconds + 2.0) * 20)):
        away_s = index / 20 - 1.0
        dx_px = 0.0 if away_s < 0 else elsewhere_px if away_s < seconds else back_px
        places.append(jumps.update(moved(index / 20, dx_px)))
    assert [p for p in places if p in (Continuity.CUT, Continuity.RETURNED)] == [Continuity.CUT, said], why


def test_running_through_the_picture_is_no_cut() -> None:
    jumps = JumpDetector(Joints(BLAZEPOSE_33))
    assert all(jumps.update(moved(i / 8, 60.0 * i)) is Continuity.SAME for i in range(10))


@pytest.mark.parametrize(
    ("is_anybody_there", "ended_s"),
    [(False, 1.3), (True, 2.0)],
    ids=["nobody at all", "somebody whose limbs are hidden"],
)
def test_an_absence_is_told_once_and_then_ends_the_movement_once(
    is_anybody_there: bool, ended_s: float
) -> None:
    absence = Absence()
    absence.begin(0.0)
    times = [i / 10 for i in range(1, 40)]
    told = [t for t in times if absence.is_to_be_told(t)]
    ended = [t for t in times if absence.ends_movement(t, is_anybody_there=is_anybody_there)]
    assert (told, ended) == ([1.0], [ended_s])
    absence.end(5.0)
    assert absence.is_to_be_told(6.0)


def test_a_pause_that_was_asked_for_is_not_told_but_ends_the_movement() -> None:
    absence = Absence()
    absence.begin(0.0)
    absence.is_paused = True
    assert not absence.is_to_be_told(1.5)
    assert absence.ends_movement(1.5, is_anybody_there=False)


@pytest.mark.parametrize(
    ("hidden", "part"),
    [((), ""), (("left_ankle", "right_ankle"), "feet"), (("left_knee", "right_knee"), "knees")],
)
def test_the_part_that_is_missing_is_named(hidden: tuple[str, ...], part: str) -> None:
    body = Body(squatting(0.0, 0.0), tuple(KNEES_AND_ANKLES))
    for name in hidden:
        body.trust[BLAZEPOSE_33.index(name)] = 0.0
    assert missing_part(body, KNEES_AND_ANKLES, BLAZEPOSE_33) == part


def test_where_all_is_missing_nobody_is_there() -> None:
    body = Body(squatting(0.0, 0.0), ())
    assert missing_part(body, KNEES_AND_ANKLES, BLAZEPOSE_33) == ""
