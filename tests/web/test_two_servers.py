"""Two servers of one studio, on one MongoDB-protocol server and one Redis, in one process with a loop each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect
from tests.analysis.repetition.figure import film, squats
from tests.contract.servers import shared_ferretdb
from tests.redis_server import shared_redis
from tests.studio.live.stream_maker import frames
from tests.web.browser import PASSWORD, Browser, link_of
from tests.web.live.client import LiveClient, hello
from tests.web.live.test_sign_in_ends import is_ended
from tests.web.people import change

from poise.store import LinkKind
from poise.store.opening import store_at
from poise.studio.activities import BUILT_IN
from poise.studio.coaching.plan import CoachingPlan
from poise.studio.live import Item, LiveSession
from poise.studio.live.items import encode_batch
from poise.web import sign_in_watch
from poise.web.application import create_api, guarded
from poise.web.settings import SignUp, WebSettings

FIVE = frames(film(squats(115), 10.4))
_NUMBERS = count(1)


@dataclass(frozen=True)
class Server:
    """One server, and a browser that it has never seen."""

    client: TestClient
    api: FastAPI
    settings: WebSettings

    def browser(self, of: Browser | None = None) -> Browser:
        """Return a browser, with the cookies of one that knows another server of the studio."""
        browser = Browser(self.client)
        browser.cookies = of.cookies if of else {}
        return browser


@contextmanager
def servers(folder: Path, redis_url: str) -> Iterator[tuple[Server, Server]]:
    """Start two servers on one store."""
    uri = f"{shared_ferretdb().uri}two_{folder.name[-20:]}"
    with ExitStack() as stack:
        found = []
        for name in ("a", "b"):
            settings = WebSettings(
                data_dir=folder / name, mongodb_uri=uri, redis_url=redis_url, sign_up=SignUp.OPEN
            )
            api = create_api(store_at(settings.data_dir, uri), settings)
            client = TestClient(guarded(api, settings), base_url="http://studio.test")
            found.append(Server(stack.enter_context(client), api, settings))
        yield found[0], found[1]


@pytest.fixture(scope="module", autouse=True)
def no_rounds() -> Iterator[None]:
    """Let nothing be found by looking now and then: what these tests see was told."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sign_in_watch, "EVERY_S", 3600.0)
        yield


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory, no_rounds: None, known_host: None
) -> Iterator[tuple[Server, Server]]:
    with servers(tmp_path_factory.mktemp("shared"), shared_redis().url) as pair:
        yield pair


@pytest.fixture(scope="module")
def apart(
    tmp_path_factory: pytest.TempPathFactory, no_rounds: None, known_host: None
) -> Iterator[tuple[Server, Server]]:
    """Return two servers that cannot tell each other anything."""
    with servers(tmp_path_factory.mktemp("apart"), "") as pair:
        yield pair


@pytest.fixture
def name() -> str:
    return f"Ada {next(_NUMBERS)}"


@pytest.fixture
def session() -> str:
    return str(UUID(int=UUID("01936f3e-7c00-7000-8000-000000000000").int + next(_NUMBERS)))


def refusal(socket: WebSocketTestSession) -> tuple[str, int]:
    """Read to the end; return why and with which code it was closed."""
    reason = ""
    with pytest.raises(WebSocketDisconnect) as closed:
        while True:
            message = json.loads(socket.receive_text())
            reason = message.get("reason", reason)
    return reason, closed.value.code


def counted(items: list[Item]) -> Mapping[str, object]:
    live = LiveSession(BUILT_IN.make(CoachingPlan(exercise="squat")), (640, 480))
    live.take_all(items)
    return live.finish().details.document()


# -- sign-ins ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v1/sign-out", "/v1/sign-out-everywhere"])
def test_signing_out_at_one_server_ends_the_sockets_at_the_other(
    pair: tuple[Server, Server], name: str, path: str
) -> None:
    first, second = pair
    ada = first.browser().sign_up(name)
    with second.browser(ada).socket() as socket:
        assert ada.post(path).status_code == 204
        assert is_ended(socket)


def test_an_account_that_is_locked_at_one_server_is_locked_at_the_other(
    pair: tuple[Server, Server], name: str, session: str
) -> None:
    first, second = pair
    ada, eve = first.browser().sign_up(name), first.browser().sign_up(f"{name} and Eve")
    root = first.browser()
    link = link_of(first.settings.data_dir, LinkKind.SETUP, uri=first.settings.mongodb_uri)
    given = {"name": f"Root {name}", "password": PASSWORD, "ticket": link}
    assert root.post("/v1/setup", given).status_code == 201
    with second.browser(ada).socket() as socket, second.browser(eve).socket() as stays:
        assert change(root, name, is_disabled=True) == 200
        assert second.browser(ada).ask("GET", "/v1/me").status_code == 401
        assert is_ended(socket)
        live = LiveClient(stays)
        live.say(hello(session=session))
        assert live.until("welcome")["next"] == 0


def test_guesses_at_one_server_count_at_the_other(pair: tuple[Server, Server], name: str) -> None:
    pair[0].browser().sign_up(name)
    statuses = [
        server.browser().sign_in(name, f"guess number {number}").status_code
        for number in range(10)
        for server in pair
    ]
    # Eight at one server. What is under way between them may let one more through, and each by itself let sixteen.
    assert 8 <= statuses.count(403) < 12
    assert statuses[-2:] == [429, 429]


# -- live sessions ----------------------------------------------------------------------------------------------


def test_a_session_goes_on_at_the_other_server_and_the_first_one_lets_go(
    pair: tuple[Server, Server], name: str, session: str
) -> None:
    first, second = pair
    ada = first.browser().sign_up(name)
    with ada.socket() as before, second.browser(ada).socket() as after:
        live = LiveClient(before)
        live.say(hello(session=session))
        live.send(FIVE[:130])
        live.until("durable", next=130)
        told = len(live.events("repetition"))
        live = LiveClient(after)
        live.say(hello(session=session, events=told))
        assert live.until("welcome")["next"] == 130
        assert refusal(before) == ("limit", 1001)
        live.send(FIVE[130:], first=130)
        live.say({"type": "finish", "items": len(FIVE)})
        assert live.until("summary")["result"]["sets"] == counted(FIVE)["sets"]


def test_a_session_is_finished_at_one_server_with_what_the_other_received(
    pair: tuple[Server, Server], name: str, session: str
) -> None:
    first, second = pair
    ada = first.browser().sign_up(name)
    with second.browser(ada).socket() as socket:
        live = LiveClient(socket)
        live.say(hello(session=session))
        live.send(FIVE)
        live.until("state", item=len(FIVE))  # received, and perhaps not durable yet
        answer = ada.post(f"/v1/sessions/{session}/finish")
        assert (answer.status_code, answer.json()["attempted"]) == (200, 5)
        assert refusal(socket) == ("limit", 1001)
    log = [one["name"] for one in ada.get(f"/v1/sessions/{session}/log")]
    assert log == ["started", "interrupted", "finished"]


def test_two_servers_that_hear_nothing_of_each_other_lose_and_double_nothing(
    apart: tuple[Server, Server], name: str, session: str
) -> None:
    first, second = apart
    ada = first.browser().sign_up(name)
    with ada.socket() as before, second.browser(ada).socket() as after:
        old, new = LiveClient(before), LiveClient(after)
        for one in (old, new):
            one.say(hello(session=session))
            assert one.until("welcome")["next"] == 0
        old.send(FIVE[:60])
        old.until("durable", next=60)
        new.send(FIVE[60:90])  # other items of the same numbers
        assert refusal(after) == ("stopping", 1001)  # the newer one comes back, and finds the others
    with ada.socket() as before, second.browser(ada).socket() as after:
        old, new = LiveClient(before), LiveClient(after)
        for one in (old, new):
            one.say(hello(session=session))
            assert one.until("welcome")["next"] == 60
        new.send(FIVE[60:], first=60)
        new.until("durable", next=len(FIVE))
        old.send(FIVE[100:130], first=60)
        assert refusal(before) == ("limit", 1001)  # the older one is told that it was taken over
        new.say({"type": "finish", "items": len(FIVE)})
        assert new.until("summary")["result"]["sets"] == counted(FIVE)["sets"]


def test_what_the_first_server_makes_durable_late_is_joined_at_the_second(
    apart: tuple[Server, Server], name: str, session: str
) -> None:
    first, second = apart
    ada = first.browser().sign_up(name)
    with ada.socket() as before, second.browser(ada).socket() as after:
        old, new = LiveClient(before), LiveClient(after)
        for one in (old, new):
            one.say(hello(session=session))
            assert one.until("welcome")["next"] == 0
        old.send(FIVE[:60])
        old.until("durable", next=60)
        new.say(encode_batch(0, tuple(FIVE[:64])))  # the same, and more: its browser knew of none as durable
        new.until("durable", next=64)
