"""All blobs from one place into another, also when it was interrupted."""

from __future__ import annotations

from pathlib import Path

import pytest

from poise.blobs import Blobs, FolderBlobs
from poise.blobs.copying import copy_blobs

pytestmark = pytest.mark.anyio


async def test_all_blobs_are_copied_and_those_that_are_there_are_left(blobs: Blobs, tmp_path: Path) -> None:
    source = FolderBlobs(tmp_path / "source")
    for number in range(5):
        await source.put(f"uploads/a/{number:06d}", bytes([number]) * 1000)
    await blobs.put("uploads/a/000001", b"half")
    counts: list[int] = []
    assert await copy_blobs(source, blobs, counts.append) == 5
    assert counts == [1, 2, 3, 4, 5]
    assert [(one.name, one.size) async for one in blobs.list()] == [
        (one.name, one.size) async for one in source.list()
    ]
    assert await blobs.get("uploads/a/000001") == b"\1" * 1000
