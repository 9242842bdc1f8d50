"""The ways in which a comparison is drawn; a module of its own, as the terminal needs it at its start."""

from __future__ import annotations

from enum import StrEnum


class ComparisonPicture(StrEnum):
    """Both pictures, the reference as a ghost in the attempt's picture, or both bodies in space."""

    SIDE_BY_SIDE = "side-by-side"
    GHOST = "ghost"
    TURNED = "turned"
