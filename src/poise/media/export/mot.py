"""MOT: joint angles for OpenSim.

The layout follows OpenSim's documentation ("Storage (.sto) and Motion (.mot) Files"). The columns carry Poise's own
names: an OpenSim model's coordinates have other zeros and signs, so they must be matched by somebody who knows both.
"""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from poise.media.export.angle_series import angles_deg
from poise.media.export.trc import person_prefix
from poise.media.recording import Recording
from poise.pose import FloatArray


def write_mot(recording: Recording, file: BinaryIO, name: str) -> None:
    """Write all joint angles in degrees; what was not seen is NaN."""
    file.write(mot_head(recording, len(recording.times_s), name))
    write_mot_rows(recording, file)


def mot_head(recording: Recording, instants: int, name: str) -> bytes:
    """Return the lines before the rows.

    Parameters
    ----------
    recording : Recording
        Whose angles they are: the whole recording, or any stretch of it.
    instants : int
        How many rows follow.
    name : str
        Of the file.
    """
    names = _columns(recording)
    lines = (
        # A line with an equals sign is an entry of the header: a file may be called "inDegrees=no.mot".
        name.replace("=", "-"),
        # OpenSim's Storage reads one row alone of a file of version 1 that states its rows.
        "version=3",
        "DataType=double",
        f"nRows={instants}",
        f"nColumns={1 + len(names)}",
        "inDegrees=yes",
        "endheader",
    )
    return "".join(line + "\n" for line in (*lines, "\t".join(["time", *names]))).encode()


def write_mot_rows(recording: Recording, file: BinaryIO) -> None:
    """Write the rows of a recording, or of one stretch of a longer one."""
    columns, times = _columns(recording), recording.times_s
    table = np.stack([*columns.values()], axis=1) if columns else np.empty((len(times), 0))
    for time_s, row in zip(times.tolist(), table.tolist(), strict=True):
        cells = "\t".join([repr(time_s), *(f"{value:.4f}" for value in row)]).replace("nan", "NaN")
        file.write(f"{cells}\n".encode())


def _columns(recording: Recording) -> dict[str, FloatArray]:
    return {
        f"{person_prefix(number)}{angle}": values
        for number, person in enumerate(recording.people, start=1)
        for angle, values in angles_deg(person).items()
    }
