"""What comes over a live socket: read, and refused with a code and a reason where it is not to be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from starlette.websockets import WebSocket, WebSocketDisconnect

from poise.errors import CatalogueError, OtherProtocol, ProtocolError
from poise.studio.activity.kind import Activities
from poise.web.live.messages import (
    ITEMS,
    Finish,
    Hello,
    Ping,
    Reason,
    State,
    read_message,
    require_expected,
)
from poise.web.socket_ending import NOT_EXPECTED, NOT_READABLE


class Refused(Exception):
    """The connection is to be closed with a code and a reason; never leaves this package."""

    def __init__(self, code: int, reason: Reason, text: str) -> None:
        super().__init__(text)
        self.code, self.reason, self.text = code, reason, text


@contextmanager
def refusing_unknown_plans() -> Iterator[None]:
    """Refuse a plan whose exercise or pose is not, or no longer, there."""
    try:
        yield
    except CatalogueError as error:
        raise Refused(NOT_EXPECTED, "unknown-plan", str(error)) from error


async def receive(socket: WebSocket) -> str | bytes:
    """Return the next message of a socket.

    Raises
    ------
    WebSocketDisconnect
        If the other side is gone.
    """
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text: str | None = message.get("text")
    return text if text is not None else bytes(message["bytes"])


def read_text(message: str, activities: Activities) -> Hello | Finish | Ping:
    """Read a text message, or refuse it."""
    try:
        return read_message(message, activities)
    except OtherProtocol as error:
        raise Refused(NOT_EXPECTED, "protocol", str(error)) from error
    except ProtocolError as error:
        raise Refused(NOT_READABLE, "protocol", str(error)) from error


def read_hello(first: str | bytes, activities: Activities) -> Hello:
    """Read the first message of a connection, or refuse it."""
    message = None if isinstance(first, bytes) else read_text(first, activities)
    expect(ITEMS if message is None else message.type, State.OPENED)
    return cast(Hello, message)  # nothing else is expected first


def expect(kind: str, state: State) -> None:
    """Refuse a message that may not arrive in this state."""
    try:
        require_expected(kind, state)
    except ProtocolError as error:
        raise Refused(NOT_EXPECTED, "protocol", str(error)) from error
