"""The processes that this one has started and that are still there, zombies too."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def children() -> set[int]:
    """Return their identifiers."""
    return children_of(os.getpid())


def children_from_now_on() -> Callable[[], set[int]]:
    """Return a function that gives those that were started later: a worker of the tests has a database server, too."""
    before = children()
    return lambda: children() - before


def children_of(parent: int) -> set[int]:
    """Return those of another process."""
    found = set()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            after_the_name = (folder / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
        if int(after_the_name[1]) == parent:
            found.add(int(folder.name))
    return found
