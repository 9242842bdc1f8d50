"""What MongoDB's back end does beyond the contract that all back ends share."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from tests.contract.records import account, job, session
from tests.contract.servers import on_ferretdb, shared_ferretdb

from poise.errors import Conflict, LastAdministrator, NewerStore, StoreError
from poise.store import LinkKind, OneTimeLink, Role
from poise.store.mongodb import MongoStore
from poise.store.mongodb.migrations import VERSION
from poise.store.opening import store_at

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("uri", ["localhost", "http://localhost", "mongodb://", "mongodb://host:no/poise"])
async def test_an_address_that_is_none_is_refused_in_one_sentence(uri: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="POISE_MONGODB_URI is no address of a MongoDB"):
        store_at(tmp_path, uri)


@pytest.mark.parametrize(
    ("uri", "sentence"),
    [
        ("mongodb://poise:p@ss@host/poise", "percent-encoded"),
        ("mongodb://poise:p/ss@host/poise", "percent-encoded"),
        ("mongodb://poise:p?ss@host/poise", "percent-encoded"),
        ("mongodb://poise:p:ss@host/poise", "percent-encoded"),
        ("mongodb://poise:50%off@host/poise", "percent-encoded"),
        ("mongodb+srv://poise:p@ss@cluster.invalid/poise", "percent-encoded"),
        ("mongodb+srv://poise:secret@cluster.invalid/poise", "no SRV record for cluster.invalid"),
        ("mongodb+srv://cluster.invalid", "no SRV record for cluster.invalid"),
        ("mongodb://host/poise?ssll=true", "an option"),
        ("mongodb://host/poise?tls=perhaps", "an option"),
    ],
)
async def test_an_address_that_is_nearly_one_is_refused_with_the_reason(
    uri: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(StoreError) as refused:
        store_at(tmp_path, uri)
    assert sentence in str(refused.value)
    assert "ss@" not in str(refused.value)
    assert "secret" not in str(refused.value)


def documents(folder: Path, collection: str) -> Any:
    """Return a collection as the server has it, for a test that prepares what a killed process leaves."""
    client = MongoClient[dict[str, Any]](shared_ferretdb().uri)
    return client, client[on_ferretdb(folder).database][collection]


async def opened(folder: Path) -> MongoStore:
    store = on_ferretdb(folder)
    await store.open()
    return store


async def test_data_of_a_newer_poise_are_left_alone(tmp_path: Path) -> None:
    await (await opened(tmp_path)).close()
    client, schema = documents(tmp_path, "schema")
    with client:
        schema.update_one({"_id": "poise"}, {"$set": {"version": 99}})
    with pytest.raises(NewerStore, match="newer Poise"):
        await opened(tmp_path)


@pytest.mark.parametrize(
    "details",
    [
        {"points": [[1.0, 2.0], [3.0, 4.0]]},
        {"a.b": 1},
        {"$set": 1},
        {"": 1},
        {"big": 2**70},
        {"zero": [-0.0]},
        {"plain": {"list": [{"a": [1, 2.5, None, True, "x"]}], "long": 2**40}},
    ],
)
async def test_details_come_back_as_they_were_also_where_no_document_can_hold_them(
    tmp_path: Path, details: dict[str, Any]
) -> None:
    store = await opened(tmp_path)
    await store.sessions.add(session(details=details))
    found = await store.sessions.get("session-000001")
    assert found is not None
    assert repr(found.details) == repr(details)
    await store.close()


@pytest.mark.parametrize(("age_ms", "is_given_up"), [(0, False), (120_000, True)])
async def test_a_name_left_behind_by_a_killed_process_can_be_had_after_a_minute(
    tmp_path: Path, age_ms: int, is_given_up: bool
) -> None:
    store = await opened(tmp_path)
    client, names = documents(tmp_path, "names")
    with client:
        names.insert_one(
            {"_id": "person 1", "account": "gone", "at_ms": time.time_ns() // 1_000_000 - age_ms}
        )
    if is_given_up:
        await store.accounts.add(account(1))
        assert await store.accounts.find("Person 1") == account(1)
    else:
        with pytest.raises(Conflict, match="taken"):
            await store.accounts.add(account(1))
    await store.close()


async def test_what_a_killed_process_began_to_remove_is_gone_after_the_next_start(tmp_path: Path) -> None:
    store = await opened(tmp_path)
    await store.sessions.add(session(1))
    await store.streams.append("session-000001", 0, 1, b"a")
    await store.close()
    client, removals = documents(tmp_path, "removals")
    with client:
        removals.insert_one({"_id": "session|session-000001", "session": "session-000001"})
    store = await opened(tmp_path)
    assert await store.sessions.get("session-000001") is None
    assert list(await store.streams.read("session-000001")) == []
    await store.close()


async def test_a_recording_that_a_killed_process_did_not_finish_is_tidied_away(tmp_path: Path) -> None:
    store = await opened(tmp_path)
    await store.recordings.put("session-1", [b"kept"])
    await store.close()
    client, chunks = documents(tmp_path, "chunks")
    half = {
        "_id": "session-1|half|0",
        "session": "session-1",
        "generation": "half",
        "sequence": 0,
        "data": b"half",
    }
    with client:
        chunks.insert_one(half)
        writing = {"_id": "half", "session": "session-1", "generation": "half", "at_ms": 0}
        chunks.database["writings"].insert_one(writing)
        await (await opened(tmp_path)).close()
        assert [one["data"] for one in chunks.find()] == [b"kept"]
        assert chunks.database["writings"].count_documents({}) == 0


async def test_the_secrets_in_an_address_are_never_shown(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        store_at(tmp_path, "mongodb://ada:secret@host:port/poise")
    assert "secret" not in str(caught.value)


async def test_links_of_the_first_version_stay_and_have_no_maker(tmp_path: Path) -> None:
    await (await opened(tmp_path)).close()
    client, tickets = documents(tmp_path, "tickets")
    with client:
        client[on_ferretdb(tmp_path).database]["schema"].update_one(
            {"_id": "poise"}, {"$set": {"version": 1}}
        )
        tickets.insert_one(
            {"_id": "hash", "kind": "invitation", "expires_ms": 9000, "role": "coach", "account": ""}
        )
        store = await opened(tmp_path)
        assert list(await store.one_time_links.list_all()) == [
            OneTimeLink("hash", LinkKind.INVITATION, 9000, Role.COACH)
        ]
        await store.close()
        schema = client[on_ferretdb(tmp_path).database]["schema"].find_one({"_id": "poise"})
    assert schema is not None
    assert schema["version"] == VERSION


async def test_a_job_of_before_there_were_results_has_an_empty_one(tmp_path: Path) -> None:
    store = await opened(tmp_path)
    await store.jobs.add(job())
    client, jobs = documents(tmp_path, "jobs")
    with client:
        jobs.update_one({"identifier": job().identifier}, {"$unset": {"result": ""}})
        assert "result" not in (jobs.find_one({}) or {})
    assert await store.jobs.get(job().identifier) == job()
    changed = await store.jobs.change(replace(job(), result={"name": "lift"}))
    assert await store.jobs.get(job().identifier) == changed
    await store.close()


# -- administrators ---------------------------------------------------------------------------------------------------


def forget_version(folder: Path) -> None:
    """Remove the latest version of the list, as if the process had been killed before it wrote it."""
    client, versions = documents(folder, "administrators")
    with client:
        versions.delete_one({"_id": max(one["_id"] for one in versions.find())})


async def test_administrators_of_the_first_version_are_known(tmp_path: Path) -> None:
    store = await opened(tmp_path)
    for number in (1, 2):
        await store.accounts.add(account(number, role=Role.ADMIN))
    client, versions = documents(tmp_path, "administrators")
    with client:
        versions.delete_many({})
    await store.accounts.change(account(1, role=Role.MEMBER))
    with pytest.raises(LastAdministrator):
        await store.accounts.change(account(2, role=Role.MEMBER))
    await store.close()


async def test_who_was_killed_after_making_an_administrator_refuses_no_later_demotion(tmp_path: Path) -> None:
    store = await opened(tmp_path)
    await store.accounts.add(account(1, role=Role.ADMIN))
    await store.accounts.add(account(2, role=Role.ADMIN))
    forget_version(tmp_path)  # the second is an administrator, and not in the list
    await store.accounts.change(account(1, role=Role.MEMBER))
    with pytest.raises(LastAdministrator):
        await store.accounts.change(account(2, role=Role.MEMBER))
    await store.close()


@pytest.mark.parametrize(("age_ms", "is_given_up"), [(0, False), (120_000, True)])
async def test_a_demotion_that_was_left_half_done_is_undone_after_a_minute(
    tmp_path: Path, age_ms: int, is_given_up: bool
) -> None:
    store = await opened(tmp_path)
    await store.accounts.add(account(1, role=Role.ADMIN))
    await store.accounts.add(account(2, role=Role.ADMIN))
    at_ms = time.time_ns() // 1_000_000 - age_ms
    client, versions = documents(tmp_path, "administrators")
    with client:  # the first was to be demoted, and its process was killed in between
        known = max(versions.find(), key=lambda one: str(one["_id"]))
        out = {"account": "account-1", "rev": 0, "is_in": False, "at_ms": at_ms}
        others = [one for one in known["standings"] if one["account"] != "account-1"]
        versions.insert_one({"_id": f"{int(known['_id']) + 1:012d}", "standings": [out, *others]})
    if not is_given_up:
        with pytest.raises(LastAdministrator):
            await store.accounts.change(account(2, role=Role.MEMBER))
    else:
        await store.accounts.change(account(2, role=Role.MEMBER))
        with pytest.raises(Conflict):  # should the killed one wake up, its change comes too late
            await store.accounts.change(account(1, role=Role.MEMBER))
        with pytest.raises(LastAdministrator):
            await store.accounts.change(account(1, role=Role.MEMBER, rev=1))
    await store.close()
