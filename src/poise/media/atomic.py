"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from poise.errors import OutputError

_REASONS = {
    errno.ENOSPC: "the disc is full",
    errno.EDQUOT: "your share of the disc is used up",
    errno.EFBIG: "the file would be larger than allowed here",
    errno.EROFS: "the disc is read-only",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.ENOENT: "its folder does not exist",
    errno.ENOTDIR: "its folder is a file",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "its name is too long",
}


@contextmanager
def atomic_write(path: str | Path) -> Iterator[BinaryIO]:
    """Open a file for writing that takes its name only when all of it is on the disc.

    The bytes go to a file without a name in the same folder, are synchronised to the disc, and then it gets the
    name. When anything fails, or the process is killed, nothing of it is left and what stood at `path` before stays
    as it was. Where a file system has no files without names, a hidden neighbour is used.

    Yields
    ------
    binary file
        Open for reading, writing and seeking.

    Raises
    ------
    OutputError
        If the file cannot be written; the sentence says why.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> with atomic_write(folder / "answer.txt") as file:
    ...     _ = file.write(b"42")
    >>> (folder / "answer.txt").read_bytes()
    b'42'
    """
    path = Path(path)
    # Named independently of the file, whose name may already be as long as the disc allows.
    neighbour = path.parent / f".poise-{secrets.token_hex(8)}.part"
    try:
        _require_no_folder(path)
        handle = _open_beside(neighbour)
    except OSError as error:
        raise output_error(path, error) from error
    try:
        with os.fdopen(handle, "w+b") as file:
            yield cast(BinaryIO, file)
            file.flush()
            os.fsync(file.fileno())
            if not neighbour.exists():
                _name(file.fileno(), neighbour)
        neighbour.replace(path)
    except OSError as error:
        raise output_error(path, error) from error
    finally:
        with suppress(FileNotFoundError):
            neighbour.unlink()
    _synchronise_folder(path.parent)


def _open_beside(neighbour: Path) -> int:
    """Return a new file in the neighbour's folder, without a name where the system can do that."""
    # Not mkstemp, which makes files private: a result gets the rights of any new file of the user.
    if hasattr(os, "O_TMPFILE") and Path("/proc/self/fd").is_dir():
        with suppress(OSError):  # not every file system can
            return os.open(neighbour.parent, os.O_RDWR | os.O_TMPFILE, 0o666)
    return os.open(neighbour, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)


def _name(handle: int, path: Path) -> None:
    """Give a file without a name one."""
    descriptors = os.open("/proc/self/fd", os.O_RDONLY)
    try:
        # Only with a folder of the source does Python follow the link that /proc shows.
        os.link(str(handle), path, src_dir_fd=descriptors, follow_symlinks=True)
    finally:
        os.close(descriptors)


def _require_no_folder(path: Path) -> None:
    with suppress(FileNotFoundError):
        if stat.S_ISDIR(path.stat().st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))


def output_error(path: Path, error: OSError) -> OutputError:
    """Say in one sentence why `path` cannot be written."""
    reason = _REASONS.get(error.errno or 0, (error.strerror or "the system refuses it").lower())
    return OutputError(f"{path} cannot be written: {reason}.")


def _synchronise_folder(folder: Path) -> None:
    # The rename is durable only when its folder is; not every file system lets a folder be synchronised.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
