"""With a sign-in ends everything that rests on it: the live and the estimating sockets, whoever ended it, and how."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocket, WebSocketDisconnect
from tests.analysis.repetition.figure import film, squats
from tests.contract.records import account
from tests.studio.live.stream_maker import frames
from tests.web.browser import PASSWORD, Browser
from tests.web.live.client import SESSION, LiveClient, hello
from tests.web.people import first_admin
from typer.testing import CliRunner

from poise.cli.user import app as user_command
from poise.store import SignIn
from poise.store.sqlite import SqliteStore
from poise.web.identity import Identity
from poise.web.live import Hub, live_router
from poise.web.other_servers import recheck_sockets
from poise.web.settings import WebSettings

ITEMS = frames(film(squats(115), 10.4))


@pytest.fixture
def admin(browser: Browser, settings: WebSettings) -> Browser:
    return first_admin(browser, settings.data_dir)


def signs_out(ada: Browser, _admin: Browser, _data_dir: Path) -> None:
    assert ada.post("/v1/sign-out").status_code == 204


def signs_in_again(ada: Browser, _admin: Browser, _data_dir: Path) -> None:
    assert ada.sign_in("Ada").status_code == 200


def is_signed_out_from_another_browser(ada: Browser, _admin: Browser, _data_dir: Path) -> None:
    own = next(one for one in ada.get("/v1/me/sign-ins") if one["is_this"])
    other = ada.another()
    other.sign_in("Ada")
    assert other.ask("DELETE", f"/v1/me/sign-ins/{own['identifier']}").status_code == 204


def signs_out_everywhere(ada: Browser, _admin: Browser, _data_dir: Path) -> None:
    other = ada.another()
    other.sign_in("Ada")
    assert other.post("/v1/sign-out-everywhere").status_code == 204


def changes_the_password(ada: Browser, _admin: Browser, _data_dir: Path) -> None:
    other = ada.another()
    other.sign_in("Ada")
    given = {"old": PASSWORD, "new": "quite another battery"}
    assert other.post("/v1/password", given).status_code == 204


def resets_the_password(ada: Browser, admin: Browser, _data_dir: Path) -> None:
    identifier = ada.get("/v1/me")["identifier"]
    link = admin.post(f"/v1/accounts/{identifier}/reset").json()["link"]
    given = {"ticket": link.rpartition("=")[2], "password": "quite another battery"}
    assert ada.another().post("/v1/password-reset", given).status_code == 204


def is_locked(ada: Browser, admin: Browser, _data_dir: Path) -> None:
    me = ada.get("/v1/me")["identifier"]
    row = next(one for one in admin.get("/v1/accounts")["records"] if one["identifier"] == me)
    given = {"rev": row["rev"], "is_disabled": True}
    assert admin.ask("PATCH", f"/v1/accounts/{me}", json=given).status_code == 200


def deletes_the_account(ada: Browser, _admin: Browser, _data_dir: Path) -> None:
    other = ada.another()
    other.sign_in("Ada")
    assert other.ask("DELETE", "/v1/me", json={"password": PASSWORD}).status_code == 204


WAYS = [
    signs_out,
    signs_in_again,
    is_signed_out_from_another_browser,
    signs_out_everywhere,
    changes_the_password,
    resets_the_password,
    is_locked,
    deletes_the_account,
]
SOCKETS = ["live", pytest.param("estimate", marks=pytest.mark.models)]
End = Callable[[Browser, Browser, Path], None]


def is_ended(socket: WebSocketTestSession) -> bool:
    """Read to the end; whether it said that somebody was signed out."""
    reasons = []
    with pytest.raises(WebSocketDisconnect) as closed:
        while True:
            message = json.loads(socket.receive_text())
            reasons += [message["reason"]] if message["type"] == "error" else []
    return closed.value.code == 1008 and reasons == ["signed-out"]


@pytest.mark.parametrize("kind", SOCKETS)
@pytest.mark.parametrize("way", WAYS)
def test_a_socket_ends_with_its_sign_in(
    browser: Browser, admin: Browser, settings: WebSettings, kind: str, way: End
) -> None:
    ada = browser.sign_up("Ada")
    with ada.socket(kind) as socket:
        way(ada, admin, settings.data_dir)
        assert is_ended(socket)


@pytest.mark.parametrize("kind", SOCKETS)
def test_the_sockets_of_other_browsers_and_people_stay(browser: Browser, kind: str) -> None:
    ada, eve = browser.sign_up("Ada"), browser.another().sign_up("Eve")
    other = ada.another()
    other.sign_in("Ada")
    with other.socket() as stays, eve.socket() as stays_too, ada.socket(kind) as ends:
        assert ada.post("/v1/sign-out").status_code == 204
        assert is_ended(ends)
        for number, socket in enumerate((stays, stays_too), 1):
            live = LiveClient(socket)
            live.say(hello(session=f"{SESSION[:-1]}{number}"))
            assert live.until("welcome")["next"] == 0


@pytest.mark.parametrize("kind", SOCKETS)
@pytest.mark.parametrize("command", [["disable", "Ada"], ["remove", "Ada", "--yes"]])
def test_what_the_terminal_ended_is_seen_by_the_next_recheck(
    client: TestClient, api: FastAPI, browser: Browser, settings: WebSettings, kind: str, command: list[str]
) -> None:
    ada, eve = browser.sign_up("Ada"), browser.another().sign_up("Eve")
    with ada.socket(kind) as ends, eve.socket() as stays:
        arguments = [*command, "--data-dir", str(settings.data_dir)]
        assert CliRunner().invoke(user_command, arguments).exit_code == 0
        assert client.portal is not None
        client.portal.call(recheck_sockets, api.state.services)
        assert is_ended(ends)
        live = LiveClient(stays)
        live.say(hello())
        assert live.until("welcome")["next"] == 0


def test_what_was_acknowledged_before_the_end_stays(browser: Browser) -> None:
    ada = browser.sign_up("Ada")
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello())
        live.send(ITEMS)
        live.until("durable", next=len(ITEMS))
        ada.post("/v1/sign-out")
        assert is_ended(socket)
    ada.sign_in("Ada")
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello())
        assert live.until("welcome")["next"] == len(ITEMS)


def test_a_sign_in_that_ends_while_its_socket_is_opened_gets_no_socket(tmp_path: Path) -> None:
    """The hub learns of the socket after the first look at its sign-in: what ended in between must be noticed."""
    ada = Identity(account(1), SignIn("token hash", "account-1", 0, 0, 0))
    looks: list[Identity | None] = [ada, None]

    async def identify(_: WebSocket) -> Identity | None:
        return looks.pop(0)

    app = FastAPI()
    app.include_router(live_router(SqliteStore(tmp_path), Hub(), identify))
    with TestClient(app) as client, client.websocket_connect("/live") as socket:
        assert is_ended(socket)
