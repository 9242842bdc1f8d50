"""Uploads on a real server whose lines are cut, whose requests overlap, and which is killed in their middle."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import random
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx2
import pytest
from tests.e2e.studio import Studio, free_port, served_studio
from tests.e2e.test_kill import signed_up
from tests.web.browser import OWN, PASSWORD
from tests.web.tus_client import BODY_TYPE, film, metadata

from poise.blobs import FolderBlobs
from poise.store.opening import store_at
from poise.studio.films.files import StoredFile, write_to

MIB = 2**20
_WAIT_S = 60.0


class Sender:
    """Somebody who sends one film, over lines of their own."""

    def __init__(self, address: str, cookie: str, data: bytes, upload: str = "") -> None:
        self.address, self.data = address, data
        self._headers = {**OWN, "cookie": cookie, "tus-resumable": "1.0.0"}
        self.upload = upload or self._begin()

    def _begin(self) -> str:
        given = {"upload-length": str(len(self.data)), "upload-metadata": metadata(filename="squat.mp4")}
        answer = self.ask("POST", "", given)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["location"].rpartition("/")[2])

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, content: bytes = b""
    ) -> httpx2.Response:
        address = f"{self.address}/api/v1/uploads{path}"
        given = {**self._headers, **(headers or {})}
        return httpx2.request(method, address, headers=given, content=content, timeout=_WAIT_S)

    def offset(self) -> int:
        answer = self.ask("HEAD", f"/{self.upload}")
        assert answer.status_code == 200, answer.text
        return int(answer.headers["upload-offset"])

    def send(self, start: int, stop: int | None = None) -> httpx2.Response:
        given = {"upload-offset": str(start), "content-type": BODY_TYPE}
        return self.ask("PATCH", f"/{self.upload}", given, self.data[start:stop])

    def begin_piece(self, start: int, stop: int, sent: int) -> socket.socket:
        """Announce bytes up to `stop`, send some of them, and leave the line open."""
        host, _, port = self.address.removeprefix("http://").partition(":")
        line = socket.create_connection((host, int(port)), _WAIT_S)
        head = {
            **self._headers,
            "host": f"{host}:{port}",
            "upload-offset": str(start),
            "content-type": BODY_TYPE,
            "content-length": str(stop - start),
        }
        lines = [
            f"PATCH /api/v1/uploads/{self.upload} HTTP/1.1",
            *(f"{name}: {v}" for name, v in head.items()),
        ]
        line.sendall("\r\n".join([*lines, "", ""]).encode() + self.data[start : start + sent])
        return line

    def finish(self) -> None:
        """Go on from what the studio has, as a client does that was cut."""
        while (offset := self.offset()) < len(self.data):
            answer = self.send(offset, offset + 8 * MIB)
            assert answer.status_code in {204, 409}, answer.text


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + _WAIT_S
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def until_read(line: socket.socket) -> None:
    """Wait until the studio has read all that was sent over a line: what it has not read dies with the line."""
    own, to = line.getsockname()[1], line.getpeername()[1]
    until(lambda: _waiting_bytes(own, to, "tx") == _waiting_bytes(to, own, "rx") == 0)
    # What was read is handed on before whoever comes next is answered.
    assert httpx2.get(f"http://127.0.0.1:{to}/healthz", timeout=_WAIT_S).status_code == 200


def _waiting_bytes(port: int, peer: int, way: str) -> int:
    """Return how much the system holds of a line's end: to be sent (tx) or to be read (rx)."""
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, remote, _state, queues = row.split()[1:5]
        if (int(local[-4:], 16), int(remote[-4:], 16)) == (port, peer):
            return int(queues.split(":")[way == "rx"], 16)
    return 0


def kept_sha256(data_dir: Path, upload: str) -> str:
    """Return the checksum of what a job would read."""

    async def read() -> str:
        store = store_at(data_dir, is_server=False)
        await store.open()
        try:
            found = await store.uploads.get(upload)
            assert found is not None
            file = StoredFile.of_upload(upload, found.parts)
            return await write_to(FolderBlobs(data_dir / "blobs"), file, io.BytesIO())
        finally:
            await store.close()

    return asyncio.run(read())


def assert_whole(data_dir: Path, sender: Sender) -> None:
    assert kept_sha256(data_dir, sender.upload) == hashlib.sha256(sender.data).hexdigest()
    names = {path.name for path in (data_dir / "blobs" / "uploads" / sender.upload).iterdir()}
    assert len(names) <= len(sender.data) / MIB + 1
    assert not list((data_dir / "blobs" / ".partial").iterdir())


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Studio, Path]]:
    folder = tmp_path_factory.mktemp("cuts")
    with served_studio(folder) as studio:
        yield studio, folder


@pytest.fixture
def sender(studio: tuple[Studio, Path]) -> Sender:
    cookie = signed_up(studio[0], f"person-{os.urandom(4).hex()}")
    return Sender(studio[0].address, cookie, film(5 * MIB))


@pytest.mark.parametrize("sent", [0, 1, 4095, 4096, 65_536, 3 * MIB])
def test_what_came_before_a_cut_is_kept(studio: tuple[Studio, Path], sender: Sender, sent: int) -> None:
    with closing(sender.begin_piece(0, len(sender.data), sent)) as line:
        until_read(line)
    until(lambda: sender.offset() == sent)
    sender.finish()
    assert_whole(studio[1], sender)


def test_a_newer_request_goes_on_where_an_older_one_hangs(
    studio: tuple[Studio, Path], sender: Sender
) -> None:
    with closing(sender.begin_piece(0, len(sender.data), 2 * MIB)) as line:
        until_read(line)
        answer = sender.send(0)  # it knows nothing of what came meanwhile
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
        assert line.recv(1000).startswith(b"HTTP/1.1 423 ")
    assert sender.offset() == 2 * MIB
    sender.finish()
    assert_whole(studio[1], sender)


def test_requests_that_fight_for_an_upload_leave_it_whole(
    studio: tuple[Studio, Path], sender: Sender
) -> None:
    with ExitStack() as lines:
        for size in (MIB, 70_000, 2 * MIB, 5, 3 * MIB):
            lines.enter_context(closing(sender.begin_piece(0, len(sender.data), size)))
        time.sleep(0.3)  # so that they meet; whatever the order, the film is whole
        sender.finish()
    assert_whole(studio[1], sender)


def test_who_is_signed_out_in_the_middle_is_stopped(studio: tuple[Studio, Path]) -> None:
    served, name = studio[0], f"person-{os.urandom(4).hex()}"
    sender = Sender(served.address, signed_up(served, name), film(20 * MIB))
    with closing(sender.begin_piece(0, len(sender.data), 9 * MIB)) as line:
        until(lambda: sender.offset() == 8 * MIB)
        asked = {"name": name, "password": PASSWORD}
        elsewhere = httpx2.post(f"{served.address}/api/v1/sign-in", json=asked, headers=OWN, timeout=_WAIT_S)
        cookie = "; ".join(f"{key}={value}" for key, value in elsewhere.cookies.items())
        httpx2.post(
            f"{served.address}/api/v1/password",
            json={"old": PASSWORD, "new": "another horse battery"},
            headers={**OWN, "cookie": cookie},
            timeout=_WAIT_S,
        )
        line.sendall(sender.data[9 * MIB : 17 * MIB])
        assert line.recv(1000).startswith(b"HTTP/1.1 401 ")
    again = httpx2.post(
        f"{served.address}/api/v1/sign-in",
        json={"name": name, "password": "another horse battery"},
        headers=OWN,
        timeout=_WAIT_S,
    )
    cookie = "; ".join(f"{key}={value}" for key, value in again.cookies.items())
    assert Sender(served.address, cookie, sender.data, sender.upload).offset() == 8 * MIB


def test_a_studio_that_stops_keeps_what_came(tmp_path: Path) -> None:
    port = free_port()
    with served_studio(tmp_path, port=port) as studio:
        cookie = signed_up(studio, "Ada")
        sender = Sender(studio.address, cookie, film(5 * MIB))
        with closing(sender.begin_piece(0, len(sender.data), 3 * MIB)) as line:
            until_read(line)
            studio.process.send_signal(signal.SIGTERM)
            assert studio.process.wait(_WAIT_S) == 0
    with served_studio(tmp_path, port=port):
        assert sender.offset() == 3 * MIB
        sender.finish()
    assert_whole(tmp_path, sender)


def killed_uploads(data_dir: Path, kills: int, seed: int) -> None:
    """Send a film to a studio that is killed again and again at random moments; it arrives whole."""
    chance, port = random.Random(seed), free_port()
    data = film(24 * MIB)
    with served_studio(data_dir, port=port) as studio:
        sender = Sender(studio.address, signed_up(studio, "Ada"), data)
        studio.process.kill()
        studio.process.wait(_WAIT_S)
    acknowledged = 0
    for _ in range(kills):
        with served_studio(data_dir, port=port) as studio:
            offset = sender.offset()
            assert offset >= acknowledged  # what was acknowledged is there
            if offset == len(data):
                break
            size = chance.choice([10_000, MIB // 2, 3 * MIB, 8 * MIB])
            stop = min(offset + size, len(data))
            with closing(sender.begin_piece(offset, stop, stop - offset)) as line:
                if chance.random() < 0.5:  # also killed in the middle of a piece
                    time.sleep(chance.uniform(0, 0.15))
                elif line.recv(1000).startswith(b"HTTP/1.1 204"):
                    acknowledged = stop
                studio.process.kill()
                studio.process.wait(_WAIT_S)
    with served_studio(data_dir, port=port):
        assert sender.offset() >= acknowledged
        sender.finish()
        answer = sender.ask("GET", "")
        assert [(one["id"], one["offset"]) for one in answer.json()] == [(sender.upload, len(data))]
    assert kept_sha256(data_dir, sender.upload) == hashlib.sha256(data).hexdigest()


def test_a_killed_studio_goes_on_exactly(tmp_path: Path) -> None:
    killed_uploads(tmp_path, kills=4, seed=random.randrange(10**6))


@pytest.mark.stress
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(5))
def test_a_studio_killed_many_times_goes_on_exactly(tmp_path: Path, seed: int) -> None:
    killed_uploads(tmp_path, kills=12, seed=seed)
