"""What every back end must do with jobs and uploads."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.contract.records import account, job, upload

from poise.errors import Conflict
from poise.store import JobState, Store
from poise.store.jobs import UNFINISHED

pytestmark = pytest.mark.anyio


def named(found: object) -> list[str]:
    return [one.identifier for one in found]  # type: ignore[attr-defined]


async def test_a_job_is_kept_with_all_it_holds_and_once(store: Store) -> None:
    kept = job(
        request={"exercise": "squat", "odd": [[1.0, -0.0]]},
        sessions=("a", "b"),
        failure="Ünlesbar.",
        result={"learned": {"name": "Lift", "cycle": [[0.5, -0.0]]}},
    )
    await store.jobs.add(kept)
    assert await store.jobs.get(kept.identifier) == kept
    assert await store.jobs.get("none") is None
    with pytest.raises(Conflict, match="in use"):
        await store.jobs.add(replace(kept, account="account-2"))
    assert await store.jobs.get(kept.identifier) == kept


async def test_of_two_who_change_a_job_the_slower_is_told(store: Store) -> None:
    await store.jobs.add(job())
    claimed = await store.jobs.change(replace(job(), state=JobState.RUNNING, worker="one", lease_ms=30))
    assert claimed == replace(job(), state=JobState.RUNNING, worker="one", lease_ms=30, rev=1)
    with pytest.raises(Conflict, match="in the meantime"):
        await store.jobs.change(replace(job(), state=JobState.RUNNING, worker="two"))
    later = await store.jobs.change(replace(claimed, progress={"part": 0.25, "per_s": 30.0, "left_s": None}))
    assert await store.jobs.get(job().identifier) == later
    assert later.rev == 2


@pytest.mark.parametrize("wrong", [job(rev=1), job(account="account-2"), job(2)])
async def test_a_change_of_another_revision_account_or_job_is_refused(store: Store, wrong: object) -> None:
    await store.jobs.add(job())
    with pytest.raises(Conflict, match="in the meantime"):
        await store.jobs.change(wrong)  # type: ignore[arg-type]
    assert await store.jobs.get(job().identifier) == job()


async def test_the_jobs_of_an_account_come_newest_first_in_pages(store: Store) -> None:
    for number in (2, 5, 1, 4, 3):
        await store.jobs.add(job(number))
        await store.jobs.change(replace(job(number), state=JobState.RUNNING))
    await store.jobs.add(job(9, account="account-2"))
    first = await store.jobs.list_for("account-1", limit=2)
    await store.jobs.add(job(7))
    second = await store.jobs.list_for("account-1", first.next_key, limit=2)
    third = await store.jobs.list_for("account-1", second.next_key, limit=2)
    pages = [named(page.records) for page in (first, second, third)]
    assert pages == [[f"job-{n:06}" for n in page] for page in ([5, 4], [3, 2], [1])]
    assert third.next_key == ""
    assert (await store.jobs.list_for("nobody")).records == ()


async def test_the_unfinished_jobs_of_everybody_come_oldest_first(store: Store) -> None:
    for number, state in enumerate(JobState, 1):
        await store.jobs.add(job(number, account=f"account-{number}"))
        await store.jobs.change(replace(job(number, account=f"account-{number}"), state=state))
    await store.jobs.add(job(0))
    found = await store.jobs.list_unfinished()
    assert named(found) == ["job-000000", "job-000001", "job-000002"]
    assert {one.state for one in found} == set(UNFINISHED)


async def test_a_removed_job_is_gone_and_a_late_change_does_not_bring_it_back(store: Store) -> None:
    await store.jobs.add(job())
    changed = await store.jobs.change(replace(job(), state=JobState.DONE))
    await store.jobs.remove(changed.identifier)
    with pytest.raises(Conflict):
        await store.jobs.change(replace(changed, state=JobState.QUEUED))
    assert await store.jobs.get(changed.identifier) is None
    assert await store.jobs.list_unfinished() == ()


async def test_an_upload_grows_part_by_part(store: Store) -> None:
    await store.uploads.add(upload(size=30))
    first = await store.uploads.change(replace(upload(size=30), parts=(10,)))
    assert (first.offset, first.is_complete) == (10, False)
    whole = await store.uploads.change(replace(first, parts=(10, 20), sessions=("session-1",)))
    assert (whole.offset, whole.is_complete) == (30, True)
    assert await store.uploads.get(upload().identifier) == whole
    with pytest.raises(Conflict):
        await store.uploads.change(replace(first, parts=(10, 5)))


async def test_the_uploads_of_an_account_come_newest_first(store: Store) -> None:
    for number in (2, 1, 3):
        await store.uploads.add(upload(number, account=f"account-{1 + number // 3}"))
    assert named(await store.uploads.list_for("account-1")) == ["upload-000002", "upload-000001"]
    await store.uploads.remove("upload-000002")
    assert named(await store.uploads.list_for("account-1")) == ["upload-000001"]


async def test_the_sweep_removes_jobs_that_ended_long_ago_and_no_upload(store: Store) -> None:
    await store.accounts.add(account())
    await store.uploads.add(upload(expires_ms=1_000))  # its bytes and its sessions go first
    states = (JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.RUNNING, JobState.DONE)
    for number, state in enumerate(states, 1):
        await store.jobs.add(job(number))
        ended_ms = 5_000 if number == len(states) else 1_000
        await store.jobs.change(replace(job(number), state=state, ended_ms=ended_ms))
    assert await store.sweep(6_000, 0) == 0
    assert len((await store.jobs.list_for("account-1")).records) == len(states)
    assert await store.sweep(6_000, 0, keep_jobs_ms=2_000) == 3
    assert named((await store.jobs.list_for("account-1")).records) == ["job-000005", "job-000004"]
    assert named(await store.uploads.list_for("account-1")) == ["upload-000001"]


async def test_jobs_and_uploads_go_with_their_account(store: Store) -> None:
    for number in (1, 2):
        await store.accounts.add(account(number))
        await store.jobs.add(job(number, account=f"account-{number}"))
        await store.uploads.add(upload(number, account=f"account-{number}"))
    await store.remove_account("account-1")
    assert (await store.jobs.list_for("account-1")).records == ()
    assert await store.uploads.list_for("account-1") == ()
    assert len((await store.jobs.list_for("account-2")).records) == 1
    assert len(await store.uploads.list_for("account-2")) == 1
