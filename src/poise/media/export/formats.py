"""The formats that Poise writes, and the choice among them by a file's ending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from poise.errors import OutputError
from poise.media.atomic import atomic_write
from poise.media.export.coco import write_coco
from poise.media.export.csv_table import write_csv
from poise.media.export.json_document import write_json
from poise.media.export.mot import write_mot
from poise.media.export.npz import write_npz
from poise.media.export.parquet import write_parquet
from poise.media.export.pose_format_file import write_pose
from poise.media.export.trc import write_trc
from poise.media.recording import Recording, encode_recording
from poise.media.recording.recording import writable


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format that poses are written in.

    Parameters
    ----------
    suffix : str
        The ending that chooses it.
    title : str
        What it is, for people.
    write : callable
        Called with the recording, an open binary file, and the name of the file.
    holds_parts : bool
        Whether hands and faces are written as well as the body.
    """

    suffix: str
    title: str
    write: Callable[[Recording, BinaryIO, str], None]
    holds_parts: bool = True


def write_poise(recording: Recording, file: BinaryIO, _name: str) -> None:
    """Write a recording of Poise."""
    file.write(encode_recording(recording))


FORMATS = (
    ExportFormat(".poise", "recording of Poise", write_poise),
    ExportFormat(".json", "JSON", write_json),
    ExportFormat(".csv", "table, one row per person and instant", write_csv),
    ExportFormat(".npz", "NumPy arrays", write_npz),
    ExportFormat(".trc", "OpenSim markers", write_trc, holds_parts=False),
    ExportFormat(".mot", "OpenSim motion: joint angles", write_mot, holds_parts=False),
    ExportFormat(".coco.json", "COCO keypoints", write_coco, holds_parts=False),
    ExportFormat(".parquet", "Parquet table (extra: parquet)", write_parquet),
    ExportFormat(".pose", "pose-format (extra: pose)", write_pose, holds_parts=False),
)


def suffixes() -> tuple[str, ...]:
    """Return the endings that `export` knows."""
    return tuple(each.suffix for each in FORMATS)


def format_of(path: Path) -> ExportFormat:
    """Return the format that a file's longest known ending chooses.

    Raises
    ------
    OutputError
        If the ending is unknown.
    """
    name = path.name.lower()
    fitting = [each for each in FORMATS if name.endswith(each.suffix)]
    if not fitting:
        raise OutputError(f"{path.name}: Poise writes {', '.join(suffixes())}; choose one of these endings.")
    return max(fitting, key=lambda each: len(each.suffix))


def note_of(recording: Recording, path: str | Path) -> str:
    """Return the sentence that says what of a recording a file of this name cannot hold, "" where it holds all."""
    path = Path(path)
    if not recording.tracks or format_of(path).holds_parts:
        return ""
    return f"{path.name} holds the body alone; choose .json, .csv, .npz or .poise for hands and face."


def export(recording: Recording, path: str | Path) -> None:
    """Write poses to a file, whole or not at all, in the format that its ending chooses.

    Parameters
    ----------
    recording : Recording
        The people, and metadata such as the medium's name.
    path : path
        Its longest known ending decides: ``out.coco.json`` is COCO, ``out.json`` is JSON.

    Raises
    ------
    OutputError
        If the ending is unknown, the format cannot hold these people, or the file cannot be written.
    MissingExtra
        If the format needs a package that is not installed.
    """
    path = Path(path)
    chosen = format_of(path)
    with atomic_write(path) as file:
        # Some formats carry the name in a line of their own.
        chosen.write(recording, file, " ".join(writable(path.name).split()))
