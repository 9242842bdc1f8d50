"""Folders that cannot be opened: each is refused in one sentence that says what to do, and nothing in it changes."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.contract.records import account, session

from poise.errors import NewerStore, StoreError
from poise.store.opening import store_at
from poise.store.sqlite import connections, migrations

_NOBODY = 65534


async def _fill(folder: Path) -> None:
    store = store_at(folder)
    await store.open()
    await store.accounts.add(account())
    for number in range(20):
        await store.sessions.add(session(number, notes="n" * 2000))
    await store.recordings.put("session-000001", [b"one", b"two"])
    await store.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A filled data folder that other users can get at."""
    with tempfile.TemporaryDirectory() as above:
        Path(above).chmod(0o755)
        asyncio.run(_fill(Path(above) / "data"))
        yield Path(above) / "data"


def opened(folder: Path) -> int:
    """Open, count the accounts, and close."""

    async def run() -> int:
        store = store_at(folder)
        await store.open()
        try:
            return await store.accounts.count()
        finally:
            await store.close()

    return asyncio.run(run())


def contents(folder: Path) -> dict[str, str]:
    """Return the checksum of everything that people would miss."""
    kept = [
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name not in {"lock", "poise.sqlite3-shm"}
    ]
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in kept
        if path.stat().st_size or path.suffix != ".sqlite3-wal"
    }


@contextlib.contextmanager
def somebody_else() -> Iterator[None]:
    """Act as a user to whom nothing belongs; as root all rights would be there."""
    if os.geteuid() != 0:
        pytest.skip("only root can act as somebody else")
    os.setegid(_NOBODY)
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@contextlib.contextmanager
def nothing() -> Iterator[None]:
    """Change nothing about this process."""
    yield


@contextlib.contextmanager
def full_disc(folder: Path) -> Iterator[None]:
    """Let no file grow beyond the size of the database."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = (folder / "poise.sqlite3").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def held_by_another(folder: Path) -> Iterator[None]:
    """Let another process hold the database's lock for writing."""
    hold = (
        "import sqlite3, sys; one = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "one.execute('PRAGMA locking_mode = EXCLUSIVE'); one.execute('BEGIN EXCLUSIVE'); "
        "print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", hold, str(folder / "poise.sqlite3")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield
        finally:
            process.stdin.close()


def empty_database(folder: Path) -> None:
    os.truncate(folder / "poise.sqlite3", 0)


def lost_database(folder: Path) -> None:
    for path in folder.glob("poise.sqlite3*"):
        path.unlink()


def empty_database_with_a_log(folder: Path) -> None:
    shutil.rmtree(folder / "recordings")
    (folder / "poise.sqlite3-wal").write_bytes(b"7" * 5000)
    os.truncate(folder / "poise.sqlite3", 0)


def read_only(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)


def somebody_elses(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o700 if path.is_dir() else 0o600)


def database_of_root_alone(folder: Path) -> None:
    folder.chmod(0o777)
    (folder / "lock").chmod(0o666)


def a_folder_in_its_place(folder: Path) -> None:
    (folder / "poise.sqlite3").unlink()
    (folder / "poise.sqlite3").mkdir()


def a_file_in_the_place_of_recordings(folder: Path) -> None:
    shutil.rmtree(folder / "recordings")
    (folder / "recordings").write_text("no folder")


Damage = Callable[[Path], None]
NO_RIGHT = r"cannot be read and written by the user who runs Poise; give it to that user"
NO_DATABASE = r"is missing or empty, but other data of Poise are there; restore it from a backup"


@pytest.mark.parametrize(
    ("damage", "surroundings", "sentence"),
    [
        (empty_database, nothing, NO_DATABASE),
        (lost_database, nothing, NO_DATABASE),
        (empty_database_with_a_log, nothing, NO_DATABASE),
        (read_only, somebody_else, NO_RIGHT),
        (somebody_elses, somebody_else, NO_RIGHT),
        (database_of_root_alone, somebody_else, NO_RIGHT),
        (a_folder_in_its_place, nothing, r"cannot be used: .*; choose another with --data-dir"),
        (a_file_in_the_place_of_recordings, nothing, r"cannot be used: .*; choose another with --data-dir"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused_and_stays_as_it_is(
    folder: Path,
    damage: Damage,
    surroundings: Callable[[], contextlib.AbstractContextManager[None]],
    sentence: str,
) -> None:
    damage(folder)
    before = contents(folder)
    with surroundings(), pytest.raises(StoreError) as refused:
        opened(folder)
    assert re.search(sentence, str(refused.value)), refused.value
    assert contents(folder) == before


def test_a_database_of_a_newer_poise_is_refused_and_stays_as_it_is(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / "poise.sqlite3")) as database:
        database.execute("PRAGMA user_version = 99")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = contents(folder)
    with pytest.raises(NewerStore, match="written by a newer Poise; please update this one"):
        opened(folder)
    assert contents(folder) == before


def test_a_disc_that_is_full_in_the_middle_of_a_migration_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = "CREATE TABLE large (data TEXT); INSERT INTO large SELECT one.notes FROM sessions AS one, sessions AS two"
    with monkeypatch.context() as newer:
        newer.setattr(migrations, "_STEPS", (*migrations._STEPS, "CREATE TABLE new (one TEXT)", large))
        with (
            full_disc(folder),
            pytest.raises(StoreError, match=r"disc of the data folder .* then start again"),
        ):
            opened(folder)
        assert opened(folder) == 1  # with room it goes on where it stood
    with contextlib.closing(sqlite3.connect(folder / "poise.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM large").fetchone()[0] == 400


def test_a_database_that_another_program_holds_is_refused_and_opens_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_LOCK_S", 0.2)
    with held_by_another(folder), pytest.raises(StoreError, match="Another program holds the database"):
        opened(folder)
    assert opened(folder) == 1


@pytest.mark.parametrize("cut_bytes", [1, 32, 5000])
def test_a_write_ahead_log_that_was_cut_opens_as_of_its_last_whole_commit(
    folder: Path, cut_bytes: int
) -> None:
    log = folder / "poise.sqlite3-wal"
    with contextlib.closing(sqlite3.connect(folder / "poise.sqlite3", isolation_level=None)) as database:
        for number in range(10):
            database.execute("INSERT INTO log VALUES ('session-000001', ?, 0, 'name', '{}')", (number,))
        kept = {path.name: path.read_bytes() for path in folder.glob("poise.sqlite3*")}
    for name, content in kept.items():  # as a killed process leaves them
        (folder / name).write_bytes(content)
    os.truncate(log, log.stat().st_size - cut_bytes)
    assert opened(folder) == 1
    with contextlib.closing(sqlite3.connect(folder / "poise.sqlite3")) as database:
        numbers = [row[0] for row in database.execute("SELECT number FROM log ORDER BY number")]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) in range(7, 10)


@pytest.mark.parametrize("table", ["accounts", "sessions"])
def test_a_database_that_lacks_a_table_is_said_to_be_damaged(folder: Path, table: str) -> None:
    with contextlib.closing(sqlite3.connect(folder / "poise.sqlite3")) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute(f"DROP TABLE {table}")
        database.commit()

    async def ask() -> None:
        store = store_at(folder)
        try:
            await store.open()
            await store.accounts.count()
            await store.sessions.get("session-000001")
        finally:
            await store.close()

    with pytest.raises(StoreError, match=r"damaged.*from a backup"):
        asyncio.run(ask())
