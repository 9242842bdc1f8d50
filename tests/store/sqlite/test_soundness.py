"""Damaged databases are refused with a sentence, and the doctor finds every fault."""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from tests.contract.records import account, session

from poise.errors import StoreError, StoreUnavailable
from poise.store.opening import store_at
from poise.store.sqlite import migrations
from poise.store.sqlite.migrations import schema_of
from poise.store.sqlite.soundness import find_faults, require_sound

PAGE = 4096


async def _fill(folder: Path) -> None:
    store = store_at(folder)
    await store.open()
    await store.accounts.add(account())
    for number in range(40):
        await store.sessions.add(session(number))
        await store.streams.append(f"session-{number}", 0, 1, bytes(9000))
        await store.pictures.put(f"session-{number}", "attempt.jpg", bytes(9000))
    await store.recordings.put("session-0", [b"one", b"two"])
    await store.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled") / "data"
    asyncio.run(_fill(folder))
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "data"))


def opened(folder: Path) -> None:
    async def run() -> None:
        store = store_at(folder)
        await store.open()
        await store.close()

    asyncio.run(run())


def used_pages(path: Path) -> list[int]:
    """Return the pages of trees, where damage to the structure can be told from content."""
    with sqlite3.connect(path) as database:
        roots = [row[0] for row in database.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 0")]
    return sorted(roots)


def overwrite(path: Path, page: int, content: bytes, at: int = 0) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE + at)
        file.write(content)


def test_a_sound_folder_opens_and_has_no_faults(folder: Path) -> None:
    opened(folder)
    assert list(find_faults(folder)) == []


@pytest.mark.parametrize("seed", range(16))
def test_a_damaged_page_of_any_table_is_refused_at_the_start(folder: Path, seed: int) -> None:
    path = folder / "poise.sqlite3"
    chance = random.Random(seed)
    page = chance.choice(used_pages(path))
    overwrite(path, page, chance.randbytes(PAGE - 100 if page == 1 else PAGE), 100 if page == 1 else 0)
    with pytest.raises(StoreError, match=r"damaged; restore the data folder from a backup"):
        opened(folder)
    assert list(find_faults(folder))


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:PAGE]),
        lambda path: path.write_bytes(path.read_bytes()[: -7 * PAGE]),
        lambda path: path.write_bytes(b"no database at all" * 500),
        lambda path: overwrite(path, 1, b"SQLite format 9\x00"),
    ],
    ids=["only the first page", "the end is cut off", "something else", "another magic"],
)
def test_a_database_that_was_cut_or_replaced_is_refused(folder: Path, damage: object) -> None:
    assert callable(damage)
    damage(folder / "poise.sqlite3")
    with pytest.raises(StoreError, match="restore the data folder from a backup"):
        opened(folder)
    assert list(find_faults(folder))


def test_looking_takes_no_longer_than_it_may(folder: Path) -> None:
    path = folder / "poise.sqlite3"
    database = sqlite3.connect(path, isolation_level=None)
    overwrite(path, used_pages(path)[-1], bytes(PAGE))
    require_sound(database, path, most_s=-1.0)  # no time at all: nothing is found, and nothing hangs
    database.close()


def test_the_doctor_finds_missing_and_empty_recordings(folder: Path) -> None:
    first, second = sorted((folder / "recordings").iterdir())
    first.unlink()
    second.write_bytes(b"")
    assert list(find_faults(folder)) == [
        f"the recording {first.name} of the session session-0 is missing",
        f"the recording {second.name} of the session session-0 is empty",
    ]


def change(folder: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(folder / "poise.sqlite3", isolation_level=None)) as database:
        for statement in ("PRAGMA foreign_keys = OFF", *statements):
            database.execute(statement)


def of_kind(folder: Path, kind: str) -> list[str]:
    with contextlib.closing(sqlite3.connect(folder / "poise.sqlite3")) as database:
        return [name for found, name in schema_of(database) if found == kind]


def test_the_doctor_finds_each_table_and_each_index_that_is_missing(filled: Path, tmp_path: Path) -> None:
    names = [(kind, name) for kind in ("table", "index") for name in of_kind(filled, kind)]
    assert {("table", "accounts"), ("table", "audit"), ("index", "sessions_of_day")} <= set(names)
    for kind, name in names:
        folder = Path(shutil.copytree(filled, tmp_path / name))
        change(folder, f"DROP {kind} {name}")
        assert f"the {kind} {name} is missing" in list(find_faults(folder))


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (("ALTER TABLE poses RENAME COLUMN notes TO other",), "the table poses lacks the column notes"),
        (("PRAGMA user_version = 99",), "The data were written by a newer Poise; please update this one."),
        (("PRAGMA user_version = 0",), "the database has no table of Poise"),
        (
            ("DELETE FROM recordings WHERE sequence = 0",),
            "the recording of the session session-0 lacks its part 0",
        ),
    ],
)
def test_the_doctor_finds_what_else_the_studio_needs(
    folder: Path, statements: tuple[str, ...], fault: str
) -> None:
    change(folder, *statements)
    assert list(find_faults(folder)) == [fault]


def test_older_data_are_held_to_the_tables_of_their_version(tmp_path: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(tmp_path / "poise.sqlite3", isolation_level=None)) as database,
        pytest.MonkeyPatch.context() as older,
    ):
        older.setattr(migrations, "_STEPS", migrations._STEPS[:1])
        migrations.migrate(database)
    assert list(find_faults(tmp_path)) == []
    change(tmp_path, "DROP TABLE tickets")
    assert "the table tickets is missing" in list(find_faults(tmp_path))


def test_a_folder_that_is_none_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no data folder"):
        list(find_faults(tmp_path))


async def lost(folder: Path, what: str) -> None:
    if what == "deleted":
        shutil.rmtree(folder)
    elif what == "moved":
        folder.rename(folder.with_name("elsewhere"))
    elif what == "replaced":
        shutil.copytree(folder, folder.with_name("copy"))
        shutil.rmtree(folder)
        folder.with_name("copy").rename(folder)
    elif what == "database only":
        (folder / "poise.sqlite3").unlink()
    else:
        (folder / "poise.sqlite3-wal").unlink()


@pytest.mark.parametrize("what", ["deleted", "moved", "replaced", "database only", "log only"])
def test_nothing_is_acknowledged_once_the_folder_is_lost(folder: Path, what: str) -> None:
    async def run() -> None:
        store = store_at(folder)
        await store.open()
        try:
            await store.check()
            assert await store.streams.append("session-1", 1, 1, b"x") == 2
            await lost(folder, what)
            for _ in range(2):
                with pytest.raises(StoreUnavailable, match="deleted or replaced"):
                    await store.streams.append("session-1", 2, 1, b"y")
                with pytest.raises(StoreUnavailable):
                    await store.check()
        finally:
            await store.close()

    asyncio.run(run())


def test_recordings_that_went_away_are_noticed(folder: Path) -> None:
    async def run() -> None:
        store = store_at(folder)
        await store.open()
        try:
            shutil.rmtree(folder / "recordings")
            with pytest.raises(StoreUnavailable):
                await store.check()
        finally:
            await store.close()

    asyncio.run(run())
