"""Who may send large bodies, how many at once, and that nothing is read before that is known."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from starlette.types import Message
from tests.web.browser import Browser

from poise.errors import Busy, TooManyRequests
from poise.web.upload_slots import UploadSlots


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/compare"),
        ("POST", "/api/v1/recognise"),
        ("PATCH", "/api/v1/me"),
        ("DELETE", "/api/v1/me"),
        ("POST", "/api/v1/invitations"),
        ("POST", "/api/v1/there-is-no-such-thing"),
    ],
)
def test_a_body_of_nobody_is_not_read(client: TestClient, method: str, path: str) -> None:
    received: list[str] = []
    sent: list[Message] = []

    async def receive() -> Message:
        received.append("asked for more")
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"studio.test"), (b"sec-fetch-site", b"same-origin"), (b"content-length", b"50000")]
    scope = {
        **{"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers},
        **{"client": ("203.0.113.5", 1), "scheme": "http", "server": ("studio.test", 80)},
    }
    assert client.portal is not None
    client.portal.call(client.app, scope, receive, send)
    assert sent[0]["status"] == 401
    assert b'"not-signed-in"' in sent[1]["body"]
    assert received == []


def test_a_form_has_two_files_at_most(browser: Browser) -> None:
    browser.sign_up("Ada")
    files = [("attempt", (f"{number}.jpg", b"x", "image/jpeg")) for number in range(3)]
    answer = browser.ask("POST", "/v1/compare", files=files)
    assert answer.status_code == 400
    assert "2" in answer.json()["detail"]


def test_an_account_holds_a_few_slots_and_gives_them_back() -> None:
    slots = UploadSlots(100, 2)
    with slots.hold("ada", 1), slots.hold("ada", 1):
        with pytest.raises(TooManyRequests, match="uploads"), slots.hold("ada", 1):
            pass
        with slots.hold("eve", 1):
            pass
    with slots.hold("ada", 1):
        pass


def test_all_together_hold_a_bounded_amount() -> None:
    slots = UploadSlots(100, 2)
    with slots.hold("ada", 60):
        with pytest.raises(Busy, match="uploads"), slots.hold("eve", 41):
            pass
        with slots.hold("eve", 40):
            pass
    with slots.hold("eve", 100):
        pass


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/healthz",
        "/readyz",
        "/api/docs",
        "/api/openapi.json",
        "/api/v1/status",
        "/api/v1/me",
        "/api/v1/exercises",
        "/api/v1/exercises/squat/figure.svg",
        "/api/v1/nothing",
    ],
)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_head_answers_as_get_without_the_body(browser: Browser, path: str, is_signed_in: bool) -> None:
    if is_signed_in:
        browser.sign_up("Ada")
    get, head = browser.ask("GET", path), browser.ask("HEAD", path)
    assert head.status_code == get.status_code
    assert head.content == b""
    for name in ("content-type", "content-length", "cache-control"):
        assert head.headers.get(name) == get.headers.get(name)


def test_head_changes_nothing(browser: Browser) -> None:
    browser.sign_up("Ada")
    assert browser.ask("HEAD", "/v1/sign-out").status_code == browser.ask("GET", "/v1/sign-out").status_code
    assert browser.get("/v1/me")["name"] == "Ada"
