"""Which frames of a video are looked at."""

from __future__ import annotations

from enum import StrEnum


class Look(StrEnum):
    """Which frames of a video the model looks at.

    `ADAPTIVE` looks where something moves and interpolates between; `EVERY` looks at every frame.
    """

    ADAPTIVE = "adaptive"
    EVERY = "every"


DEFAULT_LOOK = Look.EVERY
"""What is done where nobody chooses; docs/decisions/0009-look-less-often.md says why."""
