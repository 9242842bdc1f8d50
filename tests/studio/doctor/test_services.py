"""The servers that the settings name: those that answer, those that do not, and damaged recordings in MongoDB."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.blobs.servers import ACCESS_KEY, SECRET_KEY, shared_s3
from tests.contract.records import account, session
from tests.contract.servers import shared_ferretdb
from tests.redis_server import shared_redis

from poise.store.opening import store_at
from poise.studio.doctor.examine import Check, Status
from poise.studio.doctor.services import examine_services
from poise.studio.settings import StudioSettings

pytestmark = pytest.mark.anyio
NOBODY = "127.0.0.1:9"  # the port of a service that nobody runs


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def examined(folder: Path, **settings: Any) -> list[Check]:
    return [one async for one in examine_services(StudioSettings(data_dir=folder, **settings))]


async def test_a_studio_on_one_machine_has_none(tmp_path: Path) -> None:
    assert await examined(tmp_path) == []


async def test_those_that_answer_are_well(tmp_path: Path) -> None:
    shared_s3().make_bucket("doctor")
    checks = await examined(
        tmp_path,
        mongodb_uri=f"{shared_ferretdb().uri}doctor_{tmp_path.name[-10:]}",
        redis_url=shared_redis().url,
        s3_bucket="doctor",
        s3_endpoint=shared_s3().endpoint,
        s3_access_key=ACCESS_KEY,
        s3_secret_key=SECRET_KEY,
    )
    assert [(one.name, one.status) for one in checks] == [
        ("MongoDB", Status.OK),
        ("S3", Status.OK),
        ("Redis", Status.OK),
    ]
    assert "0 accounts and 0 sessions" in checks[0].finding


@pytest.mark.parametrize(
    ("settings", "name", "mend"),
    [
        ({"mongodb_uri": f"mongodb://{NOBODY}/poise"}, "MongoDB", "POISE_MONGODB_URI"),
        ({"mongodb_uri": "postgres://x"}, "MongoDB", "mongodb://"),
        ({"redis_url": f"redis://:secret@{NOBODY}"}, "Redis", "POISE_REDIS_URL"),
        ({"redis_url": "http://x"}, "Redis", "redis://"),
    ],
)
async def test_one_that_does_not_answer_is_a_fault_that_says_what_to_do(
    tmp_path: Path, settings: dict[str, str], name: str, mend: str
) -> None:
    (check,) = await examined(tmp_path, **settings)
    assert (check.name, check.status) == (name, Status.FAULT)
    assert mend in check.mend
    assert "secret" not in check.finding + check.mend


async def test_a_bucket_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    (check,) = await examined(
        tmp_path,
        s3_bucket="nowhere",
        s3_endpoint=shared_s3().endpoint,
        s3_access_key=ACCESS_KEY,
        s3_secret_key=SECRET_KEY,
    )
    assert (check.name, check.status) == ("S3", Status.FAULT)


async def test_a_damaged_recording_in_mongodb_is_named_by_its_session(tmp_path: Path) -> None:
    uri = f"{shared_ferretdb().uri}damaged_{tmp_path.name[-10:]}"
    store = store_at(tmp_path, uri)
    await store.open()
    await store.accounts.add(account(1))
    await store.sessions.add(session(1))
    whole = (Path(__file__).parents[2] / "golden" / "squat_v1.poise").read_bytes()
    await store.recordings.put(session(1).identifier, [whole, whole[: len(whole) // 2]])
    await store.close()
    first, second = await examined(tmp_path, mongodb_uri=uri)
    assert "1 accounts and 1 sessions" in first.finding
    assert (second.name, second.status) == ("data", Status.FAULT)
    assert second.finding.startswith(f"part 1 of the recording of the session {session(1).identifier} ")
