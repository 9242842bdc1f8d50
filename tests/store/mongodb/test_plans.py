"""Every question of the store is answered from an index: asked of the server itself, where it can tell."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)
from tests.contract.records import account, job, session
from tests.contract.servers import shared_ferretdb

from poise.store import SessionFilter
from poise.store.mongodb import MongoStore

_GIVEN = os.environ.get("POISE_TEST_MONGODB_URI", "")
_ASKED = ("find", "filter", "sort", "limit", "projection")


class Questions(CommandListener):
    """Remembers what was looked for."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def started(self, event: CommandStartedEvent) -> None:
        """Remember a question."""
        if event.command_name == "find":
            self.asked.append({name: event.command[name] for name in _ASKED if name in event.command})

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing to remember."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing to remember."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def _asked(uri: str) -> list[dict[str, Any]]:
    """Ask what the product asks, and return how that reached the server."""
    questions = Questions()
    store = MongoStore(uri, listeners=[questions])
    await store.open()
    try:
        await store.accounts.add(account())
        for number in range(3):
            await store.sessions.add(session(number))
        for number in range(2):
            await store.jobs.add(job(number))
        questions.asked.clear()
        for only in (
            SessionFilter(),
            SessionFilter(kind="coaching"),
            SessionFilter(subject="squat", first_day="2023-11-01", last_day="2023-11-30"),
            SessionFilter(words="heavy"),
        ):
            page = await store.sessions.list_for("account-1", only, limit=1)
            await store.sessions.list_for("account-1", only, after=page.next_key, limit=1)
        await store.sessions.progress("account-1", "squat")
        await store.sessions.digests("account-1")
        await store.sessions.list_open("account-1")
        await store.sessions.get("session-000001")
        await store.streams.read("session-000001")
        await store.recordings.get("session-000001")
        await store.logs.read("session-000001")
        await store.accounts.find("Person 1")
        await store.sign_ins.list_for("account-1")
        await store.poses.list_for("account-1")
        newest = await store.jobs.list_for("account-1", limit=1)
        await store.jobs.list_for("account-1", newest.next_key, limit=1)
        await store.jobs.list_unfinished()
        await store.jobs.get("job-000001")
        await store.uploads.list_for("account-1")
        await store.exercises.list_for("account-1")
        await store.exercises.list_shared()
        await store.exercises.get("exercise-000001")
        await store.programmes.list_for("account-1")
        await store.programmes.list_shared()
        await store.programmes.get("programme-000001")
    finally:
        await store.close()
    return questions.asked


def _plans(uri: str, asked: list[dict[str, Any]]) -> list[str]:
    with MongoClient[dict[str, Any]](uri, serverSelectionTimeoutMS=10_000) as client:
        database = client.get_default_database()
        answers = [database.command({"explain": question, "verbosity": "queryPlanner"}) for question in asked]
    return [json.dumps(answer, default=str) for answer in answers]


def _given(folder: Path) -> str:
    return f"{_GIVEN.rstrip('/')}/poise_plans_{folder.name}"


def _own(folder: Path) -> str:
    return f"{shared_ferretdb().uri}plans_{folder.name}"


# FerretDB 1 answers, but plans no indexes: there the questions are held to theirs by the contract's own check.
_PLACES = [(_own, False), *([(_given, True)] if _GIVEN else [])]


@pytest.mark.anyio
@pytest.mark.parametrize(("where", "plans_indexes"), _PLACES)
async def test_no_question_reads_a_whole_collection(
    tmp_path: Path, where: Callable[[Path], str], plans_indexes: bool
) -> None:
    uri = where(tmp_path)
    asked = await _asked(uri)
    assert len(asked) >= 12
    plans = _plans(uri, asked)
    assert len(plans) == len(asked)
    if plans_indexes:
        wrong = [question for question, plan in zip(asked, plans, strict=True) if "COLLSCAN" in plan]
        assert wrong == []
