"""Large files in parts: every range, and all of it in a local file."""

from __future__ import annotations

import asyncio
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poise.blobs import FolderBlobs
from poise.errors import DamagedMedia, StoreError
from poise.studio.films.files import StoredFile, read_range, write_to

CONTENT = bytes(range(100))
FILE = StoredFile.of_upload("film", (30, 1, 0, 49, 20))


async def keep(folder: Path) -> FolderBlobs:
    """Keep the content; the blobs hold a little more than was acknowledged."""
    blobs, begin = FolderBlobs(folder), 0
    for number, size in enumerate(FILE.parts):
        await blobs.put(FILE.part_name(number), CONTENT[begin : begin + size] + b"never acknowledged")
        begin += size
    return blobs


@pytest.fixture(scope="module")
def blobs(tmp_path_factory: pytest.TempPathFactory) -> FolderBlobs:
    return asyncio.run(keep(tmp_path_factory.mktemp("blobs")))


@settings(max_examples=60, deadline=None)
@given(start=st.integers(0, 110), stop=st.integers(0, 110))
def test_every_range_is_that_of_the_whole(blobs: FolderBlobs, start: int, stop: int) -> None:
    async def read() -> bytes:
        return b"".join([data async for data in read_range(blobs, FILE, start, stop)])

    assert asyncio.run(read()) == CONTENT[start:stop]


@pytest.mark.parametrize("sha256", ["", hashlib.sha256(CONTENT).hexdigest().upper()], ids=["none", "right"])
def test_all_parts_come_into_a_local_file(blobs: FolderBlobs, sha256: str) -> None:
    target = io.BytesIO()
    assert asyncio.run(write_to(blobs, FILE, target, sha256)) == hashlib.sha256(CONTENT).hexdigest()
    assert target.getvalue() == CONTENT


def test_another_checksum_is_a_damaged_film(blobs: FolderBlobs) -> None:
    with pytest.raises(DamagedMedia, match="upload it again"):
        asyncio.run(write_to(blobs, FILE, io.BytesIO(), "0" * 64))


@pytest.mark.parametrize("content", [None, b"short"], ids=["missing", "too short"])
def test_a_lost_part_is_told_in_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    async def lose_and_read() -> None:
        blobs = await keep(tmp_path)
        await blobs.remove(FILE.part_name(3))
        if content is not None:
            await blobs.put(FILE.part_name(3), content)
        await write_to(blobs, FILE, io.BytesIO())

    with pytest.raises(StoreError, match="part of the film is missing"):
        asyncio.run(lose_and_read())
