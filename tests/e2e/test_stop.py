"""The studio is told to stop while it works: everybody is told, nothing is left, and it ends in time."""

from __future__ import annotations

import contextlib
import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import httpx2
import pytest
from PIL import Image
from tests.e2e.studio import Studio, served_studio
from tests.e2e.test_kill import FIVE, signed_up
from tests.web.browser import OWN
from tests.web.live.client import hello
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from poise.estimation.drawn_person import draw_person
from poise.studio.live.items import encode_batch

_END_S = 30.0  # nobody who does not end is waited for, on a busy machine either
_WAIT_S = 30.0


def picture() -> bytes:
    file = io.BytesIO()
    Image.fromarray(draw_person((480, 640), foot_px=(240.0, 600.0), height_px=520)).save(file, "JPEG")
    return file.getvalue()


def compare(
    studio: Studio, cookie: str, data: bytes, wait_s: float = _WAIT_S, begun: Event | None = None
) -> httpx2.Response:
    """Compare a picture; `begun` is set as soon as all is sent."""
    with httpx2.Client(timeout=wait_s) as client:
        return client.post(
            f"{studio.address}/api/v1/compare",
            headers={"cookie": cookie, **OWN},
            files={"attempt": ("me.jpg", data)},
            data={"reference_pose": "mountain"},
            extensions=_tells(begun),
        )


def _tells(begun: Event | None) -> dict[str, Any]:
    """Return what lets a request set an event when it is sent."""

    def trace(name: str, _about: dict[str, Any]) -> None:
        if begun and name == "http11.send_request_body.complete":
            begun.set()

    return {"trace": trace}


def until_heard(studio: Studio, *begun: Event) -> None:
    """Wait until the studio has begun with what was sent: it takes what comes in turn."""
    for one in begun:
        assert one.wait(_WAIT_S)
    assert httpx2.get(f"{studio.address}/healthz", timeout=_WAIT_S).status_code == 200


def socket_of(studio: Studio, cookie: str, room: str = "live") -> ClientConnection:
    address = studio.address.replace("http", "ws", 1) + f"/api/v1/{room}"
    headers = {"cookie": cookie, "origin": studio.address}
    return connect(address, additional_headers=headers, open_timeout=_WAIT_S, compression=None)


def ended(line: ClientConnection) -> tuple[int, str, list[dict[str, Any]]]:
    """Read to the end; returns the close code, its reason, and the text messages."""
    heard = []
    try:
        while True:
            message = line.recv(_WAIT_S)
            if isinstance(message, str):
                heard.append(json.loads(message))
    except ConnectionClosed as closed:
        end = closed.rcvd
        return (end.code, end.reason, heard) if end else (0, "", heard)


def left(data_dir: Path) -> list[Path]:
    return [path for path in (data_dir / "work").rglob("*") if path.name != ".lock"]


def stop(studio: Studio, times: int = 1) -> str:
    """Send SIGTERM, perhaps several times, and return what was printed; fails unless it ends in time."""
    assert studio.process.stdout is not None
    began_s = time.monotonic()
    for _ in range(times):
        studio.process.send_signal(signal.SIGTERM)
        time.sleep(0.05)
    text = studio.process.stdout.read()
    studio.process.wait(_WAIT_S)
    assert time.monotonic() - began_s < _END_S
    return text


def slow_upload(studio: Studio, cookie: str, begun: Event) -> tuple[int, bytes]:
    """Begin an upload and never end it; returns what is answered all the same."""
    import http.client

    host = studio.address.removeprefix("http://")
    with contextlib.closing(http.client.HTTPConnection(host, timeout=_WAIT_S)) as line:
        line.putrequest("POST", "/api/v1/compare")
        for name, value in {**OWN, "cookie": cookie, "content-length": "100000"}.items():
            line.putheader(name, value)
        line.putheader("content-type", "multipart/form-data; boundary=x")
        line.endheaders(
            b'--x\r\ncontent-disposition: form-data; name="attempt"; filename="a.jpg"\r\n\r\n\xff\xd8'
        )
        begun.set()
        answer = line.getresponse()
        return answer.status, answer.read()


@pytest.mark.models
def test_everybody_is_told_when_the_studio_stops(tmp_path: Path) -> None:
    data = picture()
    with (
        served_studio(tmp_path / "data") as studio,
        contextlib.ExitStack() as sockets,
        ThreadPoolExecutor(8) as aside,
    ):
        cookies = [signed_up(studio, name) for name in ("Ada", "Ben", "Cleo")]
        live = sockets.enter_context(socket_of(studio, cookies[0]))
        estimating = sockets.enter_context(socket_of(studio, cookies[1], "estimate?protocol=2"))
        live.send(json.dumps(hello()))
        live.send(encode_batch(0, tuple(FIVE[:30])))
        begun = [Event() for _ in range(7)]
        waiting: list[Future[httpx2.Response]] = [
            aside.submit(compare, studio, cookies[number // 2], data, begun=begun[number])
            for number in range(6)
        ]
        upload = aside.submit(slow_upload, studio, cookies[2], begun[6])
        until_heard(studio, *begun)
        printed = aside.submit(stop, studio)
        codes = [ended(line) for line in (live, estimating)]
        sockets.close()
        text = printed.result()
        answers = [one.result() for one in waiting]
        assert {answer.status_code for answer in answers} <= {200, 503}
        assert 503 in {answer.status_code for answer in answers}
        for answer in answers:
            if answer.status_code == 503:
                assert "stopping" in answer.json()["detail"]
        assert upload.result()[0] == 503
        assert "stopping" in json.loads(upload.result()[1])["detail"]
        for code, reason, heard in codes:
            assert code == 1001
            assert "stopping" in reason
            assert [one["reason"] for one in heard if one["type"] == "error"] == ["stopping"]
        assert "Traceback" not in text
        assert "everything is written" in text
    assert left(tmp_path / "data") == []


def test_a_studio_that_does_nothing_stops_at_once(tmp_path: Path) -> None:
    with served_studio(tmp_path / "data") as studio:
        cookie = signed_up(studio, "Ada")
        with socket_of(studio, cookie):
            text = stop(studio)
    assert "Traceback" not in text
    assert left(tmp_path / "data") == []


def _nothing(_studio: Studio, _cookie: str, begun: Event) -> None:
    begun.set()


def _comparison(studio: Studio, cookie: str, begun: Event) -> None:
    answer = compare(studio, cookie, picture(), begun=begun)
    assert answer.status_code in {200, 503}
    assert answer.status_code == 200 or "stopping" in answer.json()["detail"]


def _upload(studio: Studio, cookie: str, begun: Event) -> None:
    assert slow_upload(studio, cookie, begun)[0] == 503


def _export(studio: Studio, cookie: str, begun: Event) -> None:
    with httpx2.Client(timeout=_WAIT_S, headers={"cookie": cookie}) as client:
        answer = client.get(f"{studio.address}/api/v1/me/export", extensions=_tells(begun))
    assert answer.status_code in {200, 503}
    assert answer.status_code == 200 or "stopping" in answer.json()["detail"]


def _live_set(studio: Studio, cookie: str, begun: Event) -> None:
    with socket_of(studio, cookie) as live:
        live.send(json.dumps(hello()))
        begun.set()
        for first in range(0, 300, 30):
            with contextlib.suppress(ConnectionClosed):
                live.send(encode_batch(first, tuple(FIVE[first : first + 30])))
        code, _reason, heard = ended(live)
    assert code == 1001
    assert [one["reason"] for one in heard if one["type"] == "error"] == ["stopping"]


@pytest.mark.models
# Told once while it compares, takes an upload and coaches, it is in the first test above.
@pytest.mark.parametrize(
    ("work", "times"), [(_nothing, 3), (_comparison, 3), (_upload, 3), (_export, 1), (_live_set, 3)]
)
def test_a_stop_at_any_moment_is_clean(
    tmp_path: Path, work: Callable[[Studio, str, Event], None], times: int
) -> None:
    with served_studio(tmp_path / "data") as studio, ThreadPoolExecutor(1) as aside:
        cookie = signed_up(studio, "Ada")
        begun = Event()
        working = aside.submit(work, studio, cookie, begun)
        until_heard(studio, begun)
        text = stop(studio, times)
        working.result(_WAIT_S)
        assert studio.process.returncode == 0
    assert "Traceback" not in text
    assert "everything is written" in text
    assert left(tmp_path / "data") == []


def test_a_stop_just_after_the_start_is_clean(tmp_path: Path) -> None:
    with served_studio(tmp_path / "data") as studio:
        text = stop(studio, 2)
        assert studio.process.returncode == 0
    assert "Traceback" not in text
    assert left(tmp_path / "data") == []


def _starting(data_dir: Path, *code: str) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        *(code or ("-m", "poise")),
        "serve",
        "--port",
        "0",
        "--data-dir",
        str(data_dir),
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _last_words(process: subprocess.Popen[str]) -> str:
    with process:
        try:
            return process.communicate(timeout=_WAIT_S)[0]
        finally:
            process.kill()  # if it did not end


@pytest.mark.parametrize("after_s", [0.05, 0.5, 1.0, 1.5])
def test_a_stop_during_the_start_leaves_a_folder_that_starts(tmp_path: Path, after_s: float) -> None:
    process = _starting(tmp_path / "data")
    time.sleep(after_s)
    process.send_signal(signal.SIGTERM)
    text = _last_words(process)
    # Before any line of ours has run, the system ends the process.
    assert process.returncode in {0, 143, -signal.SIGTERM}
    said = {143: "ended by a signal; nothing was left behind", 0: "everything is written"}
    assert said.get(process.returncode, "") in text
    assert "Traceback" not in text
    with served_studio(tmp_path / "data"):
        work = tmp_path / "data" / "work"
        assert len([path for path in work.iterdir() if path.is_dir()]) == 1


_SIGNAL_LOST_WHILE_LOADING = """
import contextlib, os, signal, sys

class Lose:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            with contextlib.suppress(SystemExit):
                os.kill(os.getpid(), signal.SIGTERM)

sys.meta_path.insert(0, Lose())
from poise.__main__ import main
main()
"""


@pytest.mark.parametrize("module", ["typer", "poise.web.serving", "poise.store.sqlite.store"])
def test_a_stop_whose_exception_gets_lost_in_a_library_ends_the_start(tmp_path: Path, module: str) -> None:
    process = _starting(tmp_path / "data", "-c", _SIGNAL_LOST_WHILE_LOADING.format(module=module))
    assert _last_words(process) == "poise: ended by a signal; nothing was left behind.\n"
    assert process.returncode == 143
