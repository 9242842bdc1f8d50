"""Recording chunks as files: whole or not at all, and private."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from poise.store.sqlite.connections import as_store_error

_CHECK_BYTES = 64 * 1024  # more than a disc that is full to the last block takes


class ChunkFiles:
    """The folder of the recordings; who needs which file is the database's to say.

    Parameters
    ----------
    folder : Path
        Where they lie; see `prepare`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> None:
        """Make the folder where it is missing, readable by its owner alone."""
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def write(self, session: str, chunks: Sequence[bytes]) -> list[str]:
        """Write chunks under fresh names and return these once they are durable."""
        names = [f"{session}-{number:04}-{secrets.token_hex(4)}.poise" for number in range(len(chunks))]
        for name, chunk in zip(names, chunks, strict=True):
            self._write(name, chunk)
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)  # the names themselves
        finally:
            os.close(descriptor)
        return names

    def read(self, names: Iterable[str]) -> list[bytes]:
        """Return the contents of files."""
        return [(self._folder / name).read_bytes() for name in names]

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; those that are gone already do not matter."""
        for name in names:
            (self._folder / name).unlink(missing_ok=True)

    def remove_all_but(self, needed: set[str], min_age_s: float = 0.0) -> int:
        """Remove what a killed process left behind at least so long ago; returns how many files."""
        before_s = time.time() - min_age_s
        orphans = [name for name in self._names_before(before_s) if name not in needed]
        self.remove(orphans)
        return len(orphans)

    def _names_before(self, time_s: float) -> Iterator[str]:
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime <= time_s:
                    yield path.name

    def check(self) -> None:
        """Return if a file can be written.

        Raises
        ------
        StoreError
            If not.
        """
        try:
            self.remove(self.write("check", [bytes(_CHECK_BYTES)]))
        except OSError as error:
            raise as_store_error(error) from error

    def bytes_of(self, names: Iterable[str]) -> int:
        """Return what these files take on the disc, those that are missing nothing."""
        total = 0
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total += (self._folder / name).stat().st_size
        return total

    def size_bytes(self) -> int:
        """Return what the recordings take on the disc."""
        return sum(path.stat().st_size for path in self._folder.iterdir())

    def _write(self, name: str, chunk: bytes) -> None:
        partial = self._folder / f".{name}"
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            partial.rename(self._folder / name)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
