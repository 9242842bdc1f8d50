"""The back ends that must pass the contract; a new one is plugged in here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from poise.store import Store
from poise.store.sqlite import SqliteStore

BACK_ENDS: dict[str, Callable[[Path], Store]] = {"sqlite": SqliteStore}


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio, as the application does."""
    return "asyncio"


@pytest.fixture(params=sorted(BACK_ENDS))
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An open, empty store."""
    opened = BACK_ENDS[request.param](tmp_path / "data")
    await opened.open()
    yield opened
    await opened.close()
