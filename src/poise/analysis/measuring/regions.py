"""Regions of the body that a measure or a rule speaks of, for whoever draws what was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from poise.analysis.measuring.measures import MEASURES


class Region(StrEnum):
    """A part of the body, of both sides together."""

    ARMS = "arms"
    TRUNK = "trunk"
    THIGHS = "thighs"
    SHANKS = "shanks"
    FEET = "feet"


_BONES: Mapping[frozenset[str], Region] = MappingProxyType(
    {
        frozenset({"shoulder", "elbow"}): Region.ARMS,
        frozenset({"elbow", "wrist"}): Region.ARMS,
        frozenset({"shoulder", "hip"}): Region.TRUNK,
        frozenset({"hip", "knee"}): Region.THIGHS,
        frozenset({"knee", "ankle"}): Region.SHANKS,
        frozenset({"heel", "foot_index"}): Region.FEET,
        frozenset({"ankle", "foot_index"}): Region.FEET,
    }
)
# Where no bone lies between a measure's points, such as between ankle and hip: what lies about the first of them.
_ABOUT: Mapping[str, tuple[Region, ...]] = MappingProxyType(
    {
        "wrist": (Region.ARMS,),
        "elbow": (Region.ARMS,),
        "shoulder": (Region.TRUNK,),
        "hip": (Region.TRUNK,),
        "knee": (Region.THIGHS, Region.SHANKS),
        "ankle": (Region.SHANKS, Region.FEET),
        "heel": (Region.FEET,),
        "foot_index": (Region.FEET,),
    }
)


def regions_of(measure: str) -> tuple[Region, ...]:
    """Return what a measure of `MEASURES` speaks of: the bones between its points.

    Examples
    --------
    >>> [region.value for region in regions_of("knee_flexion")]
    ['thighs', 'shanks']
    >>> [region.value for region in regions_of("ankle_spread")]
    ['shanks', 'feet']
    """
    points = [point.removeprefix("*_") for point in MEASURES[measure].points]
    found = {region for bone, region in _BONES.items() if bone <= set(points)}
    return tuple(region for region in Region if region in found) or _ABOUT[points[0]]
