"""Data that an older Poise wrote: everything is still there, and the REST interface answers alike."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bson.json_util import loads
from pymongo import MongoClient
from starlette.testclient import TestClient
from tests.contract.servers import on_ferretdb, shared_ferretdb
from tests.store.versions.make import ADA, ROOT, SECRETS, session_id

from poise.media.recording import decode_recording
from poise.store import Store
from poise.store.copying import checksums
from poise.store.paging import every
from poise.store.sqlite import SqliteStore
from poise.store.store import FACETS
from poise.studio.live.items import decode_items
from poise.web.application import create_api, guarded
from poise.web.settings import WebSettings

VERSIONS = Path(__file__).parent / "versions"
ANSWERS: dict[str, Any] = json.loads((VERSIONS / "answers.json").read_text())
ADMINISTRATORS = {"accounts", "links", "audit"}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def older_sqlite(folder: Path) -> Store:
    """Return a store on a copy of the older data folder, not opened yet."""
    return SqliteStore(Path(shutil.copytree(VERSIONS / "sqlite", folder / "data")))


def older_mongodb(folder: Path) -> Store:
    """Return a store on a database with the older documents, not opened yet."""
    store = on_ferretdb(folder)
    with MongoClient[dict[str, Any]](shared_ferretdb().uri) as client:
        for line in (VERSIONS / "mongodb.jsonl").read_text().splitlines():
            one = loads(line)
            client[store.database][one["collection"]].insert_one(one["document"])
    return store


MAKERS = [older_sqlite, older_mongodb]


@pytest.mark.parametrize("make", MAKERS)
def test_the_rest_interface_answers_as_it_did(make: Callable[[Path], Store], tmp_path: Path) -> None:
    settings = WebSettings(
        data_dir=tmp_path / "data", allowed_hosts=("studio.test",), keep_audit_days=100_000
    )
    app = guarded(create_api(make(tmp_path), settings), settings)
    with TestClient(app, base_url="http://studio.test") as client:
        for path, known in ANSWERS.items():
            secret = SECRETS[ROOT if path in ADMINISTRATORS else ADA]
            headers = {"cookie": f"poise={secret}", "sec-fetch-site": "same-origin"}
            answer = client.get(f"/api/v1/{path}", headers=headers)
            assert answer.status_code == 200, path
            if path == f"sessions/{session_id(7)}":
                # Made up to be hard to keep: no version ever wrote such a result.
                known = {name: value for name, value in known.items() if name != "details"}  # noqa: PLW2901
            found = as_then(answer.json())
            assert (path, what_was_known(found, known)) == (path, known)


def as_then(answer: Any) -> Any:
    """Return a session's answer with its plan, sizes and result side by side, as they were before they had types."""
    if not isinstance(answer, dict) or "details" not in answer:
        return answer
    kept = answer["details"]
    return {
        **answer,
        "details": {"image_size": kept["image_size"], **(kept["plan"] or {}), **(kept["result"] or {})},
    }


def what_was_known(answer: Any, known: Any) -> Any:
    """Return an answer without the fields that it has gained since that version."""
    if isinstance(answer, list) and isinstance(known, list):
        of_both = [what_was_known(one, other) for one, other in zip(answer, known, strict=False)]
        return of_both + answer[len(known) :]
    if isinstance(answer, dict) and isinstance(known, dict):
        return {name: what_was_known(answer[name], known[name]) for name in answer if name in known}
    return answer


@pytest.mark.anyio
@pytest.mark.parametrize("make", MAKERS)
async def test_what_was_counted_became_measures(make: Callable[[Path], Store], tmp_path: Path) -> None:
    store = make(tmp_path)
    for _ in range(2):  # the second time there is nothing to do
        await store.open()
        found = {one.identifier[-2:]: one async for one in every(store.sessions)}
        progress = await store.sessions.progress(ADA)
        await store.close()
        assert found["02"].measures == {"attempted": 1, "accurate": 1, "hold_s": 0}
        assert found["02"].counted == {"attempted": 3, "accurate": 3, "hold_s": 0}
        assert found["07"].measures == {"attempted": 0, "accurate": 0, "hold_s": 61.5}
        assert found["09"].measures == {}
        assert [(one.subject, one.measures) for one in progress] == [
            ("squat", {"attempted": 6, "accurate": 5, "hold_s": 0}),
            ("plank", {"attempted": 0, "accurate": 0, "hold_s": 61.5}),
            ("tree", {}),
        ]


@pytest.mark.anyio
@pytest.mark.parametrize("make", MAKERS)
async def test_nothing_of_the_older_data_is_lost(make: Callable[[Path], Store], tmp_path: Path) -> None:
    store = make(tmp_path)
    await store.open()
    counts = (await store.information())["counts"]
    pose = await store.poses.list_for(ADA)
    picture = await store.pictures.get(session_id(9), "attempt.jpg")
    recordings = [decode_recording(b"".join(one.chunks)) async for one in every(store.recordings)]
    parts = await store.streams.read(session_id(6))
    await store.close()
    assert counts == {
        "accounts": 3, "sign_ins": 2, "one_time_links": 2, "sessions": 9, "recordings": 4, "streams": 2,
        "pictures": 1, "logs": 10, "poses": 1, "exercises": 0, "programmes": 0, "jobs": 0, "uploads": 0, "audit": 2,
    }  # fmt: skip
    assert [one.details for one in pose] == [{"x": [1.5, 2.0]}]
    assert picture == b"\xff\xd8" + bytes(range(256))
    assert sorted(len(one.people[0]) for one in recordings) == [24, 24, 24, 44]
    assert sum(len(decode_items(part.data)) for part in parts) == 20


@pytest.mark.anyio
async def test_both_back_ends_bring_the_same_up_to_date(tmp_path: Path) -> None:
    """The two were filled apart, so that the recordings' names differ, and nothing else."""
    found = []
    for make in MAKERS:
        store = make(tmp_path)
        await store.open()
        found.append({name: await checksums(store, name) for name in FACETS})
        await store.close()
    assert found[0] == found[1]
