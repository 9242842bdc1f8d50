"""The one interface of blobs, and the rule for their names."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

MAX_BLOB_BYTES = 8 * 2**20
"""Of one blob: it is held in memory whole when it is written and read."""

_MAX_NAME = 200  # characters; S3 takes 1,024 bytes, file systems 255 for each part of a path
_PART = "[a-z0-9][a-z0-9_.-]*"
_NAME = re.compile(f"{_PART}(/{_PART})*")
_PREFIX = re.compile(f"({_PART}/)*({_PART})?")


@dataclass(frozen=True, slots=True)
class BlobEntry:
    """What a list says of one blob.

    Parameters
    ----------
    name : str
        Its whole name.
    size : int
        In bytes.
    changed_ms : int
        When it was written, UTC.
    """

    name: str
    size: int
    changed_ms: int


class Blobs(Protocol):
    """Bytes under names such as ``uploads/<id>/000000008388608-8388608``.

    A name has parts of small letters, digits, ``_``, ``.`` and ``-`` with strokes between them; a part begins with a
    letter or a digit, so that no name leaves its folder. No blob's name is a folder of another's. Anything else is a
    programming mistake and raises `ValueError`. Every method may raise `StoreUnavailable`.
    """

    async def put(self, name: str, data: bytes) -> None:
        """Write a blob in the place of one of that name; it is durable, and whole, when this returns."""

    async def get(self, name: str) -> bytes | None:
        """Return the bytes of a blob, None where there is none."""

    async def remove(self, prefix: str) -> None:
        """Remove all blobs whose names begin with `prefix`, which must not be empty."""

    def list(self, prefix: str = "") -> AsyncIterator[BlobEntry]:
        """Give the blobs whose names begin with `prefix`, by name."""

    async def check(self) -> None:
        """Return if a blob can be written; raises `StoreError`."""

    async def close(self) -> None:
        """Let go of connections."""


def require_name(name: str) -> None:
    """Return if `name` can be a blob's; raises `ValueError`."""
    if len(name) > _MAX_NAME or not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be the name of a blob")


def require_prefix(prefix: str) -> None:
    """Return if names can begin with `prefix`; raises `ValueError`."""
    if len(prefix) > _MAX_NAME or not _PREFIX.fullmatch(prefix):
        raise ValueError(f"no name of a blob begins with {prefix!r}")


def require_size(data: bytes) -> None:
    """Return if `data` fit into one blob; raises `ValueError`."""
    if len(data) > MAX_BLOB_BYTES:
        raise ValueError(f"a blob of {len(data)} bytes is too large")
