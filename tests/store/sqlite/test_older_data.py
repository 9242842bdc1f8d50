"""Data that an older Poise wrote are brought up to this version."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.contract.records import account, job

from poise.store import JobState, Profile
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


async def test_sums_are_read_by_their_key_and_a_day_is_summed_from_its_index_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "poise.sqlite3")) as database:
        database.executescript(f"{';'.join(_STEPS[:2])}; PRAGMA user_version = 2;")
    store = SqliteStore(tmp_path)
    await store.open()
    await store.close()
    with closing(sqlite3.connect(tmp_path / "poise.sqlite3")) as database:
        sums = database.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM progress WHERE account = '' AND subject = '' AND day >= '' "
            "ORDER BY day, subject"
        ).fetchall()
        day = database.execute(
            "EXPLAIN QUERY PLAN SELECT day, subject, score, counted FROM sessions WHERE account = '' "
            "AND subject = '' AND day = '' AND state = 'finished' AND deleted_ms = 0 AND superseded_by = ''"
        ).fetchall()
    assert "USING PRIMARY KEY (account=? AND subject=? AND day>?)" in str(sums)
    assert "COVERING INDEX sessions_of_day" in str(day)
    assert "TEMP B-TREE" not in str([*sums, *day])


async def test_the_sums_of_older_data_are_those_of_its_sessions(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "poise.sqlite3")) as database:
        before = next(number for number, step in enumerate(_STEPS) if "CREATE TABLE progress" in step)
        database.executescript(f"{';'.join(_STEPS[:before])}; PRAGMA user_version = {before};")
        rows = [
            ("1", "a", "squat", "finished", "2026-01-01", '{"attempted": 5.0, "hold_s": 0.1}', 80.0, 0),
            ("2", "a", "squat", "finished", "2026-01-01", '{"attempted": 7.0, "hold_s": 0.2}', None, 0),
            ("3", "a", "squat", "open", "2026-01-01", '{"attempted": 9.0}', 50.0, 0),
            ("4", "a", "squat", "finished", "2026-01-01", '{"attempted": 9.0}', 50.0, 7),
            ("5", "a", "tree", "finished", "2026-01-02", "{}", 60.5, 0),
        ]
        database.executemany(
            "INSERT INTO sessions VALUES (?1, ?2, 'coaching', ?3, ?4, 0, ?5, 0, 0.0, ?6, ?6, ?7, NULL, '', '', ?8, 0)",
            rows,
        )
        database.commit()
    store = SqliteStore(tmp_path)
    await store.open()
    found = await store.sessions.progress("a")
    await store.close()
    assert [(one.day, one.subject, one.sessions, one.score_sum, one.scored) for one in found] == [
        ("2026-01-01", "squat", 2, 80.0, 1),
        ("2026-01-02", "tree", 1, 60.5, 1),
    ]
    assert found[0].measures == pytest.approx({"attempted": 12.0, "hold_s": 0.3})
    assert found[1].measures == {}


async def test_a_job_of_before_there_were_results_has_an_empty_one(tmp_path: Path) -> None:
    before = next(number for number, step in enumerate(_STEPS) if "ADD COLUMN result" in step)
    with closing(sqlite3.connect(tmp_path / "poise.sqlite3")) as database:
        database.executescript(f"{';'.join(_STEPS[:before])}; PRAGMA user_version = {before};")
        database.execute(
            "INSERT INTO jobs VALUES ('job-000001', 'account-1', 'coach-film', 'done', 1700000000001, '{}', "
            "'squat.mp4', 5, 9, 1, '', 0, '{\"part\": 1.0}', '', '[\"session-1\"]', 3)"
        )
        database.commit()
    store = SqliteStore(tmp_path)
    await store.open()
    found = await store.jobs.get("job-000001")
    await store.close()
    assert found == job(
        state=JobState.DONE, request={}, started_ms=5, ended_ms=9, attempt=1, progress={"part": 1.0},
        sessions=("session-1",), rev=3, result={},
    )  # fmt: skip
