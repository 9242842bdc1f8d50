from __future__ import annotations

import math
from pathlib import Path

import pytest

from poise.analysis.measuring.bound import Bound
from poise.analysis.repetition import Engine
from poise.analysis.repetition.hold import Hold
from poise.catalogue import catalogue
from poise.media.tracks import read_track

ZONE = (
    Bound("trunk_lean", 55, 120),
    Bound("knee_flexion", -math.inf, 50),
    Bound("hip_flexion", -math.inf, 48),
)
NAN = math.nan


@pytest.mark.parametrize(
    ("values", "held"),
    [
        ((80.0, 5.0, 5.0), True),
        ((80.0, NAN, 5.0), True),  # real pictures crop feet
        ((20.0, 5.0, 5.0), False),
        ((80.0, 5.0, 90.0), False),
        ((NAN, 5.0, 5.0), False),  # what defines the zone is not seen
        ((80.0, NAN, NAN), False),  # too little is seen
        ((NAN, NAN, NAN), False),
    ],
)
def test_seconds_count_in_the_zone_where_enough_of_it_is_seen(values: tuple[float, ...], held: bool) -> None:
    hold = Hold(ZONE)
    read = dict(zip((bound.measure for bound in ZONE), values, strict=True)).__getitem__
    for tenth in range(31):
        hold.update(tenth / 10, read)
    assert hold.is_holding == held
    assert hold.seconds == pytest.approx(3.0 if held else 0.0)


@pytest.mark.reference
def test_who_stands_with_legs_outside_the_picture_holds_no_plank(reference_data: Path) -> None:
    (person,) = read_track(reference_data / "exercise" / "tracks" / "mm_bicep_curl.npz").people
    engine = Engine(catalogue()["plank"])
    for pose in person:
        engine.update(pose)
    assert engine.finish().hold_s == 0.0
