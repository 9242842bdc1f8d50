"""Exports of a long recording that is kept in parts: one part in memory at a time, the same bytes as of the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import BinaryIO, Self

import numpy as np

from poise.errors import OutputError
from poise.media.export.csv_table import csv_head, write_csv_rows
from poise.media.export.json_document import (
    json_head,
    json_person_head,
    json_track_head,
    write_json_frames,
)
from poise.media.export.mot import mot_head, write_mot_rows
from poise.media.export.trc import trc_head, write_trc_rows
from poise.media.recording import Recording, TrackKey
from poise.media.recording.codec import write_parts
from poise.pose import FloatArray, Part


@dataclass(frozen=True, eq=False, slots=True)
class RecordingParts:
    """A recording of one person in parts that follow one another in time.

    Parameters
    ----------
    read : callable
        Returns the parts from the first one on, each time anew: formats whose head tells a sum read them twice. All
        have the same tracks.
    first : Recording
        The first part, for what all have in common.
    times_s : (T,) float64
        The times of all parts.
    """

    read: Callable[[], Iterator[Recording]]
    first: Recording
    times_s: FloatArray

    @classmethod
    def of(cls, read: Callable[[], Iterator[Recording]]) -> Self | None:
        """Return the parts that `read` gives, None where there are none.

        A hand or face that was found in some of them is NaN in the others, and where one says which instants were
        looked at, all do.
        """
        first, times, found = None, [], set[TrackKey]()
        is_flagged = False
        for part in read():
            first = first or part
            times.append(part.times_s)
            is_flagged |= part.looked_at is not None
            found |= {track.key for track in part.tracks}
        if first is None:
            return None
        keys = [(who, part) for who, part in product(range(len(first.people)), Part) if (who, part) in found]

        def alike(part: Recording) -> Recording:
            tracked = part.with_tracks(keys)
            return replace(tracked, looked_at=tracked.is_looked_at) if is_flagged else tracked

        return cls(lambda: map(alike, read()), alike(first), np.concatenate(times))


def export_parts(parts: RecordingParts, suffix: str, file: BinaryIO, name: str) -> None:
    """Write a recording in the format of an ending: ``.json``, ``.csv``, ``.trc``, ``.mot`` or ``.poise``.

    Parameters
    ----------
    parts : RecordingParts
        What is written.
    suffix : str
        The ending.
    file : binary file
        Written from its place on, and never gone back in.
    name : str
        Of the file; some formats carry it in a line of their own.

    Raises
    ------
    OutputError
        If the format cannot be written in parts.
    """
    if suffix not in _WRITERS:
        raise OutputError(f"A session is exported as {', '.join(_WRITERS)}; choose one of these.")
    _WRITERS[suffix](parts, file, name)


def _write_json(parts: RecordingParts, file: BinaryIO, _name: str) -> None:
    file.write(json_head(parts.first) + json_person_head(parts.first.people[0], 1))
    for at, part in enumerate(parts.read()):
        write_json_frames(part.people[0], file, part.looked_at, goes_on=at > 0)
    for number, track in enumerate(parts.first.tracks):
        file.write(b"]}" + json_track_head(track, number + 1))
        for at, part in enumerate(parts.read()):
            write_json_frames(part.tracks[number].poses, file, part.looked_at, goes_on=at > 0)
    file.write(b"]}]}\n")


def _write_csv(parts: RecordingParts, file: BinaryIO, _name: str) -> None:
    file.write(csv_head(parts.first))
    for part in parts.read():
        write_csv_rows(part, file)


def _write_trc(parts: RecordingParts, file: BinaryIO, name: str) -> None:
    file.write(trc_head(parts.first, parts.times_s, name))
    written = 0
    for part in parts.read():
        write_trc_rows(part, file, written)
        written += len(part.times_s)


def _write_mot(parts: RecordingParts, file: BinaryIO, name: str) -> None:
    file.write(mot_head(parts.first, len(parts.times_s), name))
    for part in parts.read():
        write_mot_rows(part, file)


def _write_poise(parts: RecordingParts, file: BinaryIO, _name: str) -> None:
    write_parts(file, parts.times_s, parts.read)


_WRITERS: Mapping[str, Callable[[RecordingParts, BinaryIO, str], None]] = {
    ".json": _write_json,
    ".csv": _write_csv,
    ".trc": _write_trc,
    ".mot": _write_mot,
    ".poise": _write_poise,
}
