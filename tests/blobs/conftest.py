"""The back ends that must pass the contract of blobs; a new one is plugged in here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from tests.blobs.servers import on_s3

from poise.blobs import Blobs, FolderBlobs

BACK_ENDS: dict[str, Callable[[Path], Blobs]] = {"folder": FolderBlobs, "s3": on_s3}


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio, as the application does."""
    return "asyncio"


@pytest.fixture(params=sorted(BACK_ENDS))
async def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Blobs]:
    """Empty blobs of each back end."""
    opened = BACK_ENDS[request.param](tmp_path / "blobs")
    yield opened
    await opened.close()
