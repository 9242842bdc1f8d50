"""Blobs as files of a folder: whole or not at all, and private."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from poise.blobs.blobs import BlobEntry, require_name, require_prefix, require_size
from poise.errors import StoreUnavailable

Answer = TypeVar("Answer")

_PARTIAL = ".partial"  # no name begins with a dot
_PARTIAL_S = 3600.0  # nobody writes 8 MiB for an hour: whoever began was killed
_ATTEMPTS = 5  # at writing into a folder that somebody else removes as it is empty


class FolderBlobs:
    """Keep blobs as files.

    Any number of processes may use one folder at the same time.

    Parameters
    ----------
    folder : Path
        Made when first written to, readable by its owner alone. Not what it lies in: where a data folder was taken
        away, nothing is to be written to its former place.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._partial = folder, folder / _PARTIAL
        self._is_prepared = False

    async def put(self, name: str, data: bytes) -> None:  # noqa: D102  (the interface says it)
        require_name(name)
        require_size(data)
        await asyncio.to_thread(_reach, lambda: self._put(name, data))

    async def get(self, name: str) -> bytes | None:  # noqa: D102
        require_name(name)
        return await asyncio.to_thread(_reach, lambda: self._get(name))

    async def remove(self, prefix: str) -> None:  # noqa: D102
        require_prefix(prefix)
        if not prefix:
            raise ValueError("removing all blobs needs a prefix")
        await asyncio.to_thread(_reach, lambda: self._remove(prefix))

    async def list(self, prefix: str = "") -> AsyncIterator[BlobEntry]:  # noqa: D102
        require_prefix(prefix)
        for entry in await asyncio.to_thread(_reach, lambda: self._list(prefix)):
            yield entry

    async def check(self) -> None:  # noqa: D102
        name = f"check-{secrets.token_hex(8)}"
        await self.put(name, bytes(64 * 1024))  # more than a disc that is full to the last block takes
        await self.remove(name)

    async def close(self) -> None:
        """Do nothing: no file stays open."""

    def _put(self, name: str, data: bytes) -> None:
        self._prepare()
        partial = self._partial / secrets.token_hex(16)
        try:
            _write_durably(partial, data)
            self._move(partial, self._folder / name)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise

    def _prepare(self) -> None:
        """Make the folders, and remove what killed processes left half written."""
        if self._is_prepared and self._partial.is_dir():
            return
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._partial.mkdir(mode=0o700, exist_ok=True)
        oldest = time.time() - _PARTIAL_S
        for file in self._partial.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if file.stat().st_mtime < oldest:
                    file.unlink()
        self._is_prepared = True

    def _move(self, partial: Path, target: Path) -> None:
        for attempt in range(_ATTEMPTS):
            self._make_folder(target.parent)
            try:
                partial.replace(target)
            except FileNotFoundError:
                if attempt == _ATTEMPTS - 1:
                    raise
            else:
                break
        with contextlib.suppress(FileNotFoundError):  # removed again already
            _synchronise(target.parent)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder and those above it, private and durable."""
        if folder == self._folder or folder.is_dir():
            return
        self._make_folder(folder.parent)
        with contextlib.suppress(FileNotFoundError):  # removed meanwhile: `_move` tries again
            folder.mkdir(mode=0o700, exist_ok=True)
            _synchronise(folder.parent)

    def _get(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def _remove(self, prefix: str) -> None:
        folders = set()
        for path in self._files(prefix):
            path.unlink(missing_ok=True)
            folders.add(path.parent)
        for folder in sorted(folders, key=lambda one: len(one.parts), reverse=True):
            self._remove_empty(folder)

    def _remove_empty(self, folder: Path) -> None:
        with contextlib.suppress(OSError):  # somebody has written into it again
            while folder != self._folder:
                folder.rmdir()
                folder = folder.parent

    def _list(self, prefix: str) -> Sequence[BlobEntry]:
        entries = []
        for path in self._files(prefix):
            with contextlib.suppress(FileNotFoundError):
                state = path.stat()
                name = path.relative_to(self._folder).as_posix()
                entries.append(BlobEntry(name, state.st_size, state.st_mtime_ns // 1_000_000))
        return sorted(entries, key=lambda entry: entry.name)

    def _files(self, prefix: str) -> Iterator[Path]:
        """Give the files whose names begin with a prefix; only the folder that it names is looked through."""
        above, _, beginning = prefix.rpartition("/")
        try:
            found = list((self._folder / above).iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return
        for path in found:
            if path.name.startswith(beginning) and not path.name.startswith("."):
                if path.is_dir():
                    yield from self._files(f"{path.relative_to(self._folder).as_posix()}/")
                else:
                    yield path


def _write_durably(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _synchronise(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reach(work: Callable[[], Answer]) -> Answer:
    """Run work on the disc and say in a sentence what it refuses."""
    try:
        return work()
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            sentence = "The disc is full; please make room, then it goes on by itself."
        else:
            sentence = f"The data cannot be reached at the moment ({error.strerror}); please try again."
        raise StoreUnavailable(sentence) from error
