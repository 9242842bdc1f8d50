"""Downloads: streamed from a child process, bounded per account, and nothing left of them."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.analysis.repetition.figure import film, squats
from tests.children import children_from_now_on
from tests.studio.live.stream_maker import frames
from tests.web.browser import Browser
from tests.web.live.client import SESSION, LiveClient, hello

from poise.errors import Busy, OutputError, StoreUnavailable
from poise.media.export import FORMATS
from poise.media.recording import decode_recording
from poise.store.opening import store_at
from poise.studio.exporting.session_export import Kind, Message, SessionFormat
from poise.studio.exporting.task import SessionRequest, write_session
from poise.studio.live import recording_chunks
from poise.web.downloads import Downloads
from poise.web.exports import ExportTask, export
from poise.web.services import Services
from poise.web.settings import WebSettings

FIVE = frames(film(squats(115), 10.4))


@pytest.fixture
def ada(browser: Browser) -> Browser:
    return browser.sign_up("Ada")


def coached(ada: Browser) -> None:
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello())
        live.send(FIVE)
        live.say({"type": "finish", "items": len(FIVE)})
        live.until("summary")


def test_a_replay_is_the_same_with_and_without_gzip(ada: Browser) -> None:
    coached(ada)
    path = f"/v1/sessions/{SESSION}/replay"
    plain = ada.ask("GET", path, headers={"accept-encoding": "identity"})
    packed = ada.ask("GET", path, headers={"accept-encoding": "br, gzip"})
    assert "content-encoding" not in plain.headers
    assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "accept-encoding")
    assert packed.json() == plain.json()
    assert len(plain.json()["times_s"]) == len(FIVE)


def test_a_replay_through_gzip_is_at_least_twice_as_small(ada: Browser) -> None:
    chunks = recording_chunks(FIVE, (640, 480), {"exercise": "squat"})
    coached(ada)
    answer = ada.ask("GET", f"/v1/sessions/{SESSION}/replay", headers={"accept-encoding": "identity"})
    assert sum(map(len, chunks)) < len(gzip.compress(answer.content)) < len(answer.content) / 2


@pytest.mark.parametrize("refused", ["gzip;q=0", "gzip; q=0.0", "identity", ""])
def test_who_does_not_take_gzip_does_not_get_it(ada: Browser, refused: str) -> None:
    coached(ada)
    answer = ada.ask("GET", f"/v1/sessions/{SESSION}/replay", headers={"accept-encoding": refused})
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("form", ["csv", "trc", "mot", "json"])
def test_the_export_is_what_the_recording_exports_to(ada: Browser, form: str) -> None:
    coached(ada)
    recording = decode_recording(ada.ask("GET", f"/v1/sessions/{SESSION}/export?format=poise").content)
    expected = io.BytesIO()
    next(each for each in FORMATS if each.suffix == f".{form}").write(recording, expected, f"session.{form}")
    found = ada.ask("GET", f"/v1/sessions/{SESSION}/export?format={form}").content
    if form == "json":
        assert json.loads(found)["landmarks"] == json.loads(expected.getvalue())
    else:
        assert found == expected.getvalue()


def test_the_archive_holds_what_single_exports_hold(ada: Browser) -> None:
    coached(ada)
    archive = zipfile.ZipFile(io.BytesIO(ada.ask("GET", "/v1/me/export").content))
    assert archive.testzip() is None
    for form in ("csv", "poise"):
        (name,) = [name for name in archive.namelist() if name.endswith(f"landmarks.{form}")]
        single = ada.ask("GET", f"/v1/sessions/{SESSION}/export?format={form}")
        assert archive.read(name) == single.content


def test_nothing_is_left_of_a_download(ada: Browser, settings: WebSettings) -> None:
    coached(ada)
    started = children_from_now_on()
    for path in (f"/v1/sessions/{SESSION}/export", f"/v1/sessions/{SESSION}/replay", "/v1/me/export"):
        assert ada.ask("GET", path).status_code == 200
    assert not started()
    left = [path for path in (settings.data_dir / "work").rglob("*") if path.is_file()]
    assert {path.name for path in left} == {".lock", ".owned"}


def test_an_account_has_a_few_downloads_at_a_time() -> None:
    downloads = Downloads(most=2)
    with downloads.one("ada"):
        with downloads.one("ada"), pytest.raises(Busy), downloads.one("ada"):
            pass
        with downloads.one("ben"), downloads.one("ada"):
            pass
    with downloads.one("ada"), downloads.one("ada"):
        pass


class Studio:
    """A studio's services without its routes."""

    def __init__(self, folder: Path) -> None:
        settings = WebSettings(data_dir=folder / "data")
        self.services = Services.of(store_at(settings.data_dir), settings)

    async def __aenter__(self) -> Services:
        await self.services.store.open()
        self.services.work.open()
        return self.services

    async def __aexit__(self, *_: object) -> None:
        self.services.work.close()
        await self.services.store.close()


def task(services: Services, feed: AsyncIterator[Message], form: str = "csv") -> ExportTask:
    return ExportTask(write_session, SessionRequest(SessionFormat(form)), feed, services.exports)


async def no_parts() -> AsyncIterator[Message]:
    for message in list[Message]():
        yield message


async def broken_store() -> AsyncIterator[Message]:
    for _ in range(2):
        yield Message(Kind.PART, "", recording_chunks(FIVE, (640, 480), {})[0])
    raise StoreUnavailable("The disc has gone.")


async def endless_parts() -> AsyncIterator[Message]:
    part = recording_chunks(FIVE, (640, 480), {})[0]
    while True:
        yield Message(Kind.PART, "", part)
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("feed", "error"),
    [(no_parts, OutputError), (broken_store, StoreUnavailable)],
    ids=["no parts", "no store"],
)
def test_what_goes_wrong_before_the_first_byte_is_an_answer(
    tmp_path: Path, feed: type[AsyncIterator[Message]], error: type[Exception]
) -> None:
    started = children_from_now_on()

    async def run() -> None:
        async with Studio(tmp_path) as services:
            with pytest.raises(error):
                await export(services, "ada", task(services, feed()), "text/plain", {})
            with services.downloads.one("ada"):
                assert not started()

    asyncio.run(run())


def test_who_goes_away_ends_the_child_and_gives_the_turn_back(tmp_path: Path) -> None:
    started = children_from_now_on()

    async def run() -> None:
        async with Studio(tmp_path) as services:
            work = asyncio.create_task(
                export(services, "ada", task(services, endless_parts()), "text/plain", {})
            )
            while not started():
                await asyncio.sleep(0.01)
            work.cancel()
            await asyncio.wait({work})
            assert not started()
            async with services.exports.turn("ada"):
                pass

    asyncio.run(run())


def test_a_stopping_studio_ends_its_exports(tmp_path: Path) -> None:
    started = children_from_now_on()

    async def run() -> None:
        async with Studio(tmp_path) as services:
            work = asyncio.create_task(
                export(services, "ada", task(services, endless_parts()), "text/plain", {})
            )
            while not started():
                await asyncio.sleep(0.01)
            services.exports.close()
            with pytest.raises(Busy, match="stopping"):
                await work
            assert not started()

    asyncio.run(run())
