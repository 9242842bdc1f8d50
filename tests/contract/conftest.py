"""The back ends that must pass the contract; a new one is plugged in here."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from tests.contract.servers import COMMANDS, OPERATORS, SEEN, on_ferretdb, on_given_mongodb

from poise.store import Store
from poise.store.sqlite import SqliteStore

BACK_ENDS: dict[str, Callable[[Path], Store]] = {"ferretdb": on_ferretdb, "sqlite": SqliteStore}
if os.environ.get("POISE_TEST_MONGODB_URI"):
    BACK_ENDS["mongodb"] = on_given_mongodb


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio, as the application does."""
    return "asyncio"


@pytest.fixture(params=sorted(BACK_ENDS))
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An open, empty store; MongoDB is asked for nothing but what all its relatives do alike."""
    opened = BACK_ENDS[request.param](tmp_path / "data")
    await opened.open()
    yield opened
    await opened.close()
    assert (SEEN.commands - COMMANDS, SEEN.operators - OPERATORS) == (set(), set())
    assert not SEEN.without_index  # nothing that is asked for makes MongoDB read a whole collection


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let an hour go by on the clock that the stores look at."""
    now_ns = time.time_ns

    def pass_an_hour() -> None:
        monkeypatch.setattr(time, "time_ns", lambda: now_ns() + 3_600_000_000_000)

    return pass_an_hour
