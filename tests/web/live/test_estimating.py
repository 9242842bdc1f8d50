"""The socket for browsers that cannot find the body themselves."""

from __future__ import annotations

import asyncio
import io
import json
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from PIL import Image
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from tests.children import children_from_now_on
from tests.contract.records import account
from tests.web.browser import Browser

from poise.estimation.drawn_person import draw_person
from poise.pose import Observation, Part
from poise.store import SignIn
from poise.store.opening import store_at
from poise.studio.live import decode_items
from poise.web.application import create_app
from poise.web.identity import Identity
from poise.web.live import estimating
from poise.web.live.estimating import Estimating, Looking
from poise.web.settings import WebSettings

pytestmark = pytest.mark.models


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    settings = WebSettings(data_dir=tmp_path / "data", max_estimations=1)
    with TestClient(create_app(store_at(settings.data_dir), settings)) as client:
        yield client


@contextmanager
def looking(
    browser: Browser, client: TestClient, query: str = "protocol=2"
) -> Iterator[WebSocketTestSession]:
    cookie = f"poise={browser.cookies['poise']}"
    headers = {"cookie": cookie, "origin": "http://testserver"}
    with client.websocket_connect(f"ws://testserver/api/v1/estimate?{query}", headers=headers) as socket:
        yield socket


def jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()


PERSON = jpeg(Image.fromarray(draw_person((480, 640), foot_px=(240.0, 600.0), height_px=520)))
EMPTY = jpeg(Image.new("RGB", (480, 640), (128, 128, 128)))


SIZE = (480, 640)


def seen_in(answer: bytes) -> Observation:
    """Return what the studio saw."""
    size = struct.unpack_from("<HH", answer)
    (item,) = decode_items(answer[4:])
    return item.observation(size)


def test_a_person_is_found_and_an_empty_room_is_empty(client: TestClient) -> None:
    ada = Browser(client).sign_up("Ada")
    with looking(ada, client) as socket:
        for number, (picture, parts) in enumerate(
            [(EMPTY, []), (PERSON, [Part.BODY]), (PERSON, [Part.BODY])]
        ):
            socket.send_bytes(struct.pack("<d", number / 10) + picture)
            seen = seen_in(socket.receive_bytes())
            assert (seen.time_s, seen.image_size, list(seen.parts)) == (number / 10, SIZE, parts)
    body = seen.pose(Part.BODY)
    assert 0 < body.image_point("nose")[1] < body.image_point("left_ankle")[1] < 640


def test_the_parts_that_are_asked_for_are_looked_for(client: TestClient) -> None:
    ada = Browser(client).sign_up("Ada")
    with looking(ada, client, "protocol=2&parts=left_hand,right_hand,face") as socket:
        socket.send_bytes(struct.pack("<d", 0.0) + PERSON)
        assert Part.BODY not in seen_in(socket.receive_bytes()).parts


@pytest.mark.parametrize(
    "query", ["", "protocol=1", "protocol=3", "protocol=2&parts=", "protocol=2&parts=body,tail"]
)
def test_a_page_of_another_version_is_asked_to_load_again(client: TestClient, query: str) -> None:
    ada = Browser(client).sign_up("Ada")
    with looking(ada, client, query) as socket:
        refusal = socket.receive_json()
        assert (refusal["reason"], "load the page again" in refusal["text"]) == ("protocol", True)
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 1002


def test_there_is_room_for_as_many_as_the_administrator_says(client: TestClient) -> None:
    ada = Browser(client).sign_up("Ada")
    with looking(ada, client) as first:
        first.send_bytes(struct.pack("<d", 0.0) + EMPTY)
        first.receive_bytes()
        ben = ada.another().sign_up("Ben")
        with looking(ben, client) as second:
            assert json.loads(second.receive_text())["reason"] == "busy"
            with pytest.raises(WebSocketDisconnect) as end:
                second.receive_text()
            assert end.value.code == 1013
    with looking(ada, client) as third:  # the place is free again
        third.send_bytes(struct.pack("<d", 0.0) + EMPTY)
        assert seen_in(third.receive_bytes()).is_empty


def test_a_second_browser_of_a_person_takes_the_place_of_the_first(client: TestClient) -> None:
    ada = Browser(client).sign_up("Ada")
    with looking(ada, client) as first:
        first.send_bytes(struct.pack("<d", 0.0) + EMPTY)
        first.receive_bytes()
        with looking(ada, client) as second:
            second.send_bytes(struct.pack("<d", 0.0) + EMPTY)
            assert seen_in(second.receive_bytes()).is_empty
        assert json.loads(first.receive_text())["reason"] == "limit"


def test_who_sends_nothing_loses_the_place(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimating, "_IDLE_S", 0.2)
    ada = Browser(client).sign_up("Ada")
    with looking(ada, client) as socket:
        assert json.loads(socket.receive_text())["reason"] == "idle"
        with pytest.raises(WebSocketDisconnect) as end:
            socket.receive_text()
        assert end.value.code == 1001


class Held:
    """Somebody with a place."""

    def __init__(self, owner: str, looking: Looking) -> None:
        self.owner, self._looking = owner, looking
        self.reasons: list[str] = []

    async def end(self, _text: str, _code: int, reason: str) -> None:
        self.reasons.append(reason)
        self._looking.leave(cast("Estimating", self))


@pytest.mark.parametrize(("after_s", "is_given"), [(0.0, False), (1199.0, False), (1200.0, True)])
def test_a_place_is_given_on_after_twenty_minutes_while_another_wants_it(
    after_s: float, is_given: bool
) -> None:
    async def run() -> None:
        now_s = [0.0]
        places = Looking(2, lambda: now_s[0])
        ada, ben, cleo = (Held(name, places) for name in ("ada", "ben", "cleo"))
        assert await places.enter(cast("Estimating", ada))
        now_s[0] = 1.0
        assert await places.enter(cast("Estimating", ben))
        now_s[0] = after_s
        assert await places.enter(cast("Estimating", cleo)) is is_given
        assert (ada.reasons, ben.reasons) == (["busy"] if is_given else [], [])

    asyncio.run(run())


@pytest.mark.parametrize(
    "message",
    [b"", b"short", struct.pack("<d", 0.0) + b"no picture", struct.pack("<d", float("nan")) + EMPTY, "text"],
)
def test_what_is_no_picture_ends_it_in_one_sentence(client: TestClient, message: bytes | str) -> None:
    ada = Browser(client).sign_up("Ada")
    with looking(ada, client) as socket:
        if isinstance(message, str):
            socket.send_text(message)
        else:
            socket.send_bytes(message)
        assert json.loads(socket.receive_text())["reason"] == "protocol"
        with pytest.raises(WebSocketDisconnect) as end:
            socket.receive_text()
        assert end.value.code == 1007


def test_nobody_gets_no_socket(client: TestClient) -> None:
    headers = {"origin": "http://testserver"}
    with client.websocket_connect("ws://testserver/api/v1/estimate", headers=headers) as socket:
        assert socket.receive_json()["reason"] == "not-signed-in"
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 1008


def test_of_browsers_of_a_person_that_come_at_the_same_time_the_last_one_has_the_place() -> None:
    class Slow(Held):
        async def end(self, text: str, code: int, reason: str) -> None:
            await asyncio.sleep(0)
            await super().end(text, code, reason)

    async def run() -> None:
        places = Looking(4)
        browsers = [Slow("ada", places) for _ in range(5)]
        await asyncio.gather(*(places.enter(cast("Estimating", one)) for one in browsers))
        assert sum(not one.reasons for one in browsers) == 1

    asyncio.run(run())


@pytest.mark.parametrize("ends", [1, 2, 5])
def test_however_often_a_socket_is_ended_at_once_its_child_process_ends(ends: int) -> None:
    async def receive() -> Message:
        await asyncio.sleep(60)
        raise AssertionError("nobody sends anything")

    async def send(_message: Message) -> None:
        pass

    async def run() -> None:
        loop, until = asyncio.get_running_loop(), threading.Event()
        loop.set_default_executor(ThreadPoolExecutor(1))
        socket = WebSocket({"type": "websocket", "headers": [], "query_string": b"protocol=2"}, receive, send)
        # The states of one that was accepted.
        socket.client_state = socket.application_state = WebSocketState.CONNECTED
        who = Identity(account(), SignIn("hash", account().identifier, 0, 0, 0))
        one = Estimating(socket, who, Looking(1))
        serving = asyncio.create_task(one.serve())
        while not started():
            await asyncio.sleep(0.01)
        busy = loop.run_in_executor(None, until.wait)  # the only thread that could close anything
        ending = []
        for _ in range(ends):
            ending.append(asyncio.create_task(one.end("", 1001, "limit")))
            await asyncio.sleep(0.02)
        until.set()
        await asyncio.gather(busy, serving, *ending)

    started = children_from_now_on()
    asyncio.run(run())
    assert not started()
