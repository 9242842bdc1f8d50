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


def write_mot(recording: Recording, file: BinaryIO, name: str) -> None:
    """Write all joint angles in degrees; what was not seen is NaN."""
    columns = {
        f"{person_prefix(number)}{angle}": values
        for number, person in enumerate(recording.people, start=1)
        for angle, values in angles_deg(person).items()
    }
    times = recording.times_s
    lines = (
        name,
        "version=1",
        f"nRows={len(times)}",
        f"nColumns={1 + len(columns)}",
        "inDegrees=yes",
        "endheader",
    )
    file.write("".join(line + "\n" for line in (*lines, "\t".join(["time", *columns]))).encode())
    table = np.stack([*columns.values()], axis=1) if columns else np.empty((len(times), 0))
    for time_s, row in zip(times.tolist(), table.tolist(), strict=True):
        cells = "\t".join([repr(time_s), *(f"{value:.4f}" for value in row)]).replace("nan", "NaN")
        file.write(f"{cells}\n".encode())
