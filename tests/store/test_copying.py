"""Everything from one store into another and back: nothing is lost, changed or doubled."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path

import pytest
from tests.contract.records import account, exercise, job, programme, session, upload
from tests.contract.servers import on_ferretdb

from poise.errors import StoreError
from poise.store import (
    AuditEntry,
    JobState,
    LinkKind,
    LogEntry,
    OneTimeLink,
    Role,
    SavedPose,
    SessionState,
    SignIn,
    Store,
)
from poise.store.copying import copy, records_of
from poise.store.sqlite import SqliteStore
from poise.store.store import FACETS

pytestmark = pytest.mark.anyio
MAKERS: list[Callable[[Path], Store]] = [SqliteStore, on_ferretdb]

# What `fill` puts in: accounts, a browser, a link, sessions, their log, recordings, a stream, pictures, pose, jobs,
# an upload, audit.
_RECORDS = 3 + 1 + 1 + 250 + 249 + 11 + 3 + 11 + 1 + 1 + 2 + 1 + 1 + 1


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio, as the application does."""
    return "asyncio"


async def fill(store: Store) -> None:
    """Put some of everything in: open, finished, put aside; plain and odd details."""
    for number in range(1, 4):
        await store.accounts.add(account(number, role=list(Role)[number - 1]))
    await store.accounts.change(replace(account(2), name="Émile", is_disabled=True))
    await store.sign_ins.add(SignIn("hash", "account-1", 1, 2, 3, "Firefox"))
    await store.one_time_links.add(OneTimeLink("ticket", LinkKind.RESET, 9, account="account-1"))
    odd = {"points": [[1.0, -0.0], [2.5, 1e-300]], "a.b": 2**70}
    for number in range(1, 250):
        kept = await store.sessions.add(
            session(number, score=None if number % 3 else number / 7, details=odd if number % 5 else {"n": 1})
        )
        await store.logs.append(kept.identifier, [LogEntry(0, 5, "started", {"for_s": 1.5})])
    aside = await store.sessions.change(replace(kept, deleted_ms=99, notes="Ünïcode", corrected=3))
    assert aside.rev == 1
    await store.sessions.add(session(300, state=SessionState.OPEN, kind="comparison"))
    for part in range(3):
        await store.streams.append(session(300).identifier, 2 * part, 2, bytes([part, 255]))
    for number in range(1, 12):
        await store.recordings.put(session(number).identifier, [bytes([number]) * 1000, b"\0end"])
        await store.pictures.put(session(number).identifier, "attempt|shown", bytes(range(256)))
    await store.poses.add(SavedPose("pose", "account-1", "Tree", 5, "notes", {"landmarks": [1.5, 2.0]}))
    await store.jobs.add(job(1, request=odd))
    await store.jobs.add(job(2))
    running = await store.jobs.change(replace(job(2), state=JobState.RUNNING, worker="w", lease_ms=5))
    await store.jobs.change(replace(running, progress={"part": 0.1, "per_s": 33.3, "left_s": None}))
    await store.uploads.add(upload(1))
    await store.uploads.change(replace(upload(1), parts=(5, 6)))
    await store.exercises.add(exercise(1))
    await store.exercises.change(replace(exercise(1), is_shared=True, name="Übung"))
    await store.programmes.add(programme(1))
    await store.audit.add(AuditEntry("0190-1", 1, "account-1", "signed in", "x", {"n": 1}))


async def export(store: Store) -> str:
    """Return everything as text, in order, without sorting what is inside: a single changed byte shows."""
    lines: list[str] = []
    for name in FACETS:
        records = [record async for record in records_of(store, name)]
        lines += [
            json.dumps(asdict(one), default=lambda data: data.hex())
            for one in sorted(records, key=lambda one: str(one.key))
        ]
    return "\n".join(lines)


async def copied(source: Store, target: Store) -> int:
    done: list[int] = []
    counts = await copy(source, target, lambda _kind, _count, number: done.append(number))
    return sum(counts.values())


async def test_there_and_back_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    stores: list[Store] = [
        SqliteStore(tmp_path / "first"),
        on_ferretdb(tmp_path),
        SqliteStore(tmp_path / "last"),
    ]
    for store in stores:
        await store.open()
    await fill(stores[0])
    for source, target in pairwise(stores):
        assert await copied(source, target) == _RECORDS
    texts = [await export(store) for store in stores]
    assert texts[0] == texts[1] == texts[2]
    for store in stores:
        await store.close()


@pytest.mark.parametrize("make", MAKERS)
async def test_an_interrupted_copy_goes_on_where_it_stopped(
    make: Callable[[Path], Store], tmp_path: Path
) -> None:
    source, target = SqliteStore(tmp_path / "source"), make(tmp_path / "target")
    await source.open()
    await target.open()
    await fill(source)

    class Interrupted(Exception):
        pass

    def interrupt(name: str, _count: int, done: int) -> None:
        if name == "sessions" and done > 100:
            raise Interrupted

    with pytest.raises(Interrupted):
        await copy(source, target, interrupt)
    assert await copied(source, target) == _RECORDS
    assert await copied(source, target) == _RECORDS
    assert await export(source) == await export(target)
    await source.close()
    await target.close()


@pytest.mark.parametrize("make", MAKERS)
async def test_a_target_with_other_data_is_left_as_it_is(
    make: Callable[[Path], Store], tmp_path: Path
) -> None:
    source, target = SqliteStore(tmp_path / "source"), make(tmp_path / "target")
    await source.open()
    await target.open()
    await source.accounts.add(account(1))
    await target.accounts.add(account(1, password_hash="other"))
    before = await export(target)
    with pytest.raises(StoreError, match="holds other data already"):
        await copied(source, target)
    assert await export(target) == before
    await source.close()
    await target.close()
