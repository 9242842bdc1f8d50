"""Who may send large bodies, how many at once, and that nothing is read before that is known."""

from __future__ import annotations

import io
import os
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient
from starlette.types import Message
from tests.web.browser import Browser

from poise.errors import Busy, TooManyRequests
from poise.web import uploads
from poise.web.settings import WebSettings
from poise.web.upload_slots import UploadSlots

LARGE = 3 * 2**20  # more than is held in memory


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


@pytest.fixture
def no_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take the system's temporary folder away, which stands for one that is full."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))


def large_picture() -> bytes:
    file = io.BytesIO()
    Image.frombytes("RGB", (1200, 900), os.urandom(1200 * 900 * 3)).save(file, "PNG")
    assert len(file.getvalue()) > LARGE
    return file.getvalue()


@contextmanager
def files_grow_to(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size in bytes, as on a full disc."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("no_temporary_folder")
def test_an_upload_needs_no_temporary_folder(browser: Browser, settings: WebSettings) -> None:
    browser.sign_up("Ada")
    answer = browser.ask("POST", "/v1/pictures/preview", files={"picture": ("a.png", large_picture())})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/jpeg"
    assert [path for path in settings.data_dir.glob("work/*/*") if path.name != ".owned"] == []


@pytest.mark.parametrize("room", [0, 2**16, LARGE - 1], ids=["none", "a little", "nearly enough"])
@pytest.mark.parametrize(("path", "field"), [("/v1/pictures/preview", "picture"), ("/v1/compare", "attempt")])
def test_an_upload_to_a_full_disc_is_refused_in_a_sentence(
    browser: Browser, settings: WebSettings, room: int, path: str, field: str
) -> None:
    browser.sign_up("Ada")
    files = {field: ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(LARGE))}
    with files_grow_to(room):
        answer = browser.ask(
            "POST", path, files=files, data={"keep": "nothing", "reference_pose": "mountain"}
        )
    assert (answer.status_code, answer.json()["code"]) == (503, "store-unavailable")
    assert answer.json()["detail"].startswith("The studio cannot keep files")
    assert [one for one in settings.data_dir.glob("work/*/*") if one.name != ".owned"] == []


def test_a_full_disc_is_noticed_when_the_upload_is_copied(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_SPOOL_BYTES", 2 * LARGE)  # all of it in memory at first
    browser.sign_up("Ada")
    files = {"picture": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(LARGE))}
    with files_grow_to(2**16):
        answer = browser.ask("POST", "/v1/pictures/preview", files=files)
    assert (answer.status_code, answer.json()["code"]) == (503, "store-unavailable")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=", b"--x--"),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
        ("multipart/form-data; boundary=x", b"no boundary at all"),
        ("multipart/form-data; boundary=x", b"--x\r\nno-disposition: 1\r\n\r\n1\r\n--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"a" * 9000 + b": 1\r\n\r\n1\r\n--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"a: 1\r\n" * 99 + b"\r\n1\r\n--x--"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\ncontent-disposition: form-data; name="keep"\r\n\r\n' + b"a" * 2**21 + b"\r\n--x--",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n' * 40 + b"--x--",
        ),
    ],
    ids=[
        *("no boundary", "empty boundary", "long boundary", "none in the body", "a part without a name"),
        *("a long header", "many headers", "a large field", "many fields"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused_in_a_sentence(
    browser: Browser, content_type: str, body: bytes
) -> None:
    browser.sign_up("Ada")
    answer = browser.ask("POST", "/v1/compare", content=body, headers={"content-type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (400, "request-error")
    assert answer.json()["detail"] == "The form cannot be read; please choose the files again."


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


@pytest.mark.parametrize(("path", "field"), [("compare", "attempt"), ("pictures/preview", "picture")])
def test_a_text_in_the_place_of_a_file_is_refused_in_words(browser: Browser, path: str, field: str) -> None:
    browser.sign_up("Ada")
    answer = browser.ask(
        "POST", f"/v1/{path}", data={field: "hello", "reference_pose": "mountain"}, files={"x": b""}
    )
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        f"The request cannot be understood: {field}: a file is expected, and not a text.",
    )
