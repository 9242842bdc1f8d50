"""What was written: the report of a film."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class SoundKept(Enum):
    """How the source's sound came into the film."""

    NONE = "none"
    COPIED = "copied"
    ENCODED = "encoded"


@dataclass(frozen=True, slots=True)
class FilmReport:
    """What became of a film.

    Parameters
    ----------
    frames : int
        Frames written; each has its source frame's time.
    damaged_packets : int
        Packets of the source that could not be decoded; their frames are missing from the film.
    codec : str
        The encoder that was used: ``libx264``, or what stands in for it where FFmpeg was built without it.
    sound : SoundKept
        Whether there is sound, and whether it was copied or encoded again.
    size : (int, int)
        Width and height of the film in pixels: the upright source's, made even by repeating the last column
        or row where needed.
    starts_at_once : bool
        Whether the index comes first, so that a browser plays before it has everything (not above 4 GB).
    """

    frames: int
    damaged_packets: int
    codec: str
    sound: SoundKept
    size: tuple[int, int]
    starts_at_once: bool
