"""Twenty people are coached while somebody attacks: their answers stay quick, and nobody else is refused."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import numpy as np
import pytest
from PIL import Image
from tests.e2e.studio import Studio, served_studio
from tests.e2e.test_kill import FIVE, signed_up
from tests.e2e.test_stop import compare, picture
from tests.media.test_jpeg_scans import with_scans
from tests.web.browser import OWN
from tests.web.live.client import hello
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from poise.estimation.drawn_person import draw_person
from poise.media.jpeg_scans import MAX_SCANS
from poise.studio.live.items import encode_batch, encode_item

PEOPLE = 20
ATTACK_S = 10.0
MOST_P95_S = 0.1
MOST_MB = 400
ATTACKER = "01936f3e-7c00-7000-8000-ffffffffffff"
_WAIT_S = 60.0

Attack = Callable[[Studio, str, threading.Event], None]


def _raw(studio: Studio) -> socket.socket:
    at = urlsplit(studio.address)
    return socket.create_connection((at.hostname or "", at.port or 0), timeout=_WAIT_S)


def long_header(studio: Studio, _cookie: str, end: threading.Event) -> None:
    """Send a header of a hundred megabytes."""
    while not end.is_set():
        with contextlib.suppress(OSError), _raw(studio) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ")
            for _ in range(100):
                line.sendall(b"a" * 2**20)


def held_uploads(studio: Studio, _cookie: str, end: threading.Event) -> None:
    """Hold ten uploads without signing in."""
    head = (
        f"POST /api/v1/compare HTTP/1.1\r\nhost: {urlsplit(studio.address).netloc}\r\norigin: {studio.address}\r\n"
        "content-type: multipart/form-data; boundary=x\r\ncontent-length: 80000000\r\n\r\n"
    ).encode()
    with contextlib.ExitStack() as lines:
        for _ in range(10):
            line = lines.enter_context(_raw(studio))
            with contextlib.suppress(OSError):
                line.sendall(head + b"\0" * 2**20)
        end.wait()


def idle_connections(studio: Studio, _cookie: str, end: threading.Event) -> None:
    """Hold connections that say nothing."""
    with contextlib.ExitStack() as lines:
        for _ in range(60):
            with contextlib.suppress(OSError):
                lines.enter_context(_raw(studio))
        end.wait()


def exports(studio: Studio, cookie: str, end: threading.Event) -> None:
    """Take everything out, again and again, several times at once."""
    _together(6, end, lambda: httpx2.get(f"{studio.address}/api/v1/me/export", **_as(cookie)))


def comparisons(studio: Studio, cookie: str, end: threading.Event) -> None:
    """Compare large pictures, ten at once."""
    file = io.BytesIO()
    Image.effect_noise((3000, 3000), 90).convert("RGB").save(file, "JPEG", progressive=True)
    picture = file.getvalue()

    def compare() -> None:
        httpx2.post(
            f"{studio.address}/api/v1/compare",
            files={"attempt": ("a.jpg", picture)},
            data={"reference_pose": "mountain", "keep": "nothing"},
            **_as(cookie),
        )

    _together(10, end, compare)


def scan_bombs(studio: Studio, cookie: str, end: threading.Event) -> None:
    """Compare a picture that a decoder would go over thirty thousand times, ten at once."""
    _compare_again(studio, cookie, end, [with_scans(30_000), with_scans(MAX_SCANS)])


def expensive_pictures(studio: Studio, cookie: str, end: threading.Event) -> None:
    """Compare what takes long to decode and to search: large noise in many scans, and a crowd; ten at once."""
    noise, crowd = io.BytesIO(), io.BytesIO()
    Image.effect_noise((6000, 6000), 90).convert("RGB").save(noise, "JPEG", progressive=True)
    people = np.full((1400, 2000, 3), 200, np.uint8)
    for number in range(40):
        at_px = (200.0 + number % 8 * 220, 250.0 + number // 8 * 220)
        people = draw_person((2000, 1400), foot_px=at_px, height_px=200.0, onto=people)
    Image.fromarray(people).save(crowd, "JPEG")
    _compare_again(studio, cookie, end, [noise.getvalue(), crowd.getvalue()])


def _compare_again(studio: Studio, cookie: str, end: threading.Event, pictures: list[bytes]) -> None:
    chosen = itertools.cycle(pictures)

    def compare() -> None:
        answer = httpx2.post(
            f"{studio.address}/api/v1/compare",
            files={"attempt": ("a.jpg", next(chosen))},
            data={"reference_pose": "mountain", "keep": "nothing"},
            **_as(cookie),
        )
        if answer.status_code == 429:
            end.wait(0.5)

    _together(10, end, compare)


def foreign_hosts(studio: Studio, _cookie: str, end: threading.Event) -> None:
    """Sign up as a page does whose name was bent to point here, over HTTP and as a socket."""
    foreign = {"host": "rebound.example", "origin": "http://rebound.example"}
    handshake = {"connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13"}
    handshake["sec-websocket-key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    given = {"name": "Rebound", "password": "correct horse battery"}

    def ask() -> None:
        signed = httpx2.post(f"{studio.address}/api/v1/sign-up", json=given, headers=foreign, timeout=_WAIT_S)
        opened = httpx2.get(
            f"{studio.address}/api/v1/live", headers={**foreign, **handshake}, timeout=_WAIT_S
        )
        assert (signed.status_code, opened.status_code) == (421, 421)

    _together(4, end, ask)


def pings_that_are_no_numbers(studio: Studio, cookie: str, end: threading.Event) -> None:
    """Ping with NaN; each such socket is told why it ends."""
    while not end.is_set():
        with contextlib.suppress(OSError, TimeoutError), _live(studio, cookie) as line:
            line.send(json.dumps(hello(session=ATTACKER)))
            line.send('{"type": "ping", "at": NaN}')
            heard = []
            with contextlib.suppress(WebSocketException):
                while True:
                    heard.append(json.loads(line.recv(_WAIT_S)))
            assert [one["reason"] for one in heard if one["type"] == "error"] == ["protocol"]


def recognitions(studio: Studio, cookie: str, end: threading.Event) -> None:
    """Have movements recognised, four at once."""
    body = b"".join(encode_item(item) for item in FIVE)
    _together(4, end, lambda: httpx2.post(f"{studio.address}/api/v1/recognise", content=body, **_as(cookie)))


def unread_pings(studio: Studio, cookie: str, end: threading.Event) -> None:
    """Ping without end, with NaN in between, and read nothing."""
    ping = json.dumps({"type": "ping", "at": 1.0})
    while not end.is_set():
        with contextlib.suppress(OSError, WebSocketException, TimeoutError), _live(studio, cookie) as line:
            line.send(json.dumps(hello(session=ATTACKER)))
            for number in range(100_000):
                if end.is_set():
                    return
                line.send('{"type": "ping", "at": NaN}' if number == 50_000 else ping)


def _as(cookie: str) -> dict[str, Any]:
    return {"headers": {"cookie": cookie, **OWN}, "timeout": _WAIT_S}


def _together(count: int, end: threading.Event, act: Callable[[], object]) -> None:
    def again() -> None:
        while not end.is_set():
            with contextlib.suppress(httpx2.HTTPError):
                act()

    with ThreadPoolExecutor(count) as pool:
        for one in [pool.submit(again) for _ in range(count)]:
            one.result()


@contextlib.contextmanager
def _live(studio: Studio, cookie: str) -> Iterator[ClientConnection]:
    address = studio.address.replace("http", "ws", 1) + "/api/v1/live"
    headers = {"cookie": cookie, "origin": studio.address}
    with connect(address, additional_headers=headers, open_timeout=_WAIT_S, compression=None) as line:
        yield line


def coached(studio: Studio, cookie: str, number: int, end: threading.Event) -> list[float]:
    """Be coached at ten frames a second until the end; returns how long each ping took, in seconds."""
    took = []
    with _live(studio, cookie) as line:
        line.send(json.dumps(hello(session=f"01936f3e-7c00-7000-8000-{number:012x}")))
        for at, item in enumerate(FIVE):
            if end.is_set():
                break
            line.send(encode_batch(at, (item,)))
            asked_s = time.perf_counter()
            line.send(json.dumps({"type": "ping", "at": at}))
            while json.loads(line.recv(_WAIT_S)).get("type") != "pong":
                pass
            took.append(time.perf_counter() - asked_s)
            end.wait(0.1)
    return took


def compared(studio: Studio, cookie: str, end: threading.Event) -> set[int]:
    """Compare now and then, as somebody does who is no attacker; returns what was answered."""
    statuses, picture_of_me = set(), picture()
    while not end.is_set():
        statuses.add(compare(studio, cookie, picture_of_me, 2 * _WAIT_S).status_code)
        end.wait(2.0)
    return statuses


def resident_mb(pid: int) -> int:
    text = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in text.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024


def attacked(folder: Path, attack: Attack, people: int, attack_s: float) -> tuple[list[float], int, set[int]]:
    """Attack a studio; returns how long pings took, its greatest size in MB, and what a bystander was answered."""
    with served_studio(folder) as studio, ThreadPoolExecutor(people + 2) as pool:
        attacker, bystander = signed_up(studio, "Mallory"), signed_up(studio, "Ada")
        cookies = [bystander if number < 4 else "" for number in range(people)]
        for number in range(4, people):
            cookies[number] = (
                signed_up(studio, f"Person {number}") if number % 4 == 0 else cookies[number - 1]
            )
        end = threading.Event()
        trainees = [
            pool.submit(coached, studio, cookie, number, end) for number, cookie in enumerate(cookies)
        ]
        attacking = pool.submit(attack, studio, attacker, end)
        comparing = pool.submit(compared, studio, signed_up(studio, "Ben"), end)
        statuses, peak_mb, until_s = set(), 0, time.monotonic() + attack_s
        while time.monotonic() < until_s:
            answer = httpx2.get(
                f"{studio.address}/api/v1/sessions", headers={"cookie": bystander}, timeout=_WAIT_S
            )
            statuses.add(answer.status_code)
            peak_mb = max(peak_mb, resident_mb(studio.process.pid))
        end.set()
        took = [one for trainee in trainees for one in trainee.result(_WAIT_S)]
        attacking.result(_WAIT_S)
        statuses |= comparing.result(3 * _WAIT_S)
    return took, peak_mb, statuses


ATTACKS = [
    long_header,
    held_uploads,
    idle_connections,
    foreign_hosts,
    exports,
    comparisons,
    scan_bombs,
    expensive_pictures,
    recognitions,
    unread_pings,
    pings_that_are_no_numbers,
]


@pytest.mark.models
@pytest.mark.parametrize("attack", [long_header, recognitions, foreign_hosts, scan_bombs])
def test_somebody_else_is_answered_during_an_attack(tmp_path: Path, attack: Attack) -> None:
    took, peak_mb, statuses = attacked(tmp_path / "data", attack, people=2, attack_s=2.0)
    assert took
    assert statuses == {200}
    assert peak_mb < MOST_MB


@pytest.mark.stress
@pytest.mark.parametrize("attack", ATTACKS)
def test_twenty_people_hardly_notice_an_attack(tmp_path: Path, attack: Attack) -> None:
    took, peak_mb, statuses = attacked(tmp_path / "data", attack, PEOPLE, ATTACK_S)
    p95_s = statistics.quantiles(took, n=20)[-1]
    print(f"{attack.__name__}: p95 {1000 * p95_s:.0f} ms of {len(took)} pings, {peak_mb} MB")
    assert statuses == {200}
    assert peak_mb < MOST_MB
    assert p95_s < MOST_P95_S
