"""Sessions that were done without the studio and are sent later: each is kept once, byte for byte, at its own time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.analysis.repetition.figure import film, squats
from tests.contract.servers import shared_ferretdb
from tests.studio.live.stream_maker import frames, mark
from tests.web.browser import Browser
from tests.web.live.client import SESSION, LiveClient, hello

from poise.store import Session, SessionState, Store
from poise.store.opening import store_at
from poise.studio.clock import DAY_MS, now_ms
from poise.studio.live import Item, Mark
from poise.studio.live.items import encode_item
from poise.studio.live.recording import recording_chunks
from poise.studio.sessions.kept_items import kept_items
from poise.studio.sessions.live import finish, marks_of, rebuild, recording_metadata
from poise.studio.sessions.maintenance import Retention, maintain
from poise.studio.sessions.stream import append_items
from poise.web.application import create_api, guarded
from poise.web.settings import SignUp, WebSettings

FIVE = [*frames(film(squats(115), 10.4)), mark(Mark.SET_ENDS, 10.5)]
LONG = [*frames(film(squats(115), 40.4)), mark(Mark.SET_ENDS, 40.5)]  # more than one chunk of a recording
_Found = TypeVar("_Found")


class _Studio:
    """A studio on one of the back ends, and a look into its store."""

    def __init__(self, client: TestClient, folder: Path, uri: str) -> None:
        self.ada = Browser(client).sign_up("Ada")
        self._folder, self._uri = folder, uri

    def look(self, read: Callable[[Store], Awaitable[_Found]]) -> _Found:
        async def work() -> _Found:
            store = store_at(self._folder, self._uri, is_server=False)
            await store.open()
            try:
                return await read(store)
            finally:
                await store.close()

        return asyncio.run(work())

    def session(self) -> Session:
        found = self.look(lambda store: store.sessions.get(SESSION))
        assert found is not None
        return found

    def stream(self) -> bytes:
        parts = self.look(lambda store: store.streams.read(SESSION))
        return b"".join(part.data for part in parts)


@pytest.fixture(params=["sqlite", "ferretdb"])
def studio(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[_Studio]:
    uri = f"{shared_ferretdb().uri}later_{tmp_path.name[-20:]}" if request.param == "ferretdb" else ""
    settings = WebSettings(data_dir=tmp_path / "data", sign_up=SignUp.OPEN)
    api: FastAPI = create_api(store_at(settings.data_dir, uri), settings)
    with TestClient(guarded(api, settings), base_url="http://studio.test") as client:
        yield _Studio(client, settings.data_dir, uri)


def send(
    browser: Browser,
    *,
    items: int = len(FIVE),
    told_items: int = 0,
    is_finished: bool = True,
    stream: list[Item] = FIVE,
    **told: Any,
) -> dict[str, Any]:
    """Send what is missing of the first `items` of a session, as a browser does that knows of no answer.

    Returns the last message: the summary where it is finished.
    """
    with browser.socket() as socket:
        live = LiveClient(socket)
        live.say(hello(items=told_items, **told))
        first = live.next()
        if first["type"] != "welcome":
            return first
        if items > first["next"]:
            live.send(stream[first["next"] : items], first=first["next"])
            live.until("durable", next=items)
        if not is_finished:
            return first
        live.say({"type": "finish", "items": items})
        return live.until("summary")


def test_a_session_that_is_sent_in_pieces_and_again_is_kept_once_and_byte_for_byte(studio: _Studio) -> None:
    send(studio.ada, items=100, is_finished=False)  # the tab is closed
    send(studio.ada, items=200, is_finished=False)  # the next tab, too
    assert studio.stream() == b"".join(encode_item(item) for item in FIVE[:200])
    first = send(studio.ada)
    again = send(studio.ada)  # a tab that did not hear the answer
    assert again == first
    assert first["result"]["attempted"] == 5

    closed = studio.session()
    chunks = recording_chunks(FIVE, (640, 480), recording_metadata(closed))

    async def recording(store: Store) -> list[bytes]:
        return list(await store.recordings.get(SESSION))

    assert studio.look(recording) == chunks
    assert [one["identifier"] for one in studio.ada.get("/v1/sessions")["records"]] == [SESSION]
    log = [one["name"] for one in studio.ada.get(f"/v1/sessions/{SESSION}/log")]
    assert log.count("finished") == 1


async def close_early(store: Store) -> None:
    record = await store.sessions.get(SESSION)
    assert record is not None
    await finish(store, record, await rebuild(store, record), SessionState.ABANDONED)


async def open_half(store: Store) -> None:
    """Begin to open the session again, and be killed in the middle of it."""
    record = await store.sessions.get(SESSION)
    assert record is not None
    async for items in kept_items(store, SESSION, marks_of(record) or ()):
        await append_items(store, SESSION, 0, len(items), b"".join(map(encode_item, items)))
        return


@pytest.mark.parametrize("is_maintained", [False, True], ids=["at once", "after maintenance"])
def test_an_opening_that_was_broken_off_loses_and_doubles_nothing(
    studio: _Studio, is_maintained: bool
) -> None:
    most = len(LONG) - 100
    for items in (400, 800, most):
        send(studio.ada, items=items, is_finished=False, stream=LONG)
    studio.look(close_early)
    studio.look(open_half)
    assert 0 < len(studio.stream()) < len(b"".join(map(encode_item, LONG[:most])))
    if is_maintained:
        kept_ms = Retention(DAY_MS, DAY_MS, DAY_MS)
        studio.look(lambda store: maintain(store, lambda _: False, kept_ms))
        assert studio.stream() == b""
    last = send(studio.ada, told_items=len(LONG), items=len(LONG), stream=LONG)
    assert (last["type"], last["result"]["attempted"]) == ("summary", 20)
    assert len(studio.ada.get(f"/v1/sessions/{SESSION}/replay")["times_s"]) == len(LONG) - 1


@pytest.mark.parametrize(
    ("has", "attempted"), [(len(FIVE), 5), (150, 2)], ids=["that has more of it", "that has no more of it"]
)
def test_a_session_that_the_studio_closed_meanwhile_goes_on_for_a_browser(
    studio: _Studio, has: int, attempted: int
) -> None:
    send(studio.ada, items=150, is_finished=False)  # the network is lost, for hours

    studio.look(close_early)
    assert studio.session().state is SessionState.ABANDONED
    last = send(studio.ada, told_items=has, items=has)
    assert (last["type"], last["result"]["attempted"]) == ("summary", attempted)
    seen = studio.ada.get(f"/v1/sessions/{SESSION}/replay")["times_s"]
    assert len(seen) == min(has, len(FIVE) - 1)  # the mark is no frame
    assert studio.session().measures["attempted"] == attempted


def test_two_tabs_that_send_one_session_at_once_do_not_keep_it_twice(studio: _Studio) -> None:
    with studio.ada.socket() as one, studio.ada.socket() as other:
        first, second = LiveClient(one), LiveClient(other)
        first.say(hello())
        first.until("welcome")
        first.send(FIVE[:100])
        second.say(hello())
        welcome = second.until("welcome")
        second.send(FIVE[welcome["next"] :], first=welcome["next"])
        second.say({"type": "finish", "items": len(FIVE)})
        assert second.until("summary")["session"] == SESSION
    assert studio.session().measures["attempted"] == 5
    assert len(studio.ada.get("/v1/sessions")["records"]) == 1


@pytest.mark.parametrize(
    ("days_ago", "clock_off_days", "believed_days_ago"),
    [
        pytest.param(0, 0, 0, id="one of today"),
        pytest.param(3, 0, 3, id="one of three days ago"),
        pytest.param(3, 400, 3, id="one of three days ago, from a clock that is a year off"),
        pytest.param(200, 0, 0, id="one that is older than can be believed"),
    ],
)
def test_it_stands_at_the_day_on_which_it_was_done(
    studio: _Studio, days_ago: int, clock_off_days: int, believed_days_ago: int
) -> None:
    now = now_ms()
    shown = now + clock_off_days * DAY_MS
    send(studio.ada, started_ms=shown - days_ago * DAY_MS - 1000, sent_ms=shown)
    wanted = now - believed_days_ago * DAY_MS
    assert abs(studio.session().started_ms - wanted) < DAY_MS / 24


def test_it_is_not_taken_from_a_browser_in_which_somebody_else_signed_in(studio: _Studio) -> None:
    ada = studio.ada.get("/v1/me")["identifier"]
    eve = studio.ada.another()
    eve.sign_up("Eve")
    assert send(eve, account=ada)["reason"] == "not-yours"
    assert eve.get("/v1/sessions")["records"] == []
    send(studio.ada, account=ada)
    assert studio.session().state is SessionState.FINISHED
