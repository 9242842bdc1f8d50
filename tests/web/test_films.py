"""The film of a session: played in parts as browsers ask for them, never run, and removed."""

from __future__ import annotations

import asyncio
import io
import json
import os
import time
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from tests.web.browser import Browser
from tests.web.keeping import kept_film, kept_session
from tests.web.tus_client import HEAD

from poise.blobs import BlobEntry, FolderBlobs
from poise.errors import StoreUnavailable
from poise.store import JobState, Store
from poise.store.jobs import Job
from poise.store.opening import store_at
from poise.studio.films.filmed_sets import set_identifier
from poise.studio.films.maintenance import maintain_films
from poise.studio.films.uploads import keep_original, remove_upload
from poise.studio.sessions.results import FilmPart, SourceFilm
from poise.web.maintenance import maintain_all
from poise.web.services import Services
from poise.web.settings import WebSettings

SESSION = "01936f3e-7c00-7000-8000-00000000000a"
OTHER = "01936f3e-7c00-7000-8000-00000000000c"
UPLOAD = "01936f3e-7c00-7000-8000-00000000000b"
FILM = HEAD + bytes(range(256)) * 4
SIZE = len(FILM)


@pytest.fixture
def ada(browser: Browser, settings: WebSettings) -> Browser:
    """A person with a session whose film is kept."""
    browser.sign_up("Ada")
    keep_film(browser, settings, FILM)
    return browser


def keep_film(browser: Browser, settings: WebSettings, content: bytes) -> None:
    kept_session(settings.data_dir, SESSION, browser.get("/v1/me")["identifier"])
    kept_film(settings.data_dir, "", SESSION, UPLOAD, content)


def on_store(data_dir: Path, work: Any) -> Any:
    async def run() -> Any:
        store = store_at(data_dir, is_server=False)
        await store.open()
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def maintained(settings: WebSettings) -> None:
    on_store(settings.data_dir, lambda store: maintain_films(store, FolderBlobs(settings.data_dir / "blobs")))


def test_the_sets_of_one_film_are_listed_with_their_times(ada: Browser, settings: WebSettings) -> None:
    assert ada.get(f"/v1/sessions/{SESSION}/film-sets") == [], "the whole film is one set"
    job = "01936f3e-7c00-7000-8000-00000000000d"

    async def keep_sets(store: Store) -> None:
        first = await store.sessions.get(SESSION)
        assert first is not None
        for index, (subject, begin_s, end_s) in enumerate([("squat", 0.0, 20.5), ("push-up", 60.0, 90.0)]):
            part = FilmPart(number=index + 1, count=2, begin_s=begin_s, end_s=end_s, job=job)
            film = SourceFilm(name="squat.mp4", size=SIZE, part=part)
            details = {**first.details, "film": film.document()}
            identifier = set_identifier(job, index)
            await store.sessions.add(
                replace(first, identifier=identifier, subject=subject, details=details, rev=0)
            )

    on_store(settings.data_dir, keep_sets)
    second = set_identifier(job, 1)
    assert ada.get(f"/v1/sessions/{second}/film-sets") == [
        {
            "session": set_identifier(job, 0), "title": "Squat", "begin_s": 0.0, "end_s": 20.5,
            "attempted": 10, "accurate": 8, "hold_s": 0.0,
        },
        {
            "session": second, "title": "Push-up", "begin_s": 60.0, "end_s": 90.0,
            "attempted": 10, "accurate": 8, "hold_s": 0.0,
        },
    ]  # fmt: skip
    part = ada.get(f"/v1/sessions/{second}")["details"]["film"]["part"]
    assert (part["number"], part["count"], part["begin_s"]) == (2, 2, 60.0)


def ask(browser: Browser, method: str = "GET", **headers: str) -> Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.ask(method, f"/v1/sessions/{SESSION}/film", headers=given)


def files(settings: WebSettings) -> list[str]:
    return sorted(
        path.name for path in (settings.data_dir / "blobs" / "uploads").rglob("*") if path.is_file()
    )


def test_the_whole_film_comes_with_its_type_and_is_never_run(ada: Browser) -> None:
    answer = ask(ada)
    assert (answer.status_code, answer.content) == (200, FILM)
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-length"] == str(SIZE)
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


RANGES = {
    "bytes=0-0": (0, 1),
    "bytes=0-": (0, SIZE),
    "bytes=100-199": (100, 200),
    "bytes=500-560": (500, 561),
    "bytes=1000-": (1000, SIZE),
    "bytes=1000-999999999": (1000, SIZE),
    "bytes=-1": (SIZE - 1, SIZE),
    "bytes=-999999999": (0, SIZE),
    "Bytes = 5-6": (5, 7),
}


@pytest.mark.parametrize("wanted", RANGES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_range_is_answered_with_its_bytes(ada: Browser, wanted: str, method: str) -> None:
    start, stop = RANGES[wanted]
    answer = ask(ada, method, range=wanted)
    assert (answer.status_code, answer.content) == (206, FILM[start:stop] if method == "GET" else b"")
    assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert answer.headers["content-length"] == str(stop - start)


@pytest.mark.parametrize(
    "wanted",
    [
        "bytes=5-4",
        "bytes=a-b",
        "bytes=0-1,3-4",
        "seconds=0-1",
        "bytes=",
        "bytes=-",
        "",
        "bytes=0x1-2",
        "bytes=٣-",
    ],
)
def test_what_is_no_single_range_is_answered_with_the_whole(ada: Browser, wanted: str) -> None:
    answer = ada.ask("GET", f"/v1/sessions/{SESSION}/film", headers={"range": wanted.encode()})  # type: ignore[dict-item]
    assert (answer.status_code, answer.content) == (200, FILM)


@pytest.mark.parametrize("wanted", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=-0"])
def test_a_range_behind_the_end_is_refused(ada: Browser, wanted: str) -> None:
    answer = ask(ada, range=wanted)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{SIZE}"
    assert answer.json()["detail"] == "The film has no bytes in this range."


def test_a_range_of_another_version_is_answered_with_the_whole(ada: Browser) -> None:
    etag = ask(ada, "HEAD").headers["etag"]
    assert ask(ada, range="bytes=0-9", if_range=etag).status_code == 206
    for other in ('"another"', "W/" + etag, "Wed, 21 Oct 2026 07:28:00 GMT"):
        assert ask(ada, range="bytes=0-9", if_range=other).status_code == 200


def test_a_film_that_the_browser_has_is_not_sent_again(ada: Browser) -> None:
    etag = ask(ada, "HEAD").headers["etag"]
    for given in (etag, f'"a", {etag}', "*"):
        answer = ask(ada, if_none_match=given)
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    assert ask(ada, if_none_match='"a"').status_code == 200


def test_head_says_what_get_would_give(ada: Browser) -> None:
    head, get = ask(ada, "HEAD"), ask(ada)
    assert head.content == b""
    assert head.headers == get.headers


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x00\x00\x00\x14ftypqt  ", "video/quicktime"),
        (b"\x00\x00\x00\x08wide", "video/quicktime"),
        (b"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1f\x42\x82\x84webm", "video/webm"),
        (b"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1f\x42\x82\x88matroska", "video/x-matroska"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "video/x-msvideo"),
        (b"\x89POISE\r\n", "application/octet-stream"),
        (b"<html><script>alert(1)</script>", "application/octet-stream"),
    ],
)
def test_the_type_is_that_of_the_bytes(
    browser: Browser, settings: WebSettings, head: bytes, kind: str
) -> None:
    browser.sign_up("Ada")
    keep_film(browser, settings, head + bytes(1000))
    assert ask(browser).headers["content-type"] == kind


def test_nobody_else_sees_a_film(ada: Browser) -> None:
    eve = ada.another().sign_up("Eve")
    assert ask(eve).status_code == ask(eve, "DELETE").status_code == 404
    assert ask(ada).status_code == 200


def test_a_film_is_removed_and_its_session_stays(ada: Browser, settings: WebSettings) -> None:
    assert ask(ada, "DELETE").status_code == 204
    assert files(settings) == []
    assert ada.get(f"/v1/sessions/{SESSION}")["details"]["film"]["upload"] == ""
    assert ada.get("/v1/uploads") == []
    for method in ("GET", "DELETE"):
        answer = ask(ada, method)
        assert (answer.status_code, answer.json()["detail"]) == (404, "The film of this session is not kept.")


def test_a_film_that_is_removed_as_an_upload_is_gone_from_its_session(ada: Browser) -> None:
    ada.ask("DELETE", f"/v1/uploads/{UPLOAD}", headers={"tus-resumable": "1.0.0"})
    assert ada.get(f"/v1/sessions/{SESSION}")["details"]["film"]["upload"] == ""


def test_a_film_of_two_sessions_stays_for_the_other_one(ada: Browser, settings: WebSettings) -> None:
    kept_session(settings.data_dir, OTHER, ada.get("/v1/me")["identifier"])
    kept_film(settings.data_dir, "", OTHER, UPLOAD)
    on_store(settings.data_dir, lambda store: keep_original(store, UPLOAD, OTHER, 0))
    assert ask(ada, "DELETE").status_code == 204
    assert ada.ask("GET", f"/v1/sessions/{OTHER}/film").content == FILM
    assert ada.ask("DELETE", f"/v1/sessions/{OTHER}/film").status_code == 204
    assert files(settings) == []


def test_a_film_goes_with_its_last_session(ada: Browser, settings: WebSettings) -> None:
    ada.ask("DELETE", f"/v1/sessions/{SESSION}")
    maintained(settings)
    assert len(files(settings)) == 2  # the session can be taken back
    on_store(settings.data_dir, lambda store: store.sessions.remove(SESSION))
    maintained(settings)
    assert files(settings) == []
    assert ada.get("/v1/uploads") == []


@pytest.mark.parametrize(("days", "is_kept"), [(0.0, True), (1.0, True), (1e-6, False)])
def test_a_film_is_kept_for_as_long_as_the_studio_says(
    ada: Browser, settings: WebSettings, days: float, is_kept: bool
) -> None:
    on_store(settings.data_dir, lambda store: keep_original(store, UPLOAD, SESSION, days))

    async def pause(store: Store) -> None:
        await asyncio.sleep(0.2)  # a millionth of a day is 86 ms

    on_store(settings.data_dir, pause)
    maintained(settings)
    assert (ask(ada).status_code == 200) is is_kept
    assert (ada.get(f"/v1/sessions/{SESSION}")["details"]["film"]["upload"] == UPLOAD) is is_kept


def test_a_film_that_is_being_analysed_is_neither_removed_nor_does_it_expire(
    ada: Browser, settings: WebSettings
) -> None:
    account = ada.get("/v1/me")["identifier"]
    job = Job("job-1", account, "coach-film", JobState.QUEUED, 1, {"upload": UPLOAD})

    async def wait_long(store: Store) -> None:
        await store.jobs.add(job)
        found = await store.uploads.get(UPLOAD)
        assert found is not None
        await store.uploads.change(replace(found, expires_ms=1, sessions=()))

    on_store(settings.data_dir, wait_long)
    maintained(settings)
    assert ask(ada).status_code == 200
    for path in (f"/v1/sessions/{SESSION}/film", f"/v1/uploads/{UPLOAD}"):
        answer = ada.ask("DELETE", path, headers={"tus-resumable": "1.0.0"})
        assert (answer.status_code, answer.json()["detail"]) == (
            409,
            "This film is being analysed; cancel that first.",
        )


@pytest.mark.parametrize(("age_s", "is_kept"), [(47 * 3600, True), (49 * 3600, False)])
def test_blobs_that_no_record_knows_go_after_two_days(
    ada: Browser, settings: WebSettings, age_s: int, is_kept: bool
) -> None:
    folder = settings.data_dir / "blobs"
    asyncio.run(FolderBlobs(folder).put("uploads/unknown/000000", b"x"))
    then = time.time() - age_s
    for path in folder.rglob("0*"):
        os.utime(path, (then, then))
    maintained(settings)
    assert (folder / "uploads" / "unknown").exists() is is_kept
    assert ask(ada).content == FILM


def test_no_record_is_removed_where_the_storage_is_another_one(ada: Browser, settings: WebSettings) -> None:
    folder = settings.data_dir / "blobs"
    folder.rename(settings.data_dir / "elsewhere")
    maintained(settings)
    (settings.data_dir / "elsewhere").rename(folder)
    maintained(settings)
    assert ask(ada).content == FILM


def test_a_removal_that_was_cut_short_is_finished(ada: Browser, settings: WebSettings) -> None:
    async def remove_half(store: Store) -> None:
        found = await store.uploads.get(UPLOAD)
        assert found is not None
        await remove_upload(store, _Unavailable(settings.data_dir / "blobs"), found)

    with pytest.raises(StoreUnavailable):
        on_store(settings.data_dir, remove_half)
    assert ask(ada).status_code == 404
    assert ada.get(f"/v1/sessions/{SESSION}")["details"]["film"]["upload"] == ""
    maintained(settings)
    assert (ada.get("/v1/uploads"), files(settings)) == ([], [])


class _Unavailable(FolderBlobs):
    """Blobs that cannot be removed at the moment."""

    async def remove(self, prefix: str) -> None:
        raise StoreUnavailable(prefix)


@pytest.mark.parametrize("content", [None, b"short"], ids=["missing", "too short"])
def test_an_upload_without_its_blobs_goes(ada: Browser, settings: WebSettings, content: bytes | None) -> None:
    blobs = FolderBlobs(settings.data_dir / "blobs")
    last = f"uploads/{UPLOAD}/{files(settings)[1]}"
    asyncio.run(blobs.remove(last))
    if content is not None:
        asyncio.run(blobs.put(last, content))
    maintained(settings)
    assert (ada.get("/v1/uploads"), files(settings)) == ([], [])
    assert ask(ada).status_code == 404


def test_films_are_among_ones_own_data(ada: Browser, settings: WebSettings) -> None:
    archive = zipfile.ZipFile(io.BytesIO(ada.ask("GET", "/v1/me/export").content))
    name = f"films/{UPLOAD}.mp4"
    assert archive.read(name) == FILM
    assert [one for one in archive.namelist() if one.startswith("films/")] == [name]
    assert [one["identifier"] for one in json.loads(archive.read("uploads.json"))] == [UPLOAD]
    assert any(one.endswith("session.json") for one in archive.namelist())


def test_sessions_are_maintained_although_the_storage_of_films_is_away(
    ada: Browser, api: FastAPI, settings: WebSettings
) -> None:
    ada.ask("DELETE", f"/v1/sessions/{SESSION}")
    services = api.state.services
    away = Services.of(services.store, settings.model_copy(update={"keep_deleted_days": 1e-9}))
    away.blobs = _Away(settings.data_dir / "blobs")

    async def maintain(store: Store) -> None:
        away.store = store
        await asyncio.sleep(0.01)
        await maintain_all(away)

    on_store(settings.data_dir, maintain)
    assert ada.ask("GET", f"/v1/sessions/{SESSION}").status_code == 404


class _Away(FolderBlobs):
    """Blobs that cannot be listed at the moment."""

    def list(self, prefix: str = "") -> AsyncIterator[BlobEntry]:
        raise StoreUnavailable(prefix)
