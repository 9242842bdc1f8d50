"""Refuse outputs that would replace an input or one another, before any work begins.

Every command and every function of the studio that reads files and writes files asks `require_destinations` first.
"""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Hashable, Iterable
from pathlib import Path

from poise.errors import OutputError
from poise.media.atomic import output_error


def require_destinations(inputs: Iterable[str | Path], outputs: Iterable[str | Path]) -> None:
    """Refuse outputs that cannot be written, that are inputs, or that are one file under two names.

    Parameters
    ----------
    inputs : iterable of path
        Everything that is read.
    outputs : iterable of path
        Everything that will be written.

    Raises
    ------
    OutputError
        In one sentence, naming the output and what to do.
    """
    paths = [Path(path) for path in outputs]
    for path in paths:
        _require_writable(path)
    require_separate(inputs, paths)


def require_separate(inputs: Iterable[str | Path], outputs: Iterable[str | Path]) -> None:
    """Refuse outputs that are inputs, or that are one file under two names.

    Links, hard links and, because results travel to other discs, names that differ only in case or in Unicode
    normalisation count as the same file.

    Raises
    ------
    OutputError
        In one sentence, naming the output and what to do.

    Examples
    --------
    >>> require_separate(["set.mp4"], ["set.csv", "set.npz"])
    >>> require_separate(["set.mp4"], ["./SET.mp4"])
    Traceback (most recent call last):
    poise.errors.OutputError: SET.mp4 is set.mp4, which is read as well; choose another name for the output.
    """
    read = {identity: Path(path) for path in inputs for identity in _identities(Path(path))}
    written: set[Hashable] = set()
    for path in map(Path, outputs):
        identities = _identities(path)
        source = next((read[one] for one in identities if one in read), None)
        if source is not None:
            name = "" if source == path else f" is {source}, which"
            raise OutputError(f"{path}{name} is read as well; choose another name for the output.")
        if not written.isdisjoint(identities):
            raise OutputError(
                f"Two results would be written to {path}; give them different names, or write them one by one."
            )
        written.update(identities)


def _identities(path: Path) -> tuple[Hashable, ...]:
    """Return what two paths have in common when they name one file: the file itself, its name in its folder."""
    real = Path(os.path.realpath(path))
    names = tuple(_name_in_folder(each) for each in (path, real))
    number = _number(real)
    return names if number is None else (*names, number)


def _name_in_folder(path: Path) -> tuple[Hashable, str]:
    folder = os.path.realpath(path.parent)
    # Canonical caseless matching, Unicode Standard 3.13, D145.
    name = unicodedata.normalize("NFD", unicodedata.normalize("NFD", path.name).casefold())
    return _number(Path(folder)) or folder, name


def _number(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116  (also for names that pathlib refuses)
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _require_writable(path: Path) -> None:
    """Refuse what is known beforehand to fail: no folder, too long a name, a device in the file's place."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise output_error(path, error) from error
    else:
        if stat.S_ISDIR(mode):
            raise output_error(path, IsADirectoryError(errno.EISDIR, ""))
        if not stat.S_ISREG(mode):
            raise OutputError(f"{path} is a device or a pipe; name a file to write to.")
    if not path.parent.is_dir():
        raise OutputError(f"The folder {path.parent} does not exist; make it first.")
