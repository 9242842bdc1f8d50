"""CSV: one row per instant and person."""

from __future__ import annotations

import csv
import io
from typing import BinaryIO

from poise.media.export.columns import decimals_of, tables
from poise.media.export.csv_cells import text_cell
from poise.media.recording import Recording


def write_csv(recording: Recording, file: BinaryIO, _name: str) -> None:
    """Write a table with the columns time_s, person, then every value of every keypoint, then the angles.

    What was not seen is an empty cell. Where some instants were not looked at, `looked_at` (1 or 0) comes third.
    """
    file.write(csv_head(recording))
    write_csv_rows(recording, file)


def csv_head(recording: Recording) -> bytes:
    """Return the line that names the columns."""
    names, _ = tables(recording)
    flag = [] if recording.looked_at is None else ["looked_at"]
    return _header(["time_s", "person", *flag, *names])


def write_csv_rows(recording: Recording, file: BinaryIO) -> None:
    """Write the rows of a recording, or of one stretch of a longer one."""
    names, people = tables(recording)
    row = ",".join(f"%.{decimals_of(name)}f" for name in names)
    looked_at = recording.looked_at
    for instant, time_s in enumerate(recording.times_s.tolist()):
        flag = "" if looked_at is None else f"{looked_at[instant]:d},"
        for number, table in enumerate(people, start=1):
            cells = (row % tuple(table[instant].tolist())).replace("nan", "")
            file.write(f"{time_s!r},{number},{flag}{cells}\r\n".encode())


def _header(names: list[str]) -> bytes:
    # The names come from a skeleton, which may be anybody's: they are quoted where CSV asks for it.
    text = io.StringIO(newline="")
    csv.writer(text).writerow(map(text_cell, names))
    return text.getvalue().encode()
