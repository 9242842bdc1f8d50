"""The address of a running studio, noted in its data folder for commands of the terminal that make links."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

_NAME = "address"
_LONGEST = 512


@contextlib.contextmanager
def noted_address(data_dir: Path, address: str) -> Iterator[None]:
    """Note where the studio is reached while it runs.

    Parameters
    ----------
    data_dir : Path
        The studio's data folder.
    address : str
        As it stands before a link's path, for example ``https://studio.example.org``.
    """
    note = data_dir / _NAME
    with contextlib.suppress(OSError):  # without it a command says --address; nothing else needs it
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        note.write_text(address, "utf-8")
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)


def running_address(data_dir: Path) -> str:
    """Return the address of the studio that runs on this data folder, "" where none is noted."""
    try:
        with (data_dir / _NAME).open(encoding="utf-8") as note:
            address = note.read(_LONGEST).strip()
    except (OSError, ValueError):
        return ""
    return address if address.startswith(("http://", "https://")) and address.isprintable() else ""
