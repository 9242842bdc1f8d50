"""How a socket is ended: the codes, and the one sentence before."""

from __future__ import annotations

import asyncio
import contextlib
import json

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from poise.catalogue.translation import Language, translate
from poise.web.language import language_of

FINISHED, GOING_AWAY, NOT_EXPECTED, NOT_READABLE, NOT_ALLOWED = 1000, 1001, 1002, 1007, 1008
BROKEN, BUSY = 1011, 1013
SIGNED_OUT = "You were signed out."
OTHER_VERSION = "This page is of another version than the studio; please load the page again."
_MOST_REASON_BYTES = 123  # RFC 6455, section 5.5
_PATIENCE_S = 1.0  # a peer that reads nothing must not hold up whoever ends its socket


async def end_socket(
    socket: WebSocket, code: int, reason: str, text: str, language: Language | None = None
) -> None:
    """Say why, in the page's or else the browser's language, and close; who has gone already is not told."""
    text = translate(text, language or language_of(socket.headers))
    with contextlib.suppress(WebSocketDisconnect, WebSocketDisconnected, TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            await socket.send_text(json.dumps({"type": "error", "reason": reason, "text": text}))
            await socket.close(code, text if len(text.encode()) <= _MOST_REASON_BYTES else None)
