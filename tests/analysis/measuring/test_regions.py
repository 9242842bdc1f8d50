from __future__ import annotations

import pytest

from poise.analysis.measuring.measures import MEASURES
from poise.analysis.measuring.regions import Region, regions_of


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_speaks_of_a_part_of_the_body(measure: str) -> None:
    assert regions_of(measure)


@pytest.mark.parametrize(
    ("measure", "regions"),
    [
        ("knee_flexion", [Region.THIGHS, Region.SHANKS]),
        ("elbow_flexion", [Region.ARMS]),
        ("trunk_lean", [Region.TRUNK]),
        ("hip_flexion", [Region.TRUNK, Region.THIGHS]),
        ("heel_lift", [Region.FEET]),
        ("ankle_spread", [Region.SHANKS, Region.FEET]),
        ("wrist_spread", [Region.ARMS]),
    ],
)
def test_a_measure_speaks_of_the_limbs_between_its_points(measure: str, regions: list[Region]) -> None:
    assert list(regions_of(measure)) == regions
