"""Read the small files that people write or save themselves, whatever lies in their folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from poise.errors import CatalogueError

# Ten times the longest exercise of the catalogue; a parser's time grows faster than the text.
MAX_BYTES = 64 * 1024
MAX_FILES = 500

T = TypeVar("T")


def own_files(folder: Path, suffix: str) -> tuple[list[Path], tuple[str, ...]]:
    """Return the files of one ending in a folder by name, and what a person should know about the rest.

    Hidden files are passed over: editors and macOS (``._name``) leave them. A folder that is not there holds none.
    """
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  (names that are no text as well)
    except (FileNotFoundError, NotADirectoryError):
        return [], ()
    except OSError as error:
        return [], (f"The folder {folder} cannot be read: {error.strerror}.",)
    names = [name for name in names if name.endswith(suffix) and not name.startswith(".")]
    surplus = len(names) - MAX_FILES
    troubles = (
        (f"{folder} holds {len(names)} files; those after {names[MAX_FILES - 1]} are left out.",)
        if surplus > 0
        else ()
    )
    return [folder / name for name in names[:MAX_FILES]], troubles


def read_own_text(path: Path, max_bytes: int = MAX_BYTES) -> str:
    """Return the text of a regular file of bounded size, with or without a byte order mark.

    Raises
    ------
    CatalogueError
        If it is a folder, a pipe or a device, too large, not in UTF-8, or cannot be read.
    """
    try:
        content = _read(path, max_bytes)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise CatalogueError(
            f"{path.name} cannot be read: {reason}; please check its name and rights."
        ) from None
    if len(content) > max_bytes:
        raise CatalogueError(f"{path.name} is too large (over {max_bytes // 1024} kB); please shorten it.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CatalogueError(f"{path.name} is not a text file in UTF-8; save it as one.") from None


def _read(path: Path, max_bytes: int) -> bytes:
    # Asked before opening, which a device may answer with an action; without waiting, should a pipe come between.
    _require_regular(path, os.stat(path).st_mode)  # noqa: PTH116
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with os.fdopen(handle, "rb") as file:
        _require_regular(path, os.fstat(handle).st_mode)
        return file.read(max_bytes + 1)


def _require_regular(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "a device or a pipe"
        raise CatalogueError(f"{path.name} is {what}, not a file; please remove it.")


def load_own_files(folder: Path, load: Callable[[Path], T]) -> tuple[Mapping[str, T], tuple[str, ...]]:
    """Return what the TOML files of a folder hold by their names, and a sentence for each that is left out.

    A file is read again only when it has changed.

    Parameters
    ----------
    folder : Path
        Of one's own files; one that is not there holds none.
    load : callable
        Reads a file, raises `CatalogueError`, and gives the same for the same text.
    """
    files, troubles = own_files(folder, ".toml")
    read = {path.stem: _loaded(load, path, _version(path)) for path in files}
    good = {name: found[0] for name, found in read.items() if not isinstance(found, str)}
    wrong = [found for found in read.values() if isinstance(found, str)]
    return good, (*troubles, *wrong)


def hint(name: str, known: Iterable[str], command: str) -> str:
    """Return what a person may have meant by a name that is not known, or which command lists all."""
    from difflib import get_close_matches

    close = get_close_matches(name.lower().replace(" ", "-").replace("_", "-"), list(known), n=3)
    return f"did you mean {' or '.join(close)}" if close else f"{command} lists all"


def _version(path: Path) -> tuple[int, ...]:
    try:
        status = os.stat(path)  # noqa: PTH116  (also for names that pathlib refuses)
    except (OSError, ValueError):
        return ()
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_mode,
    )


@lru_cache(maxsize=4 * MAX_FILES)
def _loaded(load: Callable[[Path], T], path: Path, _version: tuple[int, ...]) -> tuple[T] | str:
    try:
        return (load(path),)
    except CatalogueError as error:
        return str(error)
