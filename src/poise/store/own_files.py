"""Exercises and programmes that people made themselves: each the text of a catalogue file, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class OwnFile:
    """Something that somebody made for themselves, and may share.

    Parameters
    ----------
    identifier : str
        Unique among all accounts, and what its sessions name as their subject.
    account : str
        Whose it is.
    name : str
        What people call it.
    created_ms : int
        UTC.
    text : str
        The file of the catalogue (TOML); the store does not read it.
    is_shared : bool
        Whether everybody in the studio may choose it.
    deleted_ms : int
        0, or when it was removed; it can be restored until the sweeper removes it for good.
    rev : int
        Grows with every change.
    """

    identifier: str
    account: str
    name: str
    created_ms: int
    text: str
    is_shared: bool = False
    deleted_ms: int = 0
    rev: int = 0

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""
        return self.identifier


@dataclass(frozen=True, slots=True)
class OwnExercise(OwnFile):
    """An exercise of one's own.

    Parameters
    ----------
    demonstration : str
        The movement that it was learned from, for its figure; "" for none. The store does not read it.
    """

    demonstration: str = ""


@dataclass(frozen=True, slots=True)
class OwnProgramme(OwnFile):
    """A programme of one's own."""


Own = TypeVar("Own", OwnExercise, OwnProgramme)
