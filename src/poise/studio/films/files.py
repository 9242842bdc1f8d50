"""A large file as a sequence of blobs; the sizes of its parts are kept in a record, which is the truth about it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from poise.blobs import Blobs
from poise.errors import DamagedMedia, StoreError

UPLOADS = "uploads/"
"""Where the parts of uploads lie among the blobs."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where the bytes of a file lie.

    Parameters
    ----------
    prefix : str
        Of its blobs, with a stroke at the end.
    parts : tuple of int
        How many bytes each blob has. What else lies under the prefix was written, but never acknowledged.
    """

    prefix: str
    parts: tuple[int, ...]

    @classmethod
    def of_upload(cls, identifier: str, parts: Sequence[int]) -> StoredFile:
        """Return the file of an upload with this identifier and these parts."""
        return cls(upload_prefix(identifier), tuple(parts))

    @property
    def size(self) -> int:
        """The file's size in bytes."""
        return sum(self.parts)

    def part_name(self, number: int) -> str:
        """Return the name of a part's blob, counted from 0.

        It tells which bytes of the file they are. So a server that was overtaken by another one, and still writes,
        never replaces an acknowledged part by a shorter one.
        """
        return f"{self.prefix}{sum(self.parts[:number]):015d}-{self.parts[number]:07d}"


def upload_prefix(identifier: str) -> str:
    """Return what the names of an upload's blobs begin with."""
    return f"{UPLOADS}{identifier}/"


async def read_range(blobs: Blobs, file: StoredFile, start: int, stop: int) -> AsyncIterator[bytes]:
    """Give the bytes from `start` up to, but without, `stop`, a part at a time.

    Raises
    ------
    StoreError
        If a part is missing or too short.
    """
    begin = 0
    for number, size in enumerate(file.parts):
        if start < begin + size and begin < stop:
            data = await _read_part(blobs, file, number)
            yield data[max(0, start - begin) : stop - begin]
        begin += size


async def write_to(blobs: Blobs, file: StoredFile, target: BinaryIO, sha256: str = "") -> str:
    """Write all bytes into a local file, which a decoder can seek in.

    Parameters
    ----------
    blobs : Blobs
        Hold the file.
    file : StoredFile
        Which one.
    target : binary file
        Open for writing.
    sha256 : str
        In hexadecimal, what the bytes have to be; "" for whatever they are.

    Returns
    -------
    str
        The SHA-256 of the bytes in hexadecimal.

    Raises
    ------
    StoreError
        If a part is missing or too short.
    DamagedMedia
        If the checksum is another than `sha256`.
    OSError
        If the local disc refuses them.
    """
    digest = hashlib.sha256()
    async for data in read_range(blobs, file, 0, file.size):
        await asyncio.to_thread(_append, target, digest, data)
    if sha256 and digest.hexdigest() != sha256.lower():
        raise DamagedMedia("The film did not arrive as it was sent; please upload it again.")
    return digest.hexdigest()


def _append(target: BinaryIO, digest: hashlib._Hash, data: bytes) -> None:
    digest.update(data)
    target.write(data)


async def _read_part(blobs: Blobs, file: StoredFile, number: int) -> bytes:
    data = await blobs.get(file.part_name(number))
    if data is None or len(data) < file.parts[number]:
        raise StoreError("A part of the film is missing in the studio; please upload it again.")
    return data[: file.parts[number]]
