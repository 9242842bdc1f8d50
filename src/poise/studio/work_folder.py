"""Where files lie while they are worked on: inside the data folder, and gone after the next start at the latest."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from poise.errors import StoreError, StoreUnavailable

_OWNED = ".owned"
# What a system says of a disc that is full, lost or failing, and of a folder that was taken away.
_NO_ROOM = frozenset({
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.ENOENT, errno.EMFILE, errno.ENFILE,
})  # fmt: skip


class WorkFolder:
    """A folder of this process in ``work/``, which whoever starts next removes if this process is killed.

    Each process holds a lock on a file in its folder. The system takes the lock back however the process ends, so a
    folder whose lock is free belongs to nobody: no process number is believed, which containers give out again.

    Parameters
    ----------
    data_dir : Path
        The data folder.
    """

    def __init__(self, data_dir: Path) -> None:
        self._all = data_dir / "work"
        self._lock = -1
        self.path = self._all / secrets.token_hex(8)

    def open(self) -> None:
        """Remove what dead processes left, and make this one's folder.

        Raises
        ------
        StoreError
            If it cannot be made.
        """
        try:
            self._all.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Between the making of a folder and its lock nobody may take it for a dead one's.
            with _locked(self._all / ".lock"):
                self._sweep()
                self.path.mkdir(mode=0o700)
                self._lock = os.open(self.path / _OWNED, os.O_RDWR | os.O_CREAT, 0o600)
                fcntl.flock(self._lock, fcntl.LOCK_EX)
        except OSError as error:
            raise StoreError(
                f"The folder {self._all} cannot be used: {error.strerror}; make room or choose another "
                "data folder."
            ) from error

    def close(self) -> None:
        """Remove this process's folder."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    @contextlib.contextmanager
    def folder(self) -> Iterator[Path]:
        """Make a folder that is removed at the end.

        Raises
        ------
        StoreUnavailable
            If there is no room, for the folder or for what is written into it.
        """
        with self.room():
            name = tempfile.mkdtemp(dir=self.path)
            try:
                yield Path(name)
            finally:
                shutil.rmtree(name, ignore_errors=True)

    @staticmethod
    @contextlib.contextmanager
    def room() -> Iterator[None]:
        """Tell in a sentence when the disc has no room for what is written inside.

        Raises
        ------
        StoreUnavailable
            If so.
        """
        try:
            yield
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            raise _no_room(error) from error

    def file(self) -> BinaryIO:
        """Return a file without a name, which is gone as soon as it is closed or the process ends.

        Raises
        ------
        StoreUnavailable
            If there is no room.
        """
        with self.room():
            return cast("BinaryIO", tempfile.TemporaryFile(dir=self.path, buffering=0))

    def _sweep(self) -> None:
        for folder in self._all.iterdir():
            if folder.is_dir() and not _is_owned(folder):
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_owned(folder: Path) -> bool:
    try:
        descriptor = os.open(folder / _OWNED, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _no_room(error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        f"The studio cannot keep files to work on at the moment ({error.strerror}); please try again later."
    )
