"""What surrounds every request: headers on all answers, pages of our own only, bodies of bounded size."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect
from tests.web.browser import PASSWORD, Browser

from poise.web.headers import HEADERS

NEW = {"name": "Ada", "password": PASSWORD}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/history/of/the/page", 200),
        ("GET", "/icon.svg", 200),
        ("GET", "/assets/there-is-none.js", 404),
        ("GET", "/../../etc/passwd.txt", 404),
        ("GET", "/%2e%2e/%2e%2e/pyproject.toml", 404),
        ("GET", "/api/v1/status", 200),
        ("GET", "/api/v1/me", 401),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/nothing", 404),
        ("GET", "/api/docs", 200),
        ("GET", "/api/openapi.json", 200),
        ("POST", "/", 405),
        ("DELETE", "/api/v1/status", 405),
        ("POST", "/api/v1/sign-in", 422),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
    ],
)
def test_every_answer_bears_the_headers(browser: Browser, method: str, path: str, status: int) -> None:
    answer = browser.ask(method, path)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    policy = HEADERS["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
    assert "http" not in policy
    assert "*" not in policy


def test_what_the_page_is_made_of_is_kept_for_ever_and_the_page_is_not(browser: Browser) -> None:
    page = browser.ask("GET", "/")
    assert page.headers["cache-control"] == "no-cache"
    script = page.text.partition('src="')[2].partition('"')[0]
    answer = browser.ask("GET", script)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "<script>" not in page.text


def test_the_pages_files_go_out_compressed_as_the_browser_wishes(browser: Browser) -> None:
    page = browser.ask("GET", "/", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in page.headers
    packed = browser.ask("GET", "/", headers={"accept-encoding": "gzip, deflate"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["content-type"] == page.headers["content-type"]
    assert packed.text == page.text  # unpacked by the client
    brotli = browser.ask("GET", "/icon.svg", headers={"accept-encoding": "gzip;q=0.5, br"})
    assert brotli.headers["content-encoding"] == "br"


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "http://studio.test"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "http://evil.test"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://studio.test"}, False),
        ({"origin": "http://studio.test"}, True),
        ({"origin": "http://studio.test:81"}, False),
        ({"origin": "http://studio.test.evil.test"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_only_our_own_pages_may_change_anything(
    client: TestClient, headers: dict[str, str], is_ours: bool
) -> None:
    answer = client.post("/api/v1/sign-up", json=NEW, headers=headers)
    assert answer.status_code == (201 if is_ours else 403)
    if not is_ours:
        assert "did not come from a page of this studio" in answer.json()["detail"]
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("origin", ["http://evil.test", "null", ""])
def test_the_socket_opens_for_our_own_pages_only(browser: Browser, origin: str) -> None:
    browser.sign_up("Ada")
    with browser.socket(origin=origin) as socket:
        told = json.loads(socket.receive_text())
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    assert (told["type"], told["reason"]) == ("error", "origin")
    assert "POISE_ADDRESS" in told["text"]
    assert closed.value.code == 1008


@pytest.mark.parametrize("told", [True, False])
def test_a_body_that_is_too_large_is_refused(browser: Browser, told: bool) -> None:
    body = b'{"name": "' + b"a" * 100_000 + b'"}'
    content = body if told else iter([body[:50_000], body[50_000:]])
    answer = browser.ask("POST", "/v1/sign-in", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert "too large" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"name": 3, "password": "x"}', b'{"name": "a"}', b"\xff\xfe", b'{"x": NaN}']
)
def test_a_body_that_cannot_be_understood_is_refused_in_one_sentence(browser: Browser, body: bytes) -> None:
    answer = browser.ask("POST", "/v1/sign-in", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}
    assert set(answer.json()) == {"detail", "code"}
    assert "\n" not in answer.json()["detail"]


def test_signing_out_leaves_nothing_in_the_browsers_cache(browser: Browser) -> None:
    browser.sign_up("Ada")
    assert browser.get("/v1/me")["name"] == "Ada"
    answer = browser.post("/v1/sign-out")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/v1/sign-in", "POST"),
        ("PUT", "/api/v1/me", "GET, HEAD, PATCH, DELETE"),
        ("DELETE", "/api/v1/status", "GET, HEAD"),
        ("OPTIONS", "/api/v1/sessions/0", "GET, HEAD, PATCH, DELETE"),
        ("GET", "/api/v1/pictures/preview", "POST"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(
    browser: Browser, method: str, path: str, allowed: str
) -> None:
    answer = browser.ask(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.json()["detail"] == "This address does not do that."


@pytest.mark.parametrize("path", ["/", "/api/v1/nothing", "/api/v1/me"])
def test_a_socket_where_there_is_none_is_refused_in_a_sentence(client: TestClient, path: str) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect(f"ws://studio.test{path}", headers={"origin": "http://studio.test"}),
    ):
        pass
    assert refused.value.status_code == 404
    assert refused.value.json()["detail"] == "There is nothing at this address."


def test_a_body_that_is_no_json_is_told_so(browser: Browser) -> None:
    answer = browser.ask("POST", "/v1/sign-in", content=b"{]", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "The body of the request is not valid JSON.",
    )


def test_the_description_is_written_once(browser: Browser, client: TestClient) -> None:
    first = browser.ask("GET", "/api/openapi.json")
    assert first.json()["paths"]["/api/v1/compare"]["post"]["responses"]["507"]
    client.app.openapi = None  # type: ignore[attr-defined]
    assert browser.ask("GET", "/api/openapi.json").content == first.content
