"""Landmarks kept between runs: a picture that was estimated once is not estimated again."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

import platformdirs

from poise.errors import PoiseError
from poise.estimation.models import Model
from poise.media.atomic import atomic_write
from poise.media.recording import Recording, encode_recording, read_recording
from poise.pose import PoseSequence

# Raised whenever the same picture and model may give other landmarks; what older versions kept is then not found
# again and leaves with the oldest.
_VERSION = 4
_SUFFIX = ".poise"
_MAX_BYTES = 32 * 2**20


class LandmarkCache:
    """Landmarks of pictures on the disc, by the picture's content and the model.

    Each entry is a recording that names neither the picture nor its place. Folder and files are private to
    the user. What was used longest ago leaves when all of it grows beyond `max_bytes`. A recording rounds (0.00024
    of the picture, 0.12 mm), which moves a score by less than a tenth of a point. Whatever goes wrong with the
    cache means only that it does not help.

    Parameters
    ----------
    folder : Path, optional
        By default ``landmarks`` in the user's cache folder.
    max_bytes : int
        Bound on all entries together.

    Examples
    --------
    >>> import tempfile
    >>> cache = LandmarkCache(Path(tempfile.mkdtemp()))
    >>> cache.find(Path(__file__), Model.FULL) is None
    True
    """

    def __init__(self, folder: Path | None = None, *, max_bytes: int = _MAX_BYTES) -> None:
        self._folder = folder or Path(platformdirs.user_cache_dir("poise", appauthor=False)) / "landmarks"
        self._max_bytes = max_bytes

    def find(self, picture: Path, model: Model) -> tuple[PoseSequence, ...] | None:
        """Return the people of a picture that was kept, or None."""
        try:
            entry = self._entry(picture, model)
            people = read_recording(entry).people
            _touch(entry)
        except (OSError, PoiseError):
            return None
        return people

    def keep(self, picture: Path, model: Model, people: tuple[PoseSequence, ...]) -> None:
        """Keep the people of a picture, also when there is nobody."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            entry = self._entry(picture, model)
            with atomic_write(entry) as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(encode_recording(Recording(people, {"model": model.value})))
            _touch(entry)
            self._evict()
        except (OSError, PoiseError):
            return

    def clear(self) -> int:
        """Remove every entry and return how many there were."""
        entries = self._entries()
        for entry in entries:
            entry.unlink(missing_ok=True)
        return len(entries)

    def _entry(self, picture: Path, model: Model) -> Path:
        with picture.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        return self._folder / f"v{_VERSION}-{model.value}-{content}{_SUFFIX}"

    def _entries(self) -> list[Path]:
        return sorted(self._folder.glob(f"v*{_SUFFIX}"), key=_last_used, reverse=True)

    def _evict(self) -> None:
        total = 0
        for entry in self._entries():
            with suppress(OSError):
                total += entry.stat().st_size
                if total > self._max_bytes:
                    entry.unlink(missing_ok=True)


def _touch(entry: Path) -> None:
    # The kernel's own stamps are as coarse as its ticks and would tie.
    os.utime(entry, ns=(time.time_ns(), time.time_ns()))


def _last_used(entry: Path) -> int:
    with suppress(OSError):
        return entry.stat().st_mtime_ns
    return 0
