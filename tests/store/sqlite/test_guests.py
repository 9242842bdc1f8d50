"""Workers beside a server: what one of them writes just now is nobody's yet, and stays."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from poise.store.sqlite import SqliteStore

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def after_a_start(folder: Path, *, has_guest: bool) -> set[str]:
    """Start a server where files lie that no recording names, and return which are left."""
    guest, server = SqliteStore(folder, is_server=False), SqliteStore(folder)
    await guest.open()
    if not has_guest:
        await guest.close()
    for name, age_s in (("written-now.poise", 0), (".half.poise", 0), ("left-behind.poise", 3600)):
        path = folder / "recordings" / name
        path.write_bytes(b"x")
        os.utime(path, (time.time() - age_s,) * 2)
    await server.open()
    await server.close()
    if has_guest:
        await guest.close()
    return {path.name for path in (folder / "recordings").iterdir()}


async def test_what_a_worker_may_be_writing_stays_when_a_server_starts(tmp_path: Path) -> None:
    assert await after_a_start(tmp_path / "data", has_guest=True) == {"written-now.poise", ".half.poise"}


async def test_without_a_worker_a_server_removes_every_file_that_is_nobodys(tmp_path: Path) -> None:
    assert await after_a_start(tmp_path / "data", has_guest=False) == set()


async def test_a_guest_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        assert await after_a_start(tmp_path / "data", has_guest=True)
        assert await after_a_start(tmp_path / "data", has_guest=False) == set()
