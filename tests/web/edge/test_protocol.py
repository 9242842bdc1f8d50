"""What a client may send, and how long it may take: refused before it costs anything."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import cast

import pytest
from starlette.types import Receive, Scope, Send
from tests.web.edge.server import Served, read_all, served, settle

from poise.web.edge.connections import Connections
from poise.web.edge.protocol import (
    BODY_S,
    CLOSE_S,
    HEAD_S,
    IDLE_S,
    MAX_HEAD_BYTES,
    MAX_HEADERS,
    MAX_PIPELINED,
)
from poise.web.edge.transport import UNREAD_S

GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
CLOSE = b"Connection: close\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
SOCKET = (
    b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
MANY = b"".join(b"x%d: 1\r\n" % number for number in range(MAX_HEADERS + 1))
SOME = b"".join(b"x%d: 1\r\n" % number for number in range(MAX_HEADERS // 2))
LARGE = b"a" * (MAX_HEAD_BYTES + 1)
HUGE = b"a" * 2**23


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


@pytest.mark.parametrize(
    ("name", "request_bytes", "status"),
    [
        ("one header just above the bound", GET + b"x: " + LARGE + b"\r\n\r\n", 431),
        ("one header of 8 MiB", GET + b"x: " + HUGE + b"\r\n\r\n", 431),
        ("a header that never ends", GET + b"x: " + HUGE, 431),
        ("a header's name that never ends", GET + HUGE, 431),
        ("many headers", GET + MANY + b"\r\n", 431),
        ("headers that are large together", GET + (b"x: " + b"a" * 4000 + b"\r\n") * 9 + b"\r\n", 431),
        ("a request line of 8 MiB", b"GET /" + HUGE + b" HTTP/1.1\r\n\r\n", 414),
        ("a request line just above the bound", b"GET /" + LARGE + b" HTTP/1.1\r\n\r\n", 414),
        ("a query of 8 MiB", b"GET /?q=" + HUGE, 414),
        ("a method that never ends", b"G" * 100_000, 400),
        ("empty lines without end", b"\r\n" * 100_000, 431),
        ("folded header lines", GET + b"x: a\r\n" + b" b\r\n" * 50_000, 400),
        ("noise", bytes(range(128, 256)) * 50, 400),
        ("TLS where HTTP is spoken", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500, 400),
        ("a length that is no number", POST + b"Content-Length: 1e3\r\n\r\n", 400),
        ("two lengths", POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (
            "a length and chunks",
            POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
        ),
        (
            "a request line for another host",
            b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
            400,
        ),
        (
            "a request line for another port",
            b"GET http://localhost:81/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
            400,
        ),
        ("a request line with a user", b"GET http://a@localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("many requests at once", (GET + b"\r\n") * 50, 429),
        ("a handshake with two keys", SOCKET + b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", 400),
        ("a handshake with one long header", SOCKET + b"Cookie: " + b"a" * 9000 + b"\r\n\r\n", 431),
        ("a handshake with 8 MiB of header", SOCKET + b"Cookie: " + HUGE + b"\r\n\r\n", 431),
        ("a handshake with many headers", SOCKET + MANY + b"\r\n", 431),
        ("a handshake without its key", SOCKET.rpartition(b"Sec-WebSocket-Key")[0] + b"\r\n", 400),
        ("a handshake by POST", b"POST" + SOCKET[3:] + b"\r\n", 405),
        (
            "a handshake with bytes above ASCII in its path",
            SOCKET.replace(b"/ ", b"/\xff\xfe ", 1) + b"\r\n",
            400,
        ),
        ("a handshake with a control character", SOCKET + b"x: a\x01b\r\n\r\n", 400),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_too_large_or_not_http_is_refused(name: str, request_bytes: bytes, status: int) -> None:
    async def run() -> None:
        async with served() as server:
            answer = await server.ask(request_bytes)
            assert status_of(answer) == status, name
            assert not [scope for scope in server.seen if scope["type"] == "websocket"]

    asyncio.run(run())


def test_a_refusal_is_a_problem_with_all_headers() -> None:
    async def run() -> None:
        async with served() as server:
            head, _, body = (await server.ask(GET + b"x: " + LARGE + b"\r\n\r\n")).partition(b"\r\n\r\n")
            assert json.loads(body) == {
                "detail": "The request's headers are too large.",
                "code": "headers-too-large",
            }
            assert b"content-security-policy" in head
            assert b"connection: close" in head
            assert server.seen == []

    asyncio.run(run())


@pytest.mark.parametrize(
    ("name", "request_bytes", "answered"),
    [
        ("a header within the bound", GET + CLOSE + b"x: " + b"a" * 30_000 + b"\r\n\r\n", b"0"),
        ("as many headers as browsers send", GET + CLOSE + SOME + b"\r\n", b"0"),
        ("a long address", b"GET /" + b"a" * 30_000 + b" HTTP/1.1\r\nHost: a\r\n" + CLOSE + b"\r\n", b"0"),
        ("a body", POST + CLOSE + b"Content-Length: 5\r\n\r\nabcde", b"5"),
        ("a body of 8 MiB", POST + CLOSE + b"Content-Length: 8388608\r\n\r\n" + HUGE, b"8388608"),
        ("chunks", POST + CLOSE + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", b"3"),
        (
            "many small chunks",
            POST + CLOSE + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 50_000 + b"0\r\n\r\n",
            b"50000",
        ),
        (
            "a trailer",
            POST + CLOSE + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-sum: 1\r\n\r\n",
            b"3",
        ),
        ("a request of HTTP/1.0", b"GET / HTTP/1.0\r\n\r\n", b"0"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_within_the_bounds_is_answered(name: str, request_bytes: bytes, answered: bytes) -> None:
    async def run() -> None:
        async with served() as server:
            answer = await server.ask(request_bytes)
            assert status_of(answer) == 200, name
            assert answer.endswith(b"\r\n\r\n" + answered)

    asyncio.run(run())


@pytest.mark.parametrize(
    "rest",
    [
        b"0\r\nx: " + HUGE,
        b"0\r\n" + MANY + b"\r\n",
        b"0\r\nx: " + LARGE + b"\r\n\r\n",
        b"3;" + HUGE + b"\r\nabc\r\n0\r\n\r\n",
        b"0" * 2**20,
        b"fffffffffffffffff\r\n",
    ],
    ids=[
        "a trailer of 8 MiB",
        "many trailers",
        "a trailer",
        "a chunk's extension",
        "a chunk's size",
        "overflow",
    ],
)
def test_what_stands_between_and_after_chunks_is_bounded_too(rest: bytes) -> None:
    async def run() -> None:
        async with served() as server:
            answer = await server.ask(POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", rest)
            assert status_of(answer) in {400, 431}

    asyncio.run(run())


def test_a_trailer_is_no_header() -> None:
    async def run() -> None:
        async with served() as server:
            await server.ask(
                POST + CLOSE + b"Transfer-Encoding: chunked\r\n\r\n0\r\nx-forwarded-for: 1.2.3.4\r\n\r\n"
            )
            assert b"x-forwarded-for" not in dict(server.seen[0]["headers"])

    asyncio.run(run())


def test_a_request_line_may_name_the_host_that_is_asked() -> None:
    async def run() -> None:
        async with served() as server:
            request = b"GET http://LOCALHOST:80/ HTTP/1.1\r\nHost: localhost:80\r\n" + CLOSE + b"\r\n"
            assert status_of(await server.ask(request)) == 200

    asyncio.run(run())


@pytest.mark.parametrize("field", [b"", b"Sec-WebSocket-Version: 8\r\n", b"Sec-WebSocket-Key: x\r\n"])
def test_a_handshake_is_refused_in_the_form_of_all_refusals(field: bytes) -> None:
    async def run() -> None:
        async with served() as server:
            head = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            answer = await server.ask(head + field + b"\r\n")
            assert b'"code": "bad-request"' in answer
            assert b"content-security-policy:" in answer

    asyncio.run(run())


def test_who_does_not_close_a_socket_that_we_closed_is_cut_off() -> None:
    async def run() -> None:
        async with served() as server:
            _reader, writer = await opened(server)
            writer.write(frame(1, b"close"))
            await server.later(0)
            await server.later(CLOSE_S - 1)
            assert len(server.connections) == 1
            await server.later(CLOSE_S + 1)
            assert len(server.connections) == 0
            writer.close()

    asyncio.run(run())


def test_text_that_is_no_utf8_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        async with served() as server:
            reader, writer = await opened(server)
            writer.write(frame(1, b"\xff"))
            assert b"\x03\xef" in await reader.read(100)  # 1007
            writer.close()
            await settle()

    asyncio.run(run())
    assert caplog.records == []


def test_requests_in_a_row_are_answered_in_order_up_to_a_number() -> None:
    async def run() -> None:
        async with served() as server:
            few = await server.ask((GET + b"\r\n") * MAX_PIPELINED + GET + CLOSE + b"\r\n")
            assert few.count(b"HTTP/1.1 200") == MAX_PIPELINED + 1
            many = await server.ask((GET + b"\r\n") * 20_000)
            assert many.count(b"HTTP/1.1") <= MAX_PIPELINED + 1
            assert len(server.seen) <= 2 * (MAX_PIPELINED + 1)

    asyncio.run(run())


@dataclass
class Held:
    """An application that answers when it is let, and tells what it heard and what went wrong."""

    starts: bool
    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    heard: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
        await receive()
        try:
            if self.starts:
                await send(start)
                await send({"type": "http.response.body", "body": b"a", "more_body": True})
            self.heard.append((await receive())["type"])
            await self.may_end.wait()
            if not self.starts:
                await send(start)
                await send({"type": "http.response.body", "body": b"a", "more_body": True})
            await send({"type": "http.response.body", "body": b"b"})
        except Exception as error:  # whatever the server raises would be in its log
            self.errors.append(error)
            raise


@pytest.mark.parametrize(
    ("is_under_way", "statuses"),
    [(False, [b"429"]), (True, [b"200"])],
    ids=["nothing of an answer was sent", "a part of an answer was sent"],
)
def test_too_many_requests_in_a_row_while_the_first_is_answered(
    is_under_way: bool, statuses: list[bytes]
) -> None:
    async def run() -> None:
        application = Held(is_under_way)
        async with served(application) as server:
            reader, writer = await server.connect()
            writer.write(GET + b"\r\n")
            await settle()
            writer.write((GET + b"\r\n") * (MAX_PIPELINED + 5))
            answer = await read_all(reader)
            application.may_end.set()
            await settle()
            assert re.findall(rb"HTTP/1.1 (\d+)", answer) == statuses
            assert application.heard == ["http.disconnect"]
            assert not application.errors
            writer.close()

    asyncio.run(run())


def test_the_first_of_several_requests_hears_that_its_client_has_gone() -> None:
    async def run() -> None:
        application = Held(starts=False)
        async with served(application) as server:
            _, writer = await server.connect()
            writer.write((GET + b"\r\n") * 3)
            await settle()
            await server.hang_up()
            await settle()
            assert application.heard == ["http.disconnect"]
            application.may_end.set()
            await settle()
            assert not application.errors
            assert len(server.seen) == 1

    asyncio.run(run())


@pytest.mark.parametrize(
    ("name", "start", "within_s", "status"),
    [
        ("nothing at all", b"", IDLE_S, 0),
        ("half a request line", b"GET /he", HEAD_S, 408),
        ("headers without an end", GET, HEAD_S, 408),
        ("a body that does not come", POST + b"Content-Length: 9\r\n\r\n", BODY_S, 408),
        ("half a body", POST + b"Content-Length: 9\r\n\r\nabc", BODY_S + 1, 408),
        ("chunks that do not end", POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n", BODY_S + 1, 408),
        ("trailers that do not end", POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nx: 1\r\n", BODY_S, 408),
        ("silence after an answer", GET + b"\r\n", IDLE_S, 200),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whoever_takes_too_long_is_cut_off(name: str, start: bytes, within_s: float, status: int) -> None:
    async def run() -> None:
        async with served() as server:
            reader, writer = await server.connect()
            writer.write(start)
            await server.later(within_s - 1)
            assert len(server.connections) == 1
            await server.later(within_s + 1)
            assert status_of(await read_all(reader)) == status, name
            writer.close()
            await settle()
            assert len(server.connections) == 0

    asyncio.run(run())


def test_a_trickle_does_not_buy_time() -> None:
    async def run() -> None:
        async with served() as server:
            reader, writer = await server.connect()
            writer.write(POST + b"Content-Length: 1000\r\n\r\n")
            for _ in range(3):
                writer.write(b"a")
                await server.later(BODY_S - 2)
            await server.later(BODY_S + 1)
            assert status_of(await read_all(reader)) == 408

    asyncio.run(run())


def test_a_large_body_may_take_as_long_as_a_slow_line_needs() -> None:
    async def run() -> None:
        async with served() as server:
            reader, writer = await server.connect()
            writer.write(POST + CLOSE + b"Content-Length: 8388608\r\n\r\n" + HUGE[:-10])
            await writer.drain()
            await server.later(BODY_S + 200)
            writer.write(b"a" * 10)
            assert (await read_all(reader)).endswith(b"8388608")

    asyncio.run(run())


def test_an_answer_that_takes_its_time_is_not_the_clients_fault() -> None:
    async def run() -> None:
        async with served() as server:
            _reader, writer = await server.connect()
            writer.write(GET.replace(b"/ ", b"/wait ") + b"\r\n")
            await server.later(300)
            assert len(server.connections) == 1
            writer.close()

    asyncio.run(run())


def test_who_does_not_read_the_answer_is_cut_off() -> None:
    async def run() -> None:
        async with served() as server:
            _reader, writer = await server.connect()
            cast("asyncio.Transport", writer.transport).pause_reading()
            writer.write(GET.replace(b"/ ", b"/large ") + b"\r\n")
            await server.later(0)
            await server.later(UNREAD_S - 1)
            assert len(server.connections) == 1
            await server.later(UNREAD_S + 1)
            assert len(server.connections) == 0
            writer.close()

    asyncio.run(run())


def test_who_reads_a_large_answer_slowly_gets_it_whole() -> None:
    async def run() -> None:
        async with served() as server:
            reader, writer = await server.connect()
            writer.write(GET.replace(b"/ ", b"/large ") + CLOSE + b"\r\n")
            size, seconds = 0, 0.0
            while part := await reader.read(2**18):
                size += len(part)
                seconds += 1  # the operating system holds about 4 MiB of it
                server.connections.check(asyncio.get_running_loop().time() + seconds)
            assert size > 16 * 2**20

    asyncio.run(run())


def frame(opcode: int, payload: bytes, *, final: bool = True) -> bytes:
    """Return a frame of a client, masked with zeros."""
    assert len(payload) < 126
    return bytes([opcode | (0x80 if final else 0), 0x80 | len(payload), 0, 0, 0, 0]) + payload


async def opened(server: Served) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await server.connect()
    writer.write(SOCKET + b"\r\n")
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    return reader, writer


def test_a_socket_stays_open_for_as_long_as_it_likes() -> None:
    async def run() -> None:
        async with served() as server:
            reader, writer = await opened(server)
            await server.later(3600)
            writer.write(frame(1, b"hello"))
            assert await reader.readexactly(3) == b"\x81\x015"
            writer.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("name", "frames"),
    [
        ("pings that are never read", frame(9, b"a" * 125) * 200_000),
        ("messages whose answers are never read", frame(1, b"a") * 100),
        ("empty parts without end", frame(1, b"", final=False) + frame(0, b"", final=False) * 100_000),
        ("a message above the bound", (frame(1, b"a" * 125, final=False) + frame(0, b"a" * 125, final=False) * 3000)),
        ("a frame without a mask", b"\x81\x01a"),
        ("text that is no UTF-8", frame(1, b"\xff")),
        ("a reserved opcode", frame(3, b"")),
        ("a control frame in parts", frame(9, b"", final=False)),
        ("a length of 2^63", b"\x81\xff" + b"\xff" * 8 + b"\0" * 4),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_socket_that_misbehaves_ends_and_takes_nobody_along(name: str, frames: bytes) -> None:
    async def run() -> None:
        async with served() as server:
            _reader, writer = await opened(server)
            cast("asyncio.Transport", writer.transport).pause_reading()
            writer.write(frames)
            for _ in range(5):
                await settle()
            seconds = UNREAD_S + 1
            await server.later(0)
            await server.later(seconds)
            cast("asyncio.Transport", writer.transport).resume_reading()
            writer.close()
            await settle()
            assert len(server.connections) == 0, name
            assert status_of(await server.ask(GET + CLOSE + b"\r\n")) == 200

    asyncio.run(run())


def test_many_idle_connections_of_one_address_do_not_keep_another_out() -> None:
    async def run() -> None:
        async with served(max_total=60, max_per_address=40) as server:
            held = [await server.connect() for _ in range(300)]
            await settle()
            assert len(server.connections) <= 40
            assert status_of(await server.ask(GET + CLOSE + b"\r\n", source="127.0.0.2")) == 200
            assert (
                status_of(await server.ask(GET + CLOSE + b"\r\n")) == 200
            )  # and not from the same one, either
            for _, writer in held:
                writer.close()

    asyncio.run(run())


def test_many_addresses_together_stay_below_the_total() -> None:
    async def run() -> None:
        async with served(max_total=30, max_per_address=20) as server:
            held = [await server.connect(f"127.0.0.{number % 50 + 2}") for number in range(200)]
            for _, writer in held:
                writer.write(POST + b"Content-Length: 9\r\n\r\na")
            await settle()
            assert len(server.connections) <= 30
            assert status_of(await server.ask(GET + CLOSE + b"\r\n")) == 200
            for _, writer in held:
                writer.close()

    asyncio.run(run())


def test_who_is_being_answered_does_not_give_way() -> None:
    async def run() -> None:
        async with served(max_total=3, max_per_address=3) as server:
            waiting = [await server.connect() for _ in range(3)]
            for _, writer in waiting:
                writer.write(GET.replace(b"/ ", b"/wait ") + b"\r\n")
            await settle()
            assert await server.ask(GET + CLOSE + b"\r\n") == b""
            assert len(server.connections) == 3
            for _, writer in waiting:
                writer.close()
            await settle()
            assert status_of(await server.ask(GET + CLOSE + b"\r\n")) == 200

    asyncio.run(run())


def test_an_ipv6_network_counts_as_one_address() -> None:
    class Idle:
        waiting_since = 1.0

        def __init__(self, peer: str) -> None:
            self.peer, self.is_aborted = peer, False

        def check(self, now: float) -> None:
            raise AssertionError(now)

        def abort(self) -> None:
            self.is_aborted = True

    connections = Connections(100, 2)
    neighbours = [Idle(f"2001:db8::{number}") for number in range(1, 6)]
    assert all(connections.admit(one) for one in neighbours)
    assert connections.admit(Idle("2001:db8:0:1::1"))
    assert len(connections) == 3
    assert [one.is_aborted for one in neighbours] == [True, True, True, False, False]
