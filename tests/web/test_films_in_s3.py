"""A studio whose films are in S3: the same uploads and films, and what happens when the storage is away."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.blobs.servers import ACCESS_KEY, SECRET_KEY, S3Server, running_s3
from tests.web.browser import PASSWORD, Browser
from tests.web.keeping import film_of_session, kept_session
from tests.web.tus_client import Tus, film

from poise.blobs.s3 import S3Blobs
from poise.errors import StoreError
from poise.store.opening import store_at
from poise.web.application import create_api, guarded
from poise.web.settings import SignUp, WebSettings

SESSION = "01936f3e-7c00-7000-8000-00000000000a"
MIB = 2**20


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with running_s3() as server:
        yield server


def settings_of(server: S3Server, folder: Path, bucket: str) -> WebSettings:
    return WebSettings(
        data_dir=folder,
        sign_up=SignUp.OPEN,
        s3_bucket=bucket,
        s3_endpoint=server.endpoint,
        s3_access_key=ACCESS_KEY,
        s3_secret_key=SECRET_KEY,
        s3_prefix="poise/",
    )


@pytest.fixture
def settings(server: S3Server, tmp_path: Path) -> WebSettings:
    bucket = f"films-{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:16]}"
    server.make_bucket(bucket)
    return settings_of(server, tmp_path / "data", bucket)


def names(settings: WebSettings) -> list[str]:
    async def read() -> list[str]:
        assert settings.s3 is not None
        blobs = S3Blobs(settings.s3)
        found = [entry.name async for entry in blobs.list()]
        await blobs.close()
        return found

    return asyncio.run(read())


def test_a_film_arrives_is_played_in_parts_and_goes(settings: WebSettings, browser: Browser) -> None:
    ada, data = Tus(browser.sign_up("Ada")), film(19 * MIB)
    upload = ada.begin(len(data))
    for start in range(0, len(data), 5 * MIB):
        assert ada.send(upload, start, data[start : start + 5 * MIB]).status_code == 204
    assert len(names(settings)) == 4
    assert all(name.startswith(f"uploads/{upload}/") for name in names(settings))
    kept_session(settings.data_dir, SESSION, browser.get("/v1/me")["identifier"])
    film_of_session(settings.data_dir, SESSION, upload)
    path = f"/v1/sessions/{SESSION}/film"
    assert browser.ask("GET", path).content == data
    part = browser.ask("GET", path, headers={"range": f"bytes={5 * MIB - 10}-{5 * MIB + 9}"})
    assert (part.status_code, part.content) == (206, data[5 * MIB - 10 : 5 * MIB + 10])
    assert browser.ask("DELETE", path).status_code == 204
    assert names(settings) == []


def test_films_go_with_their_account(settings: WebSettings, browser: Browser) -> None:
    ada = Tus(browser.sign_up("Ada"))
    ada.upload(film())
    assert browser.ask("DELETE", "/v1/me", json={"password": PASSWORD}).status_code == 204
    assert names(settings) == []


def test_an_upload_goes_on_when_the_storage_is_back(
    settings: WebSettings, browser: Browser, server: S3Server
) -> None:
    ada, data = Tus(browser.sign_up("Ada")), film(3 * MIB)
    upload = ada.begin(len(data))
    ada.send(upload, 0, data[:MIB])
    server.kill()
    answer = ada.send(upload, MIB, data[MIB:])
    assert answer.status_code == 503
    assert answer.json()["detail"] == "The storage of films does not answer at the moment; please try again."
    assert browser.ask("GET", "/readyz").status_code == 503
    assert ada.offset(upload) == MIB
    server.start()
    assert ada.send(upload, MIB, data[MIB:]).status_code == 204


def test_a_studio_whose_bucket_is_not_there_does_not_start(server: S3Server, tmp_path: Path) -> None:
    settings = settings_of(server, tmp_path, "not-there")
    api = create_api(store_at(tmp_path), settings)
    with pytest.raises(StoreError, match="has no bucket not-there"), TestClient(guarded(api, settings)):
        pass
