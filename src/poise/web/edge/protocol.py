"""HTTP and WebSocket as uvicorn speaks them, with bounds on what a client may send and how long it may take.

The bounds stand in the protocol classes because everything above them sees a request only once its head was read
whole. docs/security.md lists them.
"""

from __future__ import annotations

import asyncio
import json
import math
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from poise.web.edge.connections import Connections
from poise.web.edge.transport import MAX_UNREAD_BYTES, CountedTransport
from poise.web.headers import HEADERS

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

MAX_HEAD_BYTES = 32 * 1024  # request line and headers together, and trailers with them
MAX_HEADERS = 100  # browsers send 20, proxies add a few
MAX_PIPELINED = 8  # requests that wait for the answer before them; browsers send none
_MAX_SOCKET_LINE_BYTES = 8_000  # the library that reads the handshake takes 8,192, and says nothing above
MAX_FRAGMENTS = 256  # of one WebSocket message; browsers send one
IDLE_S = 20.0  # from opening to the first byte, and between two requests
HEAD_S = 10.0  # from the first byte to the end of the headers
BODY_S = 20.0  # for a body, and longer for one that comes at this rate:
MIN_BODY_BYTES_PER_S = 32 * 1024
CLOSE_S = 10.0  # for a client to close a WebSocket after us
_REST_S = 10.0  # for the rest of a body that was answered already
_LINGER_S = 2.0  # a client that still sends would not read the refusal if it were cut off at once
_SLICE_BYTES = (
    16 * 1024
)  # the parser copies what it holds of an unfinished header each time: quadratic in large feeds


class _Phase(Enum):
    """What the client is expected to send next."""

    IDLE = "idle"
    HEAD = "head"
    BODY = "body"
    REFUSED = "refused"


class _Refused(Exception):
    """Raised inside the parser's callbacks; the parser wraps it, so that the answer is kept beside it."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """Serve HTTP/1.1 within bounds.

    Parameters
    ----------
    connections : Connections
        Counts this one.
    options
        Uvicorn's.
    """

    def __init__(self, *, connections: Connections, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self._open = connections
        self._phase, self._since, self._deadline = _Phase.IDLE, 0.0, math.inf
        self._head_bytes = self._header_count = self._body_bytes = 0
        self._unparsed_bytes, self._was_parsed = 0, False
        self._refusal = (400, "bad-request", "The request is not valid HTTP.")
        self._counted: CountedTransport
        self._running: RequestResponseCycle | None = None

    # -- the connection as the limits see it --------------------------------------------------------------------

    @property
    def peer(self) -> str:
        """Return the address at the other end."""
        return self.client[0] if self.client else ""

    @property
    def waiting_since(self) -> float:
        """Return since when the client has to send something; infinite while an answer is being made."""
        return math.inf if self._is_answering() else self._since

    def check(self, now: float) -> None:
        """End the connection if the client sends or reads too slowly."""
        if self._counted.is_unread(now):
            self.abort()
        elif self.flow.read_paused:  # it is the application that takes its time
            self._deadline = max(self._deadline, now + BODY_S)
        elif now >= self._deadline and not (self._phase is _Phase.IDLE and self._is_answering()):
            self._expire()

    def abort(self) -> None:
        """End the connection at once."""
        self.transport.abort()

    def _is_answering(self) -> bool:
        is_read = self._phase is _Phase.IDLE or self.flow.read_paused
        return is_read and self._unanswered() is not None

    def _unanswered(self) -> RequestResponseCycle | None:
        """Return the request that came last, if it is not answered yet; others may stand before it."""
        cycle: RequestResponseCycle | None = self.cycle  # uvicorn begins with None, and does not say so
        return None if cycle is None or cycle.response_complete else cycle

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Remember which of the requests in the pipeline is being answered: uvicorn knows the last one alone."""
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def _disconnect(self) -> bool:
        """Let no request be answered any more; returns whether an answer is under way."""
        is_under_way = False
        for cycle in (self._running, self._unanswered()):
            if cycle is not None and not cycle.response_complete:
                is_under_way |= cycle.response_started
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()
        return is_under_way

    def _expect(self, phase: _Phase, within_s: float) -> None:
        self._phase, self._since = phase, self.loop.time()
        self._deadline = self._since + within_s

    def _expire(self) -> None:
        if self._phase is _Phase.IDLE:
            self.transport.close()
        elif self._phase is _Phase.REFUSED:
            self.abort()
        else:
            self._refuse(408, "too-slow", "The request came too slowly; please try again.")

    # -- the connection ------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, or end at once where there are too many."""
        self._counted = CountedTransport(cast(asyncio.Transport, transport))
        super().connection_made(self._counted)
        self._expect(_Phase.IDLE, IDLE_S)
        if not self._open.admit(self):
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._open.forget(self)
        self._disconnect()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection on; it is counted anew as a socket."""
        if any(len(name) + len(value) > _MAX_SOCKET_LINE_BYTES for name, value in self.headers):
            self._refuse(*_HEADERS_TOO_LARGE)
            return
        self._open.forget(self)
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        """Parse what came, in slices, until the request is refused or becomes a socket."""
        if self._phase is _Phase.IDLE:
            self._expect(_Phase.HEAD, HEAD_S)
        for start in range(0, len(data), _SLICE_BYTES):
            if self._phase is _Phase.REFUSED or self.transport.is_closing():
                return
            self._parse(data[start : start + _SLICE_BYTES])
            if self.transport.get_protocol() is not self:
                return

    def _parse(self, data: bytes) -> None:
        self._was_parsed = False
        super().data_received(data)
        # What the parser says nothing about is an unfinished header, an extension of a chunk, or empty lines.
        self._unparsed_bytes = 0 if self._was_parsed else self._unparsed_bytes + len(data)
        if self._unparsed_bytes > MAX_HEAD_BYTES and self._phase is not _Phase.REFUSED:
            self._refuse(*_HEADERS_TOO_LARGE)

    # -- the parser's callbacks -----------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._was_parsed = True
        self._head_bytes = self._header_count = self._body_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a part of the request line."""
        self._was_parsed = True
        self._head_bytes += len(url)
        if self._head_bytes > MAX_HEAD_BYTES:
            self._reject(414, "address-too-long", "The request's address is too long.")
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; those that come after a body count and are thrown away."""
        self._was_parsed = True
        self._head_bytes += len(name) + len(value) + 4  # ": " and the end of the line
        self._header_count += 1
        if self._head_bytes > MAX_HEAD_BYTES or self._header_count > MAX_HEADERS:
            self._reject(*_HEADERS_TOO_LARGE)
        if self._phase is not _Phase.BODY:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the request."""
        self._was_parsed = True
        if len(self.pipeline) >= MAX_PIPELINED:
            self._reject(429, "too-many-requests", "Too many requests were sent at once.")
        if not self.url.startswith(b"/") and not self._is_for_host():
            self._reject(400, "bad-request", "The request names two different hosts.")
        self._expect(_Phase.BODY, BODY_S)
        super().on_headers_complete()

    def _is_for_host(self) -> bool:
        """Whether a request line that names a host names the same as `Host` does, which is what is checked."""
        if self.url == b"*":
            return True
        named = httptools.parse_url(self.url)
        authority = (named.host or b"") + (b":%d" % named.port if named.port else b"")
        hosts = [value for name, value in self.headers if name == b"host"]
        return not named.userinfo and [authority.lower()] == [host.lower() for host in hosts]

    def on_chunk_header(self) -> None:
        """Note that a chunk begins."""
        self._was_parsed = True

    def on_chunk_complete(self) -> None:
        """Note that a chunk ends."""
        self._was_parsed = True

    def on_body(self, body: bytes) -> None:
        """Take a part of the body; one that comes at a fair rate may take longer."""
        self._was_parsed = True
        self._body_bytes += len(body)
        if self._unanswered() is not None:
            fair = self._since + BODY_S + self._body_bytes / MIN_BODY_BYTES_PER_S
            self._deadline = max(self._deadline, fair)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for the next request."""
        self._was_parsed = True
        self._expect(_Phase.IDLE, IDLE_S)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request, or for what is left of this one."""
        if self._phase is _Phase.IDLE:
            self._expect(_Phase.IDLE, IDLE_S)
        else:
            self._deadline = min(self._deadline, self.loop.time() + _REST_S)
        super().on_response_complete()

    # -- refusals -------------------------------------------------------------------------------------------------

    def _reject(self, status: int, code: str, sentence: str) -> None:
        self._refusal = (status, code, sentence)
        raise _Refused

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  (uvicorn's own sentence)
        """Refuse what the parser stopped at."""
        self._refuse(*self._refusal)

    def _refuse(self, status: int, code: str, sentence: str) -> None:
        """Answer in the place of the application and end; without an answer where one is under way already."""
        if self._disconnect() or self.transport.is_closing():
            self.transport.close()
            return
        self._expect(_Phase.REFUSED, _LINGER_S)
        self.transport.write(_problem_answer(status, code, sentence))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.flow.resume_reading()


class BoundedWebSocketProtocol(WebSocketsSansIOProtocol):
    """Serve a WebSocket within bounds.

    Parameters
    ----------
    connections : Connections
        Counts this one.
    options
        Uvicorn's.
    """

    def __init__(self, *, connections: Connections, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self._open = connections
        self._closing_since: float | None = None

    @property
    def peer(self) -> str:
        """Return the address at the other end."""
        return self.client[0] if self.client else ""

    @property
    def waiting_since(self) -> float:
        """Return infinity: a socket may be silent, and its pings tell whether somebody is there.

        One that we closed waits for the other side to do so, and gives way to all others.
        """
        return 0.0 if self.close_sent else math.inf

    def check(self, now: float) -> None:
        """End the connection if the client does not read, or does not close what we closed."""
        if self.close_sent and self._closing_since is None:
            self._closing_since = now
        is_late = self._closing_since is not None and now >= self._closing_since + CLOSE_S
        if is_late or cast(CountedTransport, self.transport).is_unread(now):
            self.abort()

    def abort(self) -> None:
        """End the connection at once."""
        self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, or end at once where there are too many."""
        super().connection_made(transport)
        if not self._open.admit(self):
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._open.forget(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; who makes us answer and never reads is cut off."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self.handle_parser_exception()
        elif self.transport.get_write_buffer_size() > MAX_UNREAD_BYTES:
            self.abort()

    def handle_connect(self, event: Request) -> None:
        """Begin, or refuse a handshake in the form of all refusals."""
        response = self.conn.accept(event)
        if response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            super().handle_connect(event)
            return
        self.handshake_initiated = self.handshake_complete = self.close_sent = True
        self.transport.write(_problem_answer(response.status_code, "bad-request", _NO_HANDSHAKE))
        self.transport.close()

    def handle_cont(self, event: Frame) -> None:
        """Take one more part of a message; empty parts would otherwise be kept without end."""
        if len(self.frames) >= MAX_FRAGMENTS:
            self.conn.fail(1009, "too many fragments")
            self.handle_parser_exception()
            return
        super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Hand a message on; one whose text is no UTF-8 ends the socket, without an entry in the log."""
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.conn.fail(1007, "text that is no UTF-8")
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        """Close after what cannot be read; uvicorn expects that the handshake is done by then."""
        if self.conn.close_sent is not None:
            super().handle_parser_exception()
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": 1006})
        self.transport.write(_problem_answer(400, "bad-request", _NO_HANDSHAKE))
        self.transport.close()


_NO_HANDSHAKE = "The request is no valid WebSocket handshake."
_HEADERS_TOO_LARGE = (431, "headers-too-large", "The request's headers are too large.")


def _problem_answer(status: int, code: str, sentence: str) -> bytes:
    body = json.dumps({"detail": sentence, "code": code}).encode()
    headers = {
        **HEADERS,
        "content-type": "application/json",
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "connection": "close",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return STATUS_LINE[status] + lines.encode("ascii") + b"\r\n" + body
