"""Data that an older Poise wrote are brought up to this version."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.contract.records import account

from poise.store import Profile
from poise.store.mongodb.forms import account_of, of_account
from poise.store.sqlite import SqliteStore
from poise.store.sqlite.migrations import _STEPS

pytestmark = pytest.mark.anyio

# What a profile held before units and a preferred side, which nothing used, were given up.
OLDER_PROFILE = {
    "display_name": "Ada",
    "time_zone": "Europe/Berlin",
    "units": "imperial",
    "language": "de",
    "level": "strict",
    "preferred_side": "left",
}
PROFILE = Profile("Ada", "Europe/Berlin", "de", "strict")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_an_older_profile_is_read_and_written_anew(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    await store.open()
    await store.accounts.add(account(1))
    await store.close()
    with closing(sqlite3.connect(tmp_path / "poise.sqlite3")) as database, database:
        database.execute("UPDATE accounts SET profile = ?", (json.dumps(OLDER_PROFILE),))
    await store.open()
    found = await store.accounts.get("account-1")
    assert found is not None
    assert found.profile == PROFILE
    assert (await store.accounts.change(found)).profile == PROFILE
    await store.close()


def test_an_older_document_of_an_account_is_read() -> None:
    document = {**of_account(account(1)), "profile": OLDER_PROFILE}
    assert account_of(document).profile == PROFILE


async def test_progress_is_read_from_its_index_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "poise.sqlite3")) as database:
        database.executescript(f"{';'.join(_STEPS[:2])}; PRAGMA user_version = 2;")
    store = SqliteStore(tmp_path)
    await store.open()
    await store.close()
    with closing(sqlite3.connect(tmp_path / "poise.sqlite3")) as database:
        plan = database.execute(
            "EXPLAIN QUERY PLAN SELECT day, subject, score, counted FROM sessions "
            "WHERE account = '' AND state = 'finished' AND deleted_ms = 0 ORDER BY day, subject"
        ).fetchall()
    assert "COVERING INDEX sessions_progress" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
