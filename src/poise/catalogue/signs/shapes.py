"""Read the table of hand shapes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from poise.analysis.signing.hand_model import HandShape, hand_points, turn_to_camera
from poise.pose import FloatArray

_FILE = Path(__file__).parent / "asl.toml"
# Most shapes: the hand upright, the palm to the camera.
_UPRIGHT = {"along": [0.15, -1.0, -0.1], "palm": [0.15, 0.1, -1.0]}


@dataclass(frozen=True, slots=True)
class ShapeVariant:
    """One way of making a shape; the fields are those of `HandShape`, and where palm and fingers point.

    `along` and `palm` are directions before a camera that is not mirrored: right, down, away.
    """

    flexion_deg: tuple[tuple[float, float, float], ...]
    sideways_deg: tuple[float, ...]
    thumb_tip: tuple[float, float, float]
    along: tuple[float, float, float]
    palm: tuple[float, float, float]

    @property
    def shape(self) -> HandShape:
        """How the hand is bent."""
        return HandShape(np.array(self.flexion_deg), np.array(self.sideways_deg), np.array(self.thumb_tip))

    @property
    def points(self) -> FloatArray:
        """A right hand that makes it, (21, 3) over `HAND_21` in hand sizes from the wrist, in the camera's axes."""
        return turn_to_camera(hand_points(self.shape), np.array(self.along), np.array(self.palm))


def letter_shapes() -> Mapping[str, tuple[ShapeVariant, ...]]:
    """Return the still letters of American fingerspelling; the first variant is that of the charts."""
    return _table("letters")


def digit_shapes() -> Mapping[str, tuple[ShapeVariant, ...]]:
    """Return the digits of American Sign Language; the first variant is that of the charts."""
    return _table("digits")


@cache
def _table(name: str) -> Mapping[str, tuple[ShapeVariant, ...]]:
    rows = tomllib.loads(_FILE.read_text("utf-8"))[name]
    return MappingProxyType({symbol: _variants(row) for symbol, row in rows.items()})


def _variants(row: dict[str, Any]) -> tuple[ShapeVariant, ...]:
    others = row.get("variants", [])
    return tuple(_variant(_UPRIGHT | row | other) for other in ({}, *others))


def _variant(row: dict[str, Any]) -> ShapeVariant:
    return ShapeVariant(
        tuple((a, b, c) for a, b, c in row["fingers"]),
        tuple(row["sideways"]),
        tuple(row["thumb"]),
        tuple(row["along"]),
        tuple(row["palm"]),
    )
