"""Of several who do the same at once exactly one succeeds.

What rests on unique identifiers holds on every back end, jobs and uploads among it. What rests on a changed revision
does not hold on FerretDB 1, whose updates are not atomic: those cases run on the embedded store, and on a MongoDB
where POISE_TEST_MONGODB_URI names one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.contract.conftest import BACK_ENDS
from tests.contract.records import account, job, session, upload

from poise.errors import Conflict
from poise.store import LinkKind, OneTimeLink, SavedPose, Store, StreamPart

pytestmark = pytest.mark.anyio
_AT_ONCE = 12


@pytest.fixture(params=sorted(set(BACK_ENDS) - {"ferretdb"}))
async def atomic_store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An open, empty store whose changes are atomic."""
    opened = BACK_ENDS[request.param](tmp_path / "data")
    await opened.open()
    yield opened
    await opened.close()


async def winners(*works: Awaitable[object]) -> int:
    """Return how many succeeded; the others were told of a conflict."""
    answers = await asyncio.gather(*works, return_exceptions=True)
    lost = [answer for answer in answers if isinstance(answer, BaseException)]
    assert all(isinstance(answer, Conflict) for answer in lost), lost
    return len(answers) - len(lost)


async def test_one_of_many_gets_a_name(store: Store) -> None:
    wishes = (store.accounts.add(account(n, name="Ada")) for n in range(_AT_ONCE))
    assert await winners(*wishes) == 1
    assert await store.accounts.count() == 1


async def test_one_of_many_poses_gets_a_name(store: Store) -> None:
    wishes = (store.poses.add(SavedPose(f"pose-{n}", "account-1", "Tree", 5)) for n in range(_AT_ONCE))
    assert await winners(*wishes) == 1
    assert len(await store.poses.list_for("account-1")) == 1


async def test_a_part_of_a_stream_that_comes_from_two_lines_is_kept_once(store: Store) -> None:
    answers = await asyncio.gather(
        *(store.streams.append("session-1", 0, 3, b"abc") for _ in range(_AT_ONCE))
    )
    assert set(answers) == {3}
    assert list(await store.streams.read("session-1")) == [StreamPart("session-1", 0, 3, b"abc")]


async def test_a_session_that_is_begun_many_times_at_once_is_one(store: Store) -> None:
    kept = await asyncio.gather(*(store.sessions.add(session(1)) for _ in range(_AT_ONCE)))
    assert kept == [session(1)] * _AT_ONCE


async def test_a_link_that_many_follow_at_once_is_got_by_one(store: Store) -> None:
    await store.one_time_links.add(OneTimeLink("hash", LinkKind.SETUP, 9_000))
    taken = await asyncio.gather(*(store.one_time_links.take("hash", 1_000) for _ in range(_AT_ONCE)))
    assert sum(one is not None for one in taken) == 1


async def test_one_of_many_recordings_is_the_recording(store: Store) -> None:
    many = [[bytes([n]), b"end"] for n in range(6)]
    await asyncio.gather(*(store.recordings.put("session-1", chunks) for chunks in many))
    assert list(await store.recordings.get("session-1")) in many


async def test_one_of_many_changes_a_job(store: Store) -> None:
    await store.jobs.add(job())
    changes = [store.jobs.change(replace(job(), worker=f"worker-{n}")) for n in range(_AT_ONCE)]
    answers = await asyncio.gather(*changes, return_exceptions=True)
    won = [one for one in answers if not isinstance(one, BaseException)]
    assert [isinstance(one, Conflict) for one in answers].count(True) == _AT_ONCE - 1
    assert [await store.jobs.get(job().identifier)] == won


async def test_one_of_many_changes_an_upload(store: Store) -> None:
    await store.uploads.add(upload())
    changes = (store.uploads.change(replace(upload(), parts=(n,))) for n in range(_AT_ONCE))
    assert await winners(*changes) == 1


async def test_a_job_that_is_changed_while_it_is_removed_stays_removed(store: Store) -> None:
    for number in range(8):
        await store.jobs.add(job(number))
        change = store.jobs.change(replace(job(number), worker="w"))
        await asyncio.gather(change, store.jobs.remove(job(number).identifier), return_exceptions=True)
        assert await store.jobs.get(job(number).identifier) is None


async def test_one_of_many_changes_a_session(atomic_store: Store) -> None:
    kept = await atomic_store.sessions.add(session())
    changes = (atomic_store.sessions.change(replace(kept, notes=str(n))) for n in range(_AT_ONCE))
    assert await winners(*changes) == 1
    found = await atomic_store.sessions.get(kept.identifier)
    assert found is not None
    assert found.rev == 1


async def test_one_of_many_changes_an_account(atomic_store: Store) -> None:
    await atomic_store.accounts.add(account())
    changes = (atomic_store.accounts.change(replace(account(), name=f"N{n}")) for n in range(_AT_ONCE))
    assert await winners(*changes) == 1
    found = await atomic_store.accounts.get("account-1")
    assert found is not None
    assert await atomic_store.accounts.find(found.name) == found
