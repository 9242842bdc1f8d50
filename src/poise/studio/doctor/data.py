"""Whether a data folder is sound, its recordings included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from poise.errors import MediaNotFound, RecordingError
from poise.media.recording import RecordingLimits, read_recording
from poise.store.sqlite.soundness import RecordingFile, find_faults, find_recording_files

# One file holds 30 s of one person: 240 frames per second take 3 MB on the disc and 14 MB of arrays.
_LIMITS = RecordingLimits(max_file_bytes=64 * 2**20, max_array_bytes=256 * 2**20)


def find_data_faults(folder: Path) -> Iterator[str]:
    """Yield every fault of a data folder in one sentence: those of the store, and recordings that cannot be read.

    Recordings are read whole, one file of at most 64 MiB at a time. Nothing is changed.

    Raises
    ------
    StoreError
        If there is no database.
    """
    yield from find_faults(folder)
    for file in find_recording_files(folder):
        yield from _recording_faults(file)


def _recording_faults(file: RecordingFile) -> Iterator[str]:
    if not file.path.is_file() or not file.path.stat().st_size:
        return  # the store says so, or it was removed in this moment
    try:
        read_recording(file.path, _LIMITS)
    except (RecordingError, MediaNotFound) as error:
        reason = str(error).removeprefix(f"{file.path.name}: ").partition(";")[0]
        yield f"the recording {file.path.name} of the session {file.session} cannot be read: {reason}"
