"""Films that arrive in pieces: the protocol tus, its bounds, and what stays of what was refused."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.web.browser import PASSWORD, Browser
from tests.web.tus_client import BODY_TYPE, Tus, film, metadata

from poise.blobs import FolderBlobs
from poise.store import Store
from poise.store.opening import store_at
from poise.studio.films import receiving
from poise.studio.films.files import StoredFile, write_to
from poise.studio.films.maintenance import maintain_films
from poise.web.settings import SignUp, WebSettings

MIB = 2**20


@pytest.fixture
def settings(tmp_path: Path) -> WebSettings:
    return WebSettings(
        data_dir=tmp_path / "data", sign_up=SignUp.OPEN, max_upload_mb=30.0, max_account_mb=100.0
    )


@pytest.fixture
def ada(browser: Browser) -> Tus:
    return Tus(browser.sign_up("Ada"))


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files of kilobytes have as many parts as files of gigabytes."""
    monkeypatch.setattr(receiving, "MAX_BLOB_BYTES", 8192)
    monkeypatch.setattr(receiving, "MIN_PART_BYTES", 1024)


def on_store(settings: WebSettings, work: Any) -> Any:
    """Run work on the store beside the running studio."""

    async def run() -> Any:
        store = store_at(settings.data_dir, is_server=False)
        await store.open()
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def parts_of(settings: WebSettings, upload: str) -> tuple[int, ...]:
    async def read(store: Store) -> tuple[int, ...]:
        found = await store.uploads.get(upload)
        assert found is not None
        return found.parts

    parts: tuple[int, ...] = on_store(settings, read)
    return parts


def stored(settings: WebSettings, upload: str) -> bytes:
    """Return the bytes of an upload as a job would read them."""
    target = io.BytesIO()
    file = StoredFile.of_upload(upload, parts_of(settings, upload))
    asyncio.run(write_to(FolderBlobs(settings.data_dir / "blobs"), file, target))
    return target.getvalue()


def files(settings: WebSettings) -> list[str]:
    folder = settings.data_dir / "blobs"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def sentence(answer: Any) -> tuple[int, str]:
    """Return status and words of a refusal, which has one sentence and the protocol's version."""
    body = answer.json()
    assert set(body) == {"detail", "code"}
    assert body["detail"].endswith(".")
    return answer.status_code, body["detail"]


def test_anybody_may_ask_what_is_served(browser: Browser) -> None:
    answer = browser.ask("OPTIONS", "/v1/uploads")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == answer.headers["tus-resumable"] == "1.0.0"
    assert answer.headers["tus-extension"] == "creation,termination,expiration,checksum"
    assert answer.headers["tus-max-size"] == "30000000"
    assert answer.headers["tus-checksum-algorithm"].startswith("sha1,")


def test_a_film_arrives_in_pieces(ada: Tus, settings: WebSettings) -> None:
    data = film(20 * MIB)
    created = ada.create(len(data), "squat.mp4")
    assert (created.status_code, created.headers["upload-offset"], created.content) == (201, "0", b"")
    upload = created.headers["location"].removeprefix("/api/v1/uploads/")
    for start in range(0, len(data), 6 * MIB):
        answer = ada.send(upload, start, data[start : start + 6 * MIB])
        assert answer.status_code == 204
        assert answer.headers["upload-offset"] == str(min(len(data), start + 6 * MIB))
        assert ("upload-expires" in answer.headers) is (start + 6 * MIB < len(data))
    assert ada.offset(upload) == len(data)
    assert stored(settings, upload) == data
    listed = ada.browser.get("/v1/uploads")
    assert [(one["id"], one["name"], one["size"], one["offset"]) for one in listed] == [
        (upload, "squat.mp4", len(data), len(data))
    ]


def test_the_state_is_told_without_a_body_and_is_not_kept_by_browsers(ada: Tus) -> None:
    upload = ada.begin(10_000)
    ada.send(upload, 0, film()[:3000])
    answer = ada.ask("HEAD", f"/v1/uploads/{upload}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert (answer.headers["upload-offset"], answer.headers["upload-length"]) == ("3000", "10000")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["upload-metadata"] == metadata(filename="squat.mp4")


@pytest.mark.parametrize("step", [1, 100, 999, 1024, 5000, 8192, 20_000, 50_000])
def test_pieces_of_any_size_become_few_parts(
    ada: Tus, settings: WebSettings, small_parts: None, step: int
) -> None:
    data = film(50_000)[: 600 if step == 1 else 50_000]
    upload = ada.begin(len(data))
    for start in range(0, len(data), step):
        assert ada.send(upload, start, data[start : start + step]).status_code == 204
    assert stored(settings, upload) == data
    parts = parts_of(settings, upload)
    assert max(parts) <= 8192
    assert all(size >= 1024 for size in parts[:-1])


def test_pieces_without_an_announced_length_arrive(ada: Tus, settings: WebSettings) -> None:
    data = film(9 * MIB)
    upload = ada.begin(len(data))
    chunks = (data[start : start + 100_000] for start in range(0, len(data), 100_000))
    assert ada.send(upload, 0, chunks).status_code == 204
    assert stored(settings, upload) == data


@pytest.mark.parametrize("offset", [0, 2999, 3001, 10_000, 10**15])
def test_another_offset_is_refused_and_says_the_right_one(ada: Tus, offset: int) -> None:
    upload = ada.begin(10_000)
    ada.send(upload, 0, film()[:3000])
    status, words = sentence(ada.send(upload, offset, b"x" * 100))
    assert (status, words) == (409, f"The upload goes on at byte 3000, and not at {offset}.")
    assert ada.offset(upload) == 3000


@pytest.mark.parametrize("is_told", [True, False], ids=["announced", "unannounced"])
def test_more_bytes_than_were_announced_are_refused(ada: Tus, is_told: bool) -> None:
    upload = ada.begin(10_000)
    data = film(10_001)
    status, words = sentence(ada.send(upload, 0, data if is_told else iter([data])))
    assert (status, words) == (413, "More bytes came than were announced; please choose the file again.")
    assert ada.offset(upload) == 0
    assert ada.send(upload, 0, data[:10_000]).status_code == 204


def test_a_film_that_is_complete_takes_no_more(ada: Tus) -> None:
    upload = ada.upload(film())
    assert ada.send(upload, 10_000, b"").status_code == 204
    assert ada.send(upload, 10_000, b"x").status_code == 413


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_an_unknown_upload_and_somebody_elses_are_answered_alike(
    ada: Tus, browser: Browser, method: str
) -> None:
    upload, eve = ada.begin(10_000), Tus(browser.another().sign_up("Eve"))
    answers = [
        eve.ask(method, f"/v1/uploads/{name}", {"content-type": BODY_TYPE, "upload-offset": "0"})
        for name in (upload, "01936f3e-7c00-7000-8000-00000000000a", "..%00", "x" * 300)
    ]
    assert {(one.status_code, one.text) for one in answers} == {(404, answers[0].text)}
    assert eve.browser.get("/v1/uploads") == []
    assert ada.offset(upload) == 0


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0", "2.0.0"])
@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
def test_another_version_of_the_protocol_is_refused(ada: Tus, method: str, version: str | None) -> None:
    upload = ada.begin(10_000)
    path = "/v1/uploads" if method == "POST" else f"/v1/uploads/{upload}"
    headers = {"tus-resumable": version} if version else {}
    answer = ada.browser.ask(method, path, headers=headers)
    assert answer.status_code == 412
    assert answer.headers["tus-version"] == answer.headers["tus-resumable"] == "1.0.0"
    assert ada.offset(upload) == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 400),
        ({"upload-length": "0"}, 400),
        ({"upload-length": "-1"}, 400),
        ({"upload-length": "1e6"}, 400),
        ({"upload-length": "1" * 30}, 400),
        ({"upload-length": "٣"}, 400),
        ({"upload-defer-length": "1"}, 400),
        ({"upload-length": "30000001"}, 413),
        ({"upload-length": "9" * 16}, 413),
        ({"upload-length": "5", "upload-metadata": "filename !!!"}, 400),
        ({"upload-length": "5", "upload-metadata": "filename //79"}, 400),
        ({"upload-length": "5", "upload-metadata": "filename YQ== YQ=="}, 400),
        ({"upload-length": "5", "upload-metadata": "filename " + "YWFh" * 2000}, 400),
        ({"upload-length": "5", "upload-metadata": "sha256 YWJj"}, 400),
    ],
)
def test_an_announcement_that_cannot_be_is_refused(ada: Tus, headers: dict[str, str], status: int) -> None:
    encoded = {name: value.encode() for name, value in headers.items()}
    answer = ada.ask("POST", "/v1/uploads", encoded)  # type: ignore[arg-type]
    assert sentence(answer)[0] == status
    assert ada.browser.get("/v1/uploads") == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\squat.mp4", "squat.mp4"),
        ("a\x00b\n\x1b[31m.mp4", "ab [31m.mp4"),
        ("gpj\u202e4pm.exe", "gpj4pm.exe"),
        ("\u200b\u2066", "film"),
        ("..", "film"),
        ("", "film"),
        ("<script>alert(1)</script>.mp4", "script>.mp4"),
        ("Kniebeuge Ü 深蹲.mp4", "Kniebeuge Ü 深蹲.mp4"),
        ("a" * 500 + ".mp4", "a" * 115 + "….mp4"),
    ],
)
def test_a_name_is_for_people_alone(ada: Tus, settings: WebSettings, name: str, shown: str) -> None:
    upload = ada.begin(10_000, name)
    ada.send(upload, 0, film())
    assert [one["name"] for one in ada.browser.get("/v1/uploads")] == [shown]
    assert files(settings) == [f"uploads/{upload}/000000000000000-0010000"]


NO_FILMS = {
    "a program": (b"\x7fELF\x02\x01\x01" + bytes(8000), "of a kind that Poise does not read"),
    "a page": (b"<html><script>alert(1)</script></html>" * 200, "is a text"),
    "a playlist": (b"#EXTM3U\nfile:///etc/passwd\n" + b"#\n" * 3000, "is a playlist"),
    "a drawing": (b"<svg onload='alert(1)'/>" + b" " * 8000, "is an SVG drawing"),
    "a picture": (b"\xff\xd8\xff\xe0" + bytes(8000), "is not a video"),
    "an archive": (b"PK\x03\x04" + bytes(8000), "of a kind that Poise does not read"),
    "a short text": (b"hello\n", "is a text"),
}


@pytest.mark.parametrize("kind", NO_FILMS)
@pytest.mark.parametrize("step", [300, 4096, 10_000])
def test_what_is_no_film_by_its_bytes_is_refused_and_removed(
    ada: Tus, settings: WebSettings, kind: str, step: int
) -> None:
    data, words = NO_FILMS[kind]
    upload = ada.begin(len(data))
    for start in range(0, len(data), step):
        answer = ada.send(upload, start, data[start : start + step])
        if answer.status_code != 204:
            break
    status, said = sentence(answer)
    assert (status, words in said) == (415, True)
    assert start < 4096
    assert (ada.browser.get("/v1/uploads"), files(settings)) == ([], [])
    assert ada.send(upload, 0, data).status_code == 404


def checksum(data: bytes, algorithm: str = "sha1") -> dict[str, str]:
    digest = base64.b64encode(hashlib.new(algorithm, data).digest()).decode()
    return {"upload-checksum": f"{algorithm} {digest}"}


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_bytes_with_a_checksum_are_kept_if_they_are_those(ada: Tus, algorithm: str) -> None:
    data, upload = film(), ada.begin(10_000)
    answer = ada.send(upload, 0, data[:5000], checksum(data[:4999], algorithm))
    assert sentence(answer)[0] == 460
    assert ada.offset(upload) == 0
    assert ada.send(upload, 0, data[:5000], checksum(data[:5000], algorithm)).status_code == 204
    assert ada.offset(upload) == 5000


@pytest.mark.parametrize("given", ["crc32 AAAA", "sha1", "sha1 !!", "", "sha1 " + "A" * 5])
def test_a_checksum_that_cannot_be_read_is_refused(ada: Tus, given: str) -> None:
    upload = ada.begin(10_000)
    assert sentence(ada.send(upload, 0, film(), {"upload-checksum": given}))[0] in {400, 460}
    assert ada.offset(upload) == 0


def test_too_much_with_one_checksum_is_refused(ada: Tus) -> None:
    data = film(9 * MIB)
    upload = ada.begin(len(data))
    assert sentence(ada.send(upload, 0, data, checksum(data)))[0] == 413


@pytest.mark.parametrize("kind", ["application/octet-stream", "multipart/form-data", ""])
def test_bytes_of_another_type_are_refused(ada: Tus, kind: str) -> None:
    upload = ada.begin(10_000)
    assert sentence(ada.send(upload, 0, film(), {"content-type": kind}))[0] == 415


def test_an_upload_is_ended(ada: Tus, settings: WebSettings) -> None:
    upload = ada.begin(10_000)
    ada.send(upload, 0, film()[:9000])
    assert files(settings)
    assert ada.ask("DELETE", f"/v1/uploads/{upload}").status_code == 204
    assert (ada.browser.get("/v1/uploads"), files(settings)) == ([], [])
    assert ada.ask("HEAD", f"/v1/uploads/{upload}").status_code == 404


def test_ten_uploads_may_be_incomplete(ada: Tus) -> None:
    uploads = [ada.begin(1000) for _ in range(10)]
    assert sentence(ada.create(1000)) == (
        507,
        "You have 10 uploads that are not complete; finish or cancel some of them first.",
    )
    ada.send(uploads[0], 0, film(1000))
    assert ada.create(1000).status_code == 201


def test_announced_films_count_in_what_an_account_may_keep(ada: Tus, browser: Browser) -> None:
    for _ in range(3):
        ada.begin(30_000_000)
    status, words = sentence(ada.create(30_000_000))
    assert (status, words.startswith("This film does not fit")) == (507, True)
    assert ada.create(10_000_000).status_code == 201
    assert Tus(browser.another().sign_up("Eve")).create(30_000_000).status_code == 201


def test_a_file_is_announced_two_times_in_a_minute_at_most(ada: Tus) -> None:
    for _ in range(120):
        ada.ask("DELETE", f"/v1/uploads/{ada.begin(1000)}")
    answer = ada.create(1000)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_who_is_signed_out_sends_no_more(ada: Tus) -> None:
    data, elsewhere = film(), ada.browser.another()
    elsewhere.sign_in("Ada")
    upload = ada.begin(len(data))

    elsewhere.post("/v1/password", {"old": PASSWORD, "new": "another horse battery"})
    assert ada.send(upload, 0, data).status_code == 401
    ada.browser.sign_in("Ada", "another horse battery")
    assert ada.offset(upload) == 0


def test_an_upload_is_gone_after_two_days(ada: Tus, settings: WebSettings) -> None:
    upload, other = ada.begin(10_000), ada.begin(10_000)
    ada.send(upload, 0, film()[:5000])

    async def let_two_days_pass(store: Store) -> None:
        found = await store.uploads.get(upload)
        assert found is not None
        await store.uploads.change(replace(found, expires_ms=found.expires_ms - 48 * 3600 * 1000 - 1000))
        await maintain_films(store, FolderBlobs(settings.data_dir / "blobs"))

    on_store(settings, let_two_days_pass)
    assert ada.ask("HEAD", f"/v1/uploads/{upload}").status_code == 404
    assert [one["id"] for one in ada.browser.get("/v1/uploads")] == [other]
    assert files(settings) == []


def test_films_go_with_their_account(ada: Tus, settings: WebSettings) -> None:
    ada.upload(film())
    assert ada.browser.ask("DELETE", "/v1/me", json={"password": PASSWORD}).status_code == 204
    assert files(settings) == []
