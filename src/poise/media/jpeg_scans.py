"""How many scans a JPEG file has: each one is decoded over the whole picture, however few bytes it has."""

from __future__ import annotations

import re
from typing import Protocol

MAX_SCANS = 100
"""Progressive files have about ten scans; libjpeg's own fuzzing stops at 500."""

# ITU-T T.81, annex B: a marker is 0xFF and a code. 0xFF00 stands for a byte of coded data, 0xFFD0
# to 0xFFD7 only separate parts of a scan.
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_TEMPORARY, _BEGIN, _END, _SCAN = 0x01, 0xD8, 0xD9, 0xDA


class Bytes(Protocol):
    """Bytes in memory, or a mapped file."""

    def __getitem__(self, part: slice) -> bytes: ...

    def __len__(self) -> int: ...


def has_too_many_scans(data: Bytes) -> bool:
    """Say whether the first picture in `data` has more than `MAX_SCANS` scans.

    What lies behind its end (an MPO's other pictures, a motion photograph's film) is not decoded, nor are the
    thumbnails inside its segments, which are skipped by their length.
    """
    scans, at = 0, 0
    while (found := _MARKER.search(data, at)) is not None:  # type: ignore[call-overload]  # mappings are searched too
        at, code = found.end(), found.group(1)[0]
        if code == _END:
            return False
        if code in (_BEGIN, _TEMPORARY):
            continue
        scans += code == _SCAN
        if scans > MAX_SCANS:
            return True
        at += max(2, int.from_bytes(data[at : at + 2], "big"))
    return False
