"""Make the data of an older Poise that `test_older_versions.py` opens: every kind of record, as that version wrote it.

It was run in a checkout of commit 5ad4b0c (tables of version 3, collections of version 2), whose names it uses; the
present Poise has others. To renew the data of that version, put this file into such a checkout and run::

    python -m tests.store.versions.make FOLDER

It writes ``FOLDER/sqlite`` (a data folder), ``FOLDER/mongodb.jsonl`` (one document a line, in MongoDB's Extended JSON)
and ``FOLDER/answers.json`` (what the REST interface of that version answered).
"""

# mypy: ignore-errors
# ruff: noqa: I001  (whose modules are there differs from version to version)
from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

_T = 1_760_000_000_000
_MINUTE = 60_000
ADA, ROOT, EVE = (f"0199c000-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
SECRETS = {ADA: "ada-is-signed-in", ROOT: "root-is-signed-in"}
_FOREVER = 4_000_000_000_000


def session_id(number: int) -> str:
    """Return the identifier of a session."""
    return f"0199c001-0000-7000-8000-{number:012d}"


def people() -> list[Any]:
    """Return accounts with odd names, all roles, one locked."""
    from poise.store import Account, Profile, Role

    profile = Profile("Ada", "Europe/Berlin", "de", "strict")
    return [
        Account(ADA, "Ada", Role.MEMBER, "$argon2id$not-a-hash", _T, profile),
        Account(ROOT, "Root", Role.ADMIN, "$argon2id$not-a-hash", _T - 5),
        Account(EVE, "Émile", Role.COACH, "$argon2id$not-a-hash", _T + 5, is_disabled=True, rev=3),
    ]


def items(frames_per_s: float = 10.0, repetitions: int = 2) -> list[Any]:
    """Return the items of a short set of squats by a stick figure."""
    from tests.analysis.repetition.figure import film, squats
    from tests.studio.live.stream_maker import frames, mark

    from poise.studio.live import Mark

    poses = list(film(squats(115), 2.0 * repetitions + 0.4, frames_per_s))
    return [*frames(poses), mark(Mark.SET_ENDS, poses[-1].time_s)]


def coaching(number: int, **changes: Any) -> Any:
    """Return the record of an open coaching session."""
    from poise.store import Session, SessionKind, SessionState

    details = {"level": "standard", "target": {"repetitions": 10}, "image_size": [640, 640]}
    started = _T + number * 60 * _MINUTE
    known = {
        "identifier": session_id(number),
        "account": ADA,
        "kind": SessionKind.COACHING,
        "subject": "squat",
        "state": SessionState.OPEN,
        "started_ms": started,
        "day": f"2025-10-{9 + number // 4:02d}",
        "details": details,
    }
    return Session(**{**known, **changes})


async def stream(store: Any, record: Any, taken: list[Any]) -> Any:
    """Keep a session with its items, as the live socket does; returns the live session."""
    from poise.studio.live.items import encode_item
    from poise.web.live.keeping import Log, live_session

    await store.add_session(record)
    await (await Log.of(store, record.identifier)).note("started", {"browser": "Firefox"})
    live = live_session(record)
    for first in range(0, len(taken), 10):
        some = taken[first : first + 10]
        await store.append_stream(
            record.identifier, first, len(some), b"".join(encode_item(one) for one in some)
        )
        live.take_all(some)
    return live


async def coach(store: Any, record: Any, taken: list[Any], **later: Any) -> None:
    """Keep a session, finish it, and change it afterwards as a person does."""
    from poise.web.live.keeping import finish

    live = await stream(store, record, taken)
    await finish(store, record, live)
    whole = await store.session(record.identifier)
    started, lasted = record.started_ms, 90_000
    await store.change_session(replace(whole, ended_ms=started + lasted, **later))


def compared() -> dict[str, Any]:
    """Return the details of a comparison of two poses."""
    from tests.studio.comparing.test_results import TREE, found, lowered

    from poise.studio.comparing.compare import judge_pair
    from poise.studio.comparing.results import ComparisonDetails

    return ComparisonDetails.of(judge_pair(found(TREE), found(lowered()))).document()


async def fill(store: Any) -> None:
    """Put something of every kind into a store."""
    from poise.store import (
        TERMINAL,
        AuditEntry,
        LogEntry,
        Role,
        SavedPose,
        SessionKind,
        SessionState,
        SignIn,
        Ticket,
        TicketKind,
    )
    from poise.web.secret import hash_of

    for one in people():
        await store.add_account(one)
    for account, secret in SECRETS.items():
        await store.add_sign_in(SignIn(hash_of(secret), account, _T, _FOREVER - 5, _FOREVER, "Firefox/1"))
    await store.add_ticket(
        Ticket(hash_of("a"), TicketKind.INVITATION, _FOREVER, Role.COACH, maker=ROOT, created_ms=_T)
    )
    await store.add_ticket(
        Ticket(hash_of("b"), TicketKind.RESET, _FOREVER + 1, account=ADA, maker=TERMINAL, created_ms=_T + 1)
    )
    done = items()
    await coach(store, coaching(1), done)
    await coach(store, coaching(2), items(repetitions=1), corrected=3, notes="Knees felt gööd")
    await coach(store, coaching(3), items(repetitions=1), corrected=0)
    await coach(store, coaching(5), items(repetitions=1), deleted_ms=_FOREVER)
    open_details = {**coaching(6).details, "target": None}
    later = coaching(
        6, started_ms=_FOREVER - 10, day="2096-10-02", details=open_details
    )  # never too old to go on
    await stream(store, later, done[:20])
    await store.add_session(
        coaching(
            7, subject="plank", state=SessionState.FINISHED, ended_ms=_T, duration_s=70.25, hold_s=61.5,
            score=88.5, details={"sets": [], "odd": [[1.0, -0.0], [2.5]], "a.b": 2**70},
        )
    )  # fmt: skip
    await store.add_session(
        coaching(8, subject="plank", state=SessionState.ABANDONED, attempted=3, accurate=2)
    )
    details = compared()
    score = details["result"]["score"]
    await store.add_session(
        coaching(
            9, kind=SessionKind.COMPARISON, subject="tree", state=SessionState.FINISHED, score=score,
            ended_ms=_T, details={**details, "pictures": ["attempt.jpg"]},
        )
    )  # fmt: skip
    await store.put_picture(session_id(9), "attempt.jpg", b"\xff\xd8" + bytes(range(256)))
    await store.append_log(session_id(9), [LogEntry(0, _T, "compared", {"with": ["tree", None, 1.5]})])
    await store.add_session(coaching(10, account=EVE, state=SessionState.FINISHED, attempted=9, accurate=9))
    await store.add_pose(
        SavedPose("0199c002-0000-7000-8000-000000000001", ADA, "My Tree", _T, "", {"x": [1.5, 2.0]})
    )
    for number in range(2):
        identifier = f"0199c003-0000-7000-8000-00000000000{number}"
        await store.add_audit(AuditEntry(identifier, _T + number, ROOT, "sign-in", ADA, {"n": number}))


async def make_sqlite(folder: Path) -> None:
    """Write the data folder."""
    from poise.store.sqlite import SqliteStore

    store = SqliteStore(folder)
    await store.open()
    await fill(store)
    await store.close()
    (folder / "lock").unlink()
    database = sqlite3.connect(folder / "poise.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode = DELETE")  # one file, which every SQLite opens
    database.execute("VACUUM")
    database.close()


async def make_mongodb(file: Path) -> None:
    """Write the documents."""
    from bson.json_util import CANONICAL_JSON_OPTIONS, dumps
    from pymongo import MongoClient
    from tests.contract.servers import running_ferretdb

    from poise.store.mongodb import MongoStore

    with running_ferretdb() as server:
        store = MongoStore(server.uri + "poise")
        await store.open()
        await fill(store)
        await store.close()
        with MongoClient(server.uri) as client, file.open("w") as lines:
            database = client["poise"]
            for collection in sorted(set(database.list_collection_names()) - {"health"}):
                for document in database[collection].find().sort("_id"):
                    line = {"collection": collection, "document": document}
                    lines.write(dumps(line, json_options=CANONICAL_JSON_OPTIONS) + "\n")


def answers(folder: Path) -> dict[str, Any]:
    """Return what the REST interface answers about a copy of the data folder."""
    from starlette.testclient import TestClient

    from poise.store.opening import store_at
    from poise.web.application import create_api, guarded
    from poise.web.settings import WebSettings

    own = ["me", "me/sign-ins", "sessions", "progress", "unfinished-sessions"]
    for number in (1, 2, 3, 5, 6, 7, 8, 9):
        own += [f"sessions/{session_id(number)}", f"sessions/{session_id(number)}/log"]
    asked = {ADA: own, ROOT: ["accounts", "links", "audit"]}
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as above:
        copy = Path(shutil.copytree(folder, Path(above) / "data"))
        settings = WebSettings(data_dir=copy, allowed_hosts="studio.test", keep_audit_days=100_000)
        app = guarded(create_api(store_at(copy), settings), settings)
        with TestClient(app, base_url="http://studio.test") as client:
            for account, paths in asked.items():
                headers = {"cookie": f"poise={SECRETS[account]}", "sec-fetch-site": "same-origin"}
                for path in paths:
                    answer = client.get(f"/api/v1/{path}", headers=headers)
                    assert answer.status_code == 200, (path, answer.text)
                    found[path] = answer.json()
    return found


def main(folder: Path) -> None:
    """Make everything."""
    from poise.web.live import keeping

    keeping.now_ms = lambda: _T  # both stores get the same times
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    asyncio.run(make_sqlite(folder / "sqlite"))
    asyncio.run(make_mongodb(folder / "mongodb.jsonl"))
    text = json.dumps(answers(folder / "sqlite"), ensure_ascii=False, separators=(",", ":"))
    (folder / "answers.json").write_text(text + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
