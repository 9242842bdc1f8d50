"""What every facet does alike: it is read page by page, whole, and restored into another store in any order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.contract.conftest import BACK_ENDS
from tests.contract.records import account, exercise, job, programme, session, upload

from poise.store import AuditEntry, JobState, LinkKind, LogEntry, OneTimeLink, SavedPose, SignIn, Store
from poise.store.copying import checksum
from poise.store.paging import every
from poise.store.records import LogLine, Picture, Recording, StreamPart
from poise.store.store import FACETS, facets_of

pytestmark = pytest.mark.anyio

# Some of each kind, in an order in which no facet returns them.
RECORDS: dict[str, list[Any]] = {
    "accounts": [account(2), account(3, name="aDA", is_disabled=True, rev=4), account(1)],
    "sign_ins": [SignIn(f"hash-{n}", f"account-{n % 2}", 1, 10 - n, 900 + n, "Firefox") for n in (3, 1, 2)],
    "one_time_links": [OneTimeLink(f"hash-{n}", LinkKind.RESET, 990 - n, account="account-1") for n in (2, 1, 3)],
    "sessions": [
        session(2, details={"points": [[1.0, -0.0]]}),
        session(1, deleted_ms=5, notes="ö", corrected=3, rev=2),
        session(3, account="account-2", score=None, details={"a": {"b": [1, 2.5, None]}}),
    ],
    "recordings": [Recording(f"session-{n}", (bytes([n]), b"", b"end")) for n in (2, 3, 1)],
    "streams": [StreamPart("a", 3, 2, b"de"), StreamPart("b", 0, 1, b"x"), StreamPart("a", 0, 3, b"abc")],
    "pictures": [Picture("session-1", "b|c", b"png"), Picture("session-2", "a", b"\0"), Picture("session-1", "a", b"")],
    "logs": [
        LogLine("session-2", LogEntry(0, 5, "started")),
        LogLine("session-1", LogEntry(1, 9, "lost", {"for_s": 1.5})),
        LogLine("session-1", LogEntry(0, 7, "started")),
    ],
    "poses": [SavedPose(f"pose-{n}", "account-1", f"Tree {9 - n}", 5, "", {"x": [1.5]}) for n in (2, 1, 3)],
    "jobs": [
        job(2, state=JobState.RUNNING, worker="w", lease_ms=9, progress={"part": 0.5, "left_s": None}, rev=7),
        job(3, account="account-2", request={"points": [[1.0, -0.0]]}),
        job(1, state=JobState.DONE, started_ms=3, ended_ms=5, sessions=("session-1", "session-2"), failure="ö"),
    ],
    "uploads": [upload(2, parts=(10, 20), rev=2), upload(3, name="ö.mp4", sha256="ab"), upload(1, account="account-2")],
    "programmes": [
        programme(2, is_shared=True, rev=3), programme(3, name="Früh", deleted_ms=5), programme(1, account="account-2")
    ],
    "exercises": [
        exercise(2, is_shared=True, rev=3), exercise(3, name="Übung", deleted_ms=5), exercise(1, account="account-2")
    ],
    "audit": [AuditEntry(f"0190-{n}", n, "account-1", "signed in", details={"n": n}) for n in (1, 3, 2)],
}  # fmt: skip


async def fill(store: Store, name: str) -> None:
    for record in RECORDS[name]:
        await facets_of(store)[name].restore(record)


def by_key(records: list[Any]) -> dict[str, str]:
    return {record.key: checksum(record) for record in records}


@pytest.mark.parametrize("name", FACETS)
@pytest.mark.parametrize("limit", [1, 2, 3, 4])
async def test_pages_of_any_size_give_every_record_once_and_whole(
    store: Store, name: str, limit: int
) -> None:
    await fill(store, name)
    found: list[Any] = []
    after, pages = "", 0
    while pages == 0 or after:
        page = await facets_of(store)[name].page(after, limit)
        assert len(page.records) <= limit
        found += page.records
        after, pages = page.next_key, pages + 1
    assert len(found) == 3
    assert by_key(found) == by_key(RECORDS[name])
    assert pages == -(-3 // limit)


@pytest.mark.parametrize("name", FACETS)
async def test_an_empty_facet_is_one_empty_page(store: Store, name: str) -> None:
    page = await facets_of(store)[name].page()
    assert (page.records, page.next_key) == ((), "")


@pytest.mark.parametrize("name", FACETS)
@pytest.mark.parametrize("other", sorted(BACK_ENDS))
async def test_what_is_restored_into_another_store_is_read_alike(
    store: Store, name: str, other: str, tmp_path: Path
) -> None:
    await fill(store, name)
    target = BACK_ENDS[other](tmp_path / "other")
    await target.open()
    try:
        async for record in every(facets_of(store)[name]):
            await facets_of(target)[name].restore(record)
        found = [record async for record in every(facets_of(target)[name])]
    finally:
        await target.close()
    assert by_key(found) == by_key(RECORDS[name])


async def test_accounts_are_paged_by_name_and_audit_jobs_and_uploads_from_the_newest(store: Store) -> None:
    for name in ("accounts", "audit", "jobs", "uploads"):
        await fill(store, name)
    assert [one.name async for one in every(store.accounts)] == ["aDA", "Person 1", "Person 2"]
    assert [one.at_ms async for one in every(store.audit)] == [3, 2, 1]
    assert [one.identifier async for one in every(store.jobs)] == [f"job-00000{n}" for n in (3, 2, 1)]
    assert [one.identifier async for one in every(store.uploads)] == [f"upload-00000{n}" for n in (3, 2, 1)]


async def test_information_counts_the_records_of_every_facet(store: Store) -> None:
    for name in FACETS:
        await fill(store, name)
    assert (await store.information())["counts"] == dict.fromkeys(FACETS, 3)
