"""The studio is told to stop while it works: everybody is told, nothing is left, and it ends in time."""

from __future__ import annotations

import contextlib
import io
import json
import signal
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
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

_END_S = 10.0
_WAIT_S = 30.0


def picture() -> bytes:
    file = io.BytesIO()
    Image.fromarray(draw_person((480, 640), foot_px=(240.0, 600.0), height_px=520)).save(file, "JPEG")
    return file.getvalue()


def compare(studio: Studio, cookie: str, data: bytes) -> httpx2.Response:
    return httpx2.post(
        f"{studio.address}/api/v1/compare",
        headers={"cookie": cookie, **OWN},
        files={"attempt": ("me.jpg", data)},
        data={"reference_pose": "mountain"},
        timeout=_WAIT_S,
    )


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


def stop(studio: Studio) -> str:
    """Send SIGTERM and return what was printed; fails unless it ends in time."""
    assert studio.process.stdout is not None
    began_s = time.monotonic()
    studio.process.send_signal(signal.SIGTERM)
    text = studio.process.stdout.read()
    studio.process.wait(_WAIT_S)
    assert time.monotonic() - began_s < _END_S
    return text


def slow_upload(studio: Studio, cookie: str) -> tuple[int, bytes]:
    """Begin an upload and never end it; returns what is answered all the same."""
    import http.client

    host = studio.address.removeprefix("http://")
    line = http.client.HTTPConnection(host, timeout=_WAIT_S)
    line.putrequest("POST", "/api/v1/compare")
    for name, value in {**OWN, "cookie": cookie, "content-length": "100000"}.items():
        line.putheader(name, value)
    line.putheader("content-type", "multipart/form-data; boundary=x")
    line.endheaders(
        b'--x\r\ncontent-disposition: form-data; name="attempt"; filename="a.jpg"\r\n\r\n\xff\xd8'
    )
    answer = line.getresponse()
    content = answer.read()
    line.close()
    return answer.status, content


@pytest.mark.models
def test_everybody_is_told_when_the_studio_stops(tmp_path: Path) -> None:
    data = picture()
    with served_studio(tmp_path / "data") as studio, ThreadPoolExecutor(8) as aside:
        cookies = [signed_up(studio, name) for name in ("Ada", "Ben", "Cleo")]
        sockets = contextlib.ExitStack()
        live = sockets.enter_context(socket_of(studio, cookies[0]))
        estimating = sockets.enter_context(socket_of(studio, cookies[1], "estimate"))
        live.send(json.dumps(hello()))
        live.send(encode_batch(0, tuple(FIVE[:30])))
        waiting: list[Future[httpx2.Response]] = [
            aside.submit(compare, studio, cookie, data) for cookie in cookies for _ in range(2)
        ]
        upload = aside.submit(slow_upload, studio, cookies[2])
        time.sleep(0.4)  # somewhere in the middle of it
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
