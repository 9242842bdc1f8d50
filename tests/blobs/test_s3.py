"""Blobs in S3: what is said when the server is not as it should be, and what a bucket holds beside them."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.blobs.servers import S3Server, on_s3, running_s3, shared_s3

from poise.blobs import FolderBlobs, s3
from poise.blobs.opening import blobs_at
from poise.blobs.s3 import S3Blobs
from poise.errors import MissingExtra, StoreError, StoreUnavailable
from poise.studio.settings import StudioSettings

pytestmark = pytest.mark.anyio


async def names(blobs: S3Blobs, prefix: str = "") -> list[str]:
    return [entry.name async for entry in blobs.list(prefix)]


@pytest.fixture
def own_server() -> Iterator[S3Server]:
    with running_s3() as server:
        yield server


async def test_a_list_goes_over_many_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "_PAGE_NAMES", 3)
    blobs = on_s3(tmp_path)
    wanted = [f"uploads/a/{number:06d}" for number in range(10)]
    for name in reversed(wanted):
        await blobs.put(name, b"x")
    assert await names(blobs) == wanted
    await blobs.remove("uploads/a/")
    assert await names(blobs) == []
    await blobs.close()


async def test_a_bucket_may_hold_other_things(tmp_path: Path) -> None:
    blobs = on_s3(tmp_path)
    other = S3Blobs(replace(blobs.options, prefix=""))
    await other.put("elsewhere", b"x")
    await other.put("poise/other", b"x")
    await blobs.put("a", b"x")
    assert await names(blobs) == ["a"]
    assert await names(other) == ["elsewhere", "poise/films/a", "poise/other"]
    for one in (blobs, other):
        await one.close()


WRONG = {
    "another secret": ({"secret_key": "wrong"}, "refuses the sign-in; please check POISE_S3_ACCESS_KEY"),
    "another account": ({"access_key": "nobody"}, "refuses the sign-in; please check POISE_S3_ACCESS_KEY"),
    "no such bucket": ({"bucket": "not-there"}, "has no bucket not-there; please make it"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_a_wrong_setting_is_named(tmp_path: Path, case: str) -> None:
    changes, words = WRONG[case]
    blobs = S3Blobs(replace(on_s3(tmp_path).options, **changes))
    with pytest.raises(StoreError, match=words):
        await blobs.check()
    with pytest.raises(StoreError, match=words):
        await names(blobs)
    await blobs.close()


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9", "not an address"])
async def test_a_server_that_is_not_there_is_told_in_a_sentence(tmp_path: Path, endpoint: str) -> None:
    blobs = S3Blobs(replace(on_s3(tmp_path).options, endpoint=endpoint))
    with pytest.raises(StoreUnavailable, match=r"^The storage of films does not answer at the moment"):
        await blobs.put("a", b"x")
    await blobs.close()


async def test_a_server_that_comes_back_has_what_was_put(own_server: S3Server) -> None:
    own_server.make_bucket("films")
    blobs = S3Blobs(own_server.options("films"))
    await blobs.put("a", b"before")
    own_server.kill()
    with pytest.raises(StoreUnavailable):
        await blobs.get("a")
    own_server.start()
    assert await blobs.get("a") == b"before"
    await blobs.close()


def test_a_bucket_is_used_where_one_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(blobs_at(tmp_path, StudioSettings().s3), FolderBlobs)
    given = {"BUCKET": "films", "ENDPOINT": "https://s3.example.org/", "PREFIX": "poise/", "SECRET_KEY": "x"}
    for name, value in given.items():
        monkeypatch.setenv(f"POISE_S3_{name}", value)
    settings = StudioSettings()
    assert isinstance(blobs_at(tmp_path, settings.s3), S3Blobs)
    assert settings.s3 is not None
    assert (settings.s3.endpoint, settings.s3.prefix) == ("https://s3.example.org", "poise/")
    assert "s3_secret_key" not in repr(settings)


def test_a_missing_client_is_named_with_what_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = shared_s3().options("films")
    known = builtins.__import__

    def without_client(
        name: str,
        globals_: Mapping[str, Any] | None = None,
        locals_: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> Any:
        if name == "boto3":
            raise ImportError(name)
        return known(name, globals_, locals_, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", without_client)
    with pytest.raises(MissingExtra, match="python -m pip install"):
        S3Blobs(options)
