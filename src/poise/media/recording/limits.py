"""How much a recording may ask of this machine."""

from __future__ import annotations

from dataclasses import dataclass

_MEBI = 2**20

# A block of one person is at most this many instants times keypoints; with 8 values each, 2 bytes and a state per
# value and at worst 8 bytes more for a wide one, a block never unpacks to more than 88 MiB (format, "Limits").
MAX_BLOCK_POINTS = 2**20
MAX_BLOCK_INSTANTS = 4096
MAX_HEADER_BYTES = _MEBI
MAX_KEYPOINTS = 4096
MAX_EDGES = 65_536
MAX_PEOPLE = 256


@dataclass(frozen=True, slots=True)
class RecordingLimits:
    """Bounds on what is read.

    Parameters
    ----------
    max_file_bytes : int
        Size of the recording as it lies on the disc.
    max_array_bytes : int
        Size of the arrays that it unpacks to. The default holds four hours of one person at 60 frames per
        second. Reading takes at most this much again for one person, and 256 MiB for the block at hand.
    """

    max_file_bytes: int = 1024 * _MEBI
    max_array_bytes: int = 2048 * _MEBI
