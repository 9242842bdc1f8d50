"""The protocol classes of the studio around a small application, on a real socket."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from poise.web.edge.connections import Connections
from poise.web.edge.protocol import BoundedHttpProtocol, BoundedWebSocketProtocol


@dataclass
class Served:
    """A server that listens, and what it counts."""

    port: int
    connections: Connections
    seen: list[Scope]
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def connect(self, source: str = "127.0.0.1") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection from one of this machine's addresses."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(source, 0))
        self._writers.append(writer)
        return reader, writer

    async def hang_up(self) -> None:
        """Close every connection from the client's side."""
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*(writer.wait_closed() for writer in self._writers), return_exceptions=True)

    async def ask(self, *parts: bytes, source: str = "127.0.0.1") -> bytes:
        """Send bytes and return everything that comes back until the connection ends."""
        reader, writer = await self.connect(source)
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
        except ConnectionError:
            pass  # refused before all was sent; the answer is there all the same
        answer = await read_all(reader)
        writer.transport.abort()
        return answer

    async def later(self, seconds: float) -> None:
        """Let the server look at its deadlines as if so much time had gone by."""
        await settle()
        self.connections.check(asyncio.get_running_loop().time() + seconds)
        await settle()


async def settle() -> None:
    """Let everything that is under way on both sides be done."""
    for _ in range(20):
        await asyncio.sleep(0.005)


async def read_all(reader: asyncio.StreamReader) -> bytes:
    """Return what comes until the other side ends; a reset counts as an end."""
    found = b""
    try:
        while part := await asyncio.wait_for(reader.read(65536), 20):
            found += part
    except ConnectionError:
        pass
    return found


async def echo_length(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the length of the body; `/large` with more than any buffer holds, `/wait` never."""
    if scope["type"] == "websocket":
        await _socket(receive, send)
        return
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    if scope["path"] == "/wait":
        await asyncio.sleep(60)
    body = b"x" * (16 * 2**20) if scope["path"] == "/large" else str(length).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _socket(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] != "websocket.disconnect":
        if message.get("text") == "close":
            await send({"type": "websocket.close", "code": 1000})
            return
        await send({"type": "websocket.send", "text": f"{len(message.get('text') or '')}"})


@asynccontextmanager
async def served(
    application: ASGIApp = echo_length, max_total: int = 500, max_per_address: int = 100
) -> AsyncIterator[Served]:
    """Serve an application; time goes by only when a test says so."""
    connections = Connections(max_total, max_per_address)
    seen: list[Scope] = []

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)
        await application(scope, receive, send)

    bounded: Any = functools.partial(BoundedWebSocketProtocol, connections=connections)
    config = uvicorn.Config(noting, ws=bounded, lifespan="off", log_config=None, ws_max_size=2**18)
    config.load()
    state = uvicorn.Server(config).server_state

    def protocol() -> asyncio.Protocol:
        return BoundedHttpProtocol(connections=connections, config=config, server_state=state, app_state={})

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    found = Served(server.sockets[0].getsockname()[1], connections, seen)
    try:
        yield found
    finally:
        server.close()
        await found.hang_up()
        for one in list(state.connections):
            cast("BoundedHttpProtocol", one).abort()
        for task in list(state.tasks):
            task.cancel()
        await asyncio.gather(*state.tasks, return_exceptions=True)
