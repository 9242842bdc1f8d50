"""TRC: markers for OpenSim.

The layout follows OpenSim's documentation ("Marker (.trc) Files"). Poise's world axes are the camera's: x to the
picture's right, y down, z away from the camera. OpenSim's are X forward, Y up, Z to the right. For a person who faces
the camera, forward is towards it and their right is the picture's left, hence X = -z, Y = -y, Z = -x, a rotation.
"""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from poise.errors import OutputError
from poise.media.export.rate import mean_rate_hz
from poise.media.recording import Recording
from poise.pose import FloatArray

_RATE_TITLES = (
    "DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units",
    "OrigDataRate", "OrigDataStartFrame", "OrigNumFrames",
)  # fmt: skip


def write_trc(recording: Recording, file: BinaryIO, name: str) -> None:
    """Write the world points in metres, Y up; what was not seen is left blank.

    Several people's markers stand side by side, those of the second and later ones prefixed `person2_` and so on.

    Raises
    ------
    OutputError
        If there is nobody or no frame.
    """
    file.write(trc_head(recording, recording.times_s, name))
    write_trc_rows(recording, file)


def trc_head(recording: Recording, times_s: FloatArray, name: str) -> bytes:
    """Return the lines before the rows.

    Parameters
    ----------
    recording : Recording
        Whose markers they are: the whole recording, or any stretch of it.
    times_s : (T,) float64
        All times of the recording.
    name : str
        Of the file.

    Raises
    ------
    OutputError
        If there is nobody or no frame: OpenSim never finishes reading such a file.
    """
    if not recording.people or not len(times_s):
        raise OutputError("The .trc format cannot hold a recording without people; choose another format.")
    return _header(times_s, _marker_names(recording), name).encode()


def write_trc_rows(recording: Recording, file: BinaryIO, before: int = 0) -> None:
    """Write the rows of a recording, or of one stretch of a longer one that has `before` rows already.

    A row ends with a tab: without it OpenSim misses the last cell where that is blank.
    """
    worlds = [_finite_points(person.world).reshape(len(person), -1) for person in recording.people]
    for instant, time_s in enumerate(recording.times_s.tolist()):
        cells = [f"{value:.6f}" for world in worlds for value in world[instant].tolist()]
        row = "\t".join([str(before + instant + 1), repr(time_s), *cells, ""]).replace("nan", "")
        file.write(f"{row}\n".encode())


def _finite_points(world: FloatArray) -> FloatArray:
    """Return the points as OpenSim reads them; a marker that lacks one coordinate lacks all three."""
    seen = np.isfinite(world).all(axis=-1, keepdims=True)
    return opensim_axes(np.where(seen, world, np.nan))


def opensim_axes(points: FloatArray) -> FloatArray:
    """Return points (..., 3) of the camera's axes in OpenSim's: X = -z, Y = -y, Z = -x."""
    turned: FloatArray = -points[..., ::-1] + 0.0
    return turned


def person_prefix(number: int) -> str:
    """Return what distinguishes the names of person `number`, counted from 1."""
    return "" if number == 1 else f"person{number}_"


def _marker_names(recording: Recording) -> list[str]:
    return [
        person_prefix(number) + "_".join(keypoint.split())
        for number, person in enumerate(recording.people, start=1)
        for keypoint in person.skeleton.keypoints
    ]


def _header(times_s: FloatArray, markers: list[str], name: str) -> str:
    rate = f"{mean_rate_hz(times_s):.6g}"
    count = str(len(times_s))
    columns = [f"{letter}{number}" for number in np.arange(1, len(markers) + 1) for letter in "XYZ"]
    lines = (
        ("PathFileType", "4", "(X/Y/Z)", name),
        _RATE_TITLES,
        (rate, rate, count, str(len(markers)), "m", rate, "1", count),
        ("Frame#", "Time", *(cell for marker in markers for cell in (marker, "", ""))),
        ("", "", *columns),
        (),
    )
    return "".join("\t".join(line) + "\n" for line in lines)
