"""Files that people send, part by part; the bytes are blobs, this is what is known of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that is being sent, or was.

    Parameters
    ----------
    identifier : str
        UUIDv7.
    account : str
        Whose it is.
    name : str
        The file's name as people know it, cleaned; it is never the name of a file of ours.
    size : int
        Bytes, as announced.
    created_ms, expires_ms : int
        UTC; it is removed when its time is over.
    parts : tuple of int
        The bytes of each part that is kept.
    sha256 : str
        As the browser gave it, in hex, "" where it gave none.
    sessions : tuple of str
        The sessions whose original it is, where it is kept; empty before.
    rev : int
        Grows with every change.
    """

    identifier: str
    account: str
    name: str
    size: int
    created_ms: int
    expires_ms: int
    parts: tuple[int, ...] = ()
    sha256: str = ""
    sessions: tuple[str, ...] = ()
    rev: int = 0

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""
        return self.identifier

    @property
    def offset(self) -> int:
        """How many bytes are kept."""
        return sum(self.parts)

    @property
    def is_complete(self) -> bool:
        """Whether every byte is kept."""
        return self.offset == self.size
