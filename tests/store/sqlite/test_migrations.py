"""Data of an older version go on, also when several processes open them at once."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from poise.store import LinkKind, OneTimeLink, Role
from poise.store.sqlite import SqliteStore
from poise.store.sqlite.migrations import _STEPS

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def keep_as_the_first_version_did(folder: Path) -> None:
    folder.mkdir()
    with sqlite3.connect(folder / "poise.sqlite3") as database:
        database.executescript(f"{_STEPS[0]}; PRAGMA user_version = 1;")
        database.execute("INSERT INTO tickets VALUES ('hash', 'invitation', 9000, 'coach', '')")
    database.close()


async def test_links_of_the_first_version_stay_and_have_no_maker(tmp_path: Path) -> None:
    keep_as_the_first_version_did(tmp_path / "data")
    store = SqliteStore(tmp_path / "data")
    await store.open()
    assert list(await store.one_time_links.list_all()) == [
        OneTimeLink("hash", LinkKind.INVITATION, 9000, Role.COACH)
    ]
    assert await store.one_time_links.take("hash", 1) is not None
    await store.close()


async def test_several_processes_may_bring_the_data_up_to_date_at_once(tmp_path: Path) -> None:
    keep_as_the_first_version_did(tmp_path / "data")
    stores = [SqliteStore(tmp_path / "data", is_server=False) for _ in range(6)]
    await asyncio.gather(*(store.open() for store in stores))
    for store in stores:
        assert len(await store.one_time_links.list_all()) == 1
        await store.close()
