"""The socket for browsers that cannot find the body: pictures in, landmarks out, nothing kept."""

from __future__ import annotations

import asyncio
import dataclasses
import math
import struct
from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from poise.errors import DamagedMedia, PoiseError
from poise.estimation.models import Model
from poise.store import Account
from poise.studio.picture_stream import PictureStream
from poise.studio.settings import media_limits
from poise.web.live.ending import BROKEN, BUSY, NOT_ALLOWED, NOT_READABLE, end_socket

_TIME = struct.Struct("<d")
_HEAD = struct.Struct("<dHH")
_MOST_BYTES = 256 * 1024
_CPU_S = 2 * 3600
_LONGEST_S = 24 * 3600.0


class Looking:
    """How many the studio looks for at once.

    Parameters
    ----------
    most : int
        Each takes most of a core and 200 MB.
    """

    def __init__(self, most: int) -> None:
        self._most, self._now = most, 0

    def enter(self) -> bool:
        """Take a place; False where there is none."""
        if self._now >= self._most:
            return False
        self._now += 1
        return True

    def leave(self) -> None:
        """Give the place back."""
        self._now -= 1


def estimating_router(
    looking: Looking, account_of: Callable[[WebSocket], Awaitable[Account | None]]
) -> APIRouter:
    """Return the router with ``/estimate``: a float64 time and a JPEG in; time, width, height, landmarks out."""
    router = APIRouter()

    @router.websocket("/estimate")
    async def estimate(socket: WebSocket) -> None:
        if await account_of(socket) is None:
            await socket.close(NOT_ALLOWED)
            return
        await socket.accept()
        if not looking.enter():
            await end_socket(
                socket, BUSY, "busy", "The studio looks at as many people as it can; try again later."
            )
            return
        try:
            await _look(socket)
        finally:
            looking.leave()

    return router


async def _look(socket: WebSocket) -> None:
    limits = dataclasses.replace(media_limits(), max_bytes=_MOST_BYTES, cpu_s=_CPU_S)
    stream = PictureStream(Model.LITE, limits)
    try:
        while True:
            message = await socket.receive_bytes()
            time_s = _time_of(message)
            seen = await asyncio.to_thread(stream.find, time_s, message[_TIME.size :])
            values = b"" if seen.values is None else seen.values.tobytes()
            await socket.send_bytes(_HEAD.pack(time_s, *seen.image_size) + values)
    except (WebSocketDisconnect, WebSocketDisconnected):
        pass
    except (DamagedMedia, KeyError) as error:  # KeyError: text where a picture was expected
        await end_socket(
            socket, NOT_READABLE, "protocol", str(error) if isinstance(error, PoiseError) else _NO_PICTURE
        )
    except PoiseError as error:
        await end_socket(socket, BROKEN, "estimation", str(error))
    finally:
        await asyncio.to_thread(stream.close)


def _time_of(message: bytes) -> float:
    time_s = _TIME.unpack_from(message)[0] if len(message) > _TIME.size else math.nan
    if not 0 <= time_s < _LONGEST_S:
        raise DamagedMedia("The picture has no time; please load the page again.")
    return float(time_s)


_NO_PICTURE = "A picture was expected; please load the page again."
