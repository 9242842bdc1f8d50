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
from tests.store.versions.make import ADA, ROOT, SECRETS

from poise.store import Store
from poise.store.sqlite import SqliteStore
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
            assert (path, answer.status_code, answer.json()) == (path, 200, known)
