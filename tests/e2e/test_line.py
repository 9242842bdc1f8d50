"""What happens on the line and on the disc while somebody is live: cuts, a client that does not read, a full disc."""

from __future__ import annotations

import json
import random
import resource
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.studio import Studio, served_studio
from tests.e2e.test_kill import FIVE, Trainee, signed_up, uninterrupted
from tests.web.live.client import hello
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from poise.studio.live.items import encode_batch

_WAIT_S = 30.0


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    with served_studio(tmp_path / "data") as studio:
        yield studio


class CutOff(Trainee):
    """A trainee whose line breaks without a word."""

    def leave(self, line: ClientConnection, _studio: Studio) -> None:
        line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.socket.shutdown(socket.SHUT_RDWR)


def session_of(number: int) -> str:
    return f"01936f3e-7c00-7000-8000-{number:012x}"


def test_cuts_of_the_line_change_nothing(studio: Studio) -> None:
    trainee = CutOff(session_of(1), signed_up(studio, "Ada"), FIVE)
    for moment in sorted(random.Random(3).sample(range(10, len(FIVE) - 10), 5)):
        with pytest.raises((WebSocketException, OSError)):
            trainee.visit(studio, moment)
    trainee.visit(studio, None)
    events, result = uninterrupted()
    assert trainee.events[: len(events)] == events
    assert trainee.summary is not None
    assert trainee.summary["sets"] == result["sets"]


@contextmanager
def opened(studio: Studio, cookie: str, session: str) -> Iterator[ClientConnection]:
    address = studio.address.replace("http", "ws", 1) + "/api/v1/live"
    headers = {"cookie": cookie, "origin": studio.address}
    with connect(address, additional_headers=headers, compression=None, open_timeout=_WAIT_S) as line:
        line.send(json.dumps(hello(session=session)))
        yield line


def until(line: ClientConnection, kind: str, **fields: Any) -> dict[str, Any]:
    while True:
        message: dict[str, Any] = json.loads(line.recv(_WAIT_S))
        if message["type"] == kind and all(message.get(name) == value for name, value in fields.items()):
            return message


def test_a_client_that_does_not_read_costs_the_others_nothing(studio: Studio) -> None:
    with opened(studio, signed_up(studio, "Slow"), session_of(2)) as slow:
        for start in range(0, len(FIVE), 4):
            slow.send(encode_batch(start, tuple(FIVE[start : start + 4])))
        other = Trainee(session_of(3), signed_up(studio, "Ada"), FIVE)
        other.visit(studio, None)
        assert other.summary is not None
        assert other.summary["attempted"] == 5
        until(slow, "durable", next=len(FIVE))  # and the slow one has lost nothing
        slow.send(json.dumps({"type": "finish", "items": len(FIVE)}))
        assert until(slow, "summary")["result"]["attempted"] == 5


def test_a_full_disc_is_told_and_nothing_is_lost_when_there_is_room_again(
    studio: Studio, tmp_path: Path
) -> None:
    cookie = signed_up(studio, "Ada")
    with opened(studio, cookie, session_of(4)) as line:
        until(line, "welcome")
        line.send(encode_batch(0, tuple(FIVE[:20])))
        until(line, "durable", next=20)
        before = resource.prlimit(studio.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(
            studio.process.pid, resource.RLIMIT_FSIZE, (4096, before[1])
        )  # no file may grow any more
        try:
            line.send(encode_batch(20, tuple(FIVE[20:60])))
            told = until(line, "error")
            assert told["reason"] == "store"
        finally:
            resource.prlimit(studio.process.pid, resource.RLIMIT_FSIZE, before)
        until(line, "durable", next=60)
        for start in range(60, len(FIVE), 30):
            line.send(encode_batch(start, tuple(FIVE[start : start + 30])))
        line.send(json.dumps({"type": "finish", "items": len(FIVE)}))
        assert until(line, "summary")["result"]["sets"] == uninterrupted()[1]["sets"]
