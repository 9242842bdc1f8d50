"""Programmes that people made themselves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnProgramme:
    """A programme of one's own.

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
        The programme file (TOML); the store does not read it.
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
