"""The socket for browsers that cannot find a person: frames in, observations out, nothing kept."""

from __future__ import annotations

import asyncio
import dataclasses
import math
import struct
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from poise.errors import DamagedMedia, PoiseError
from poise.estimation.models import Model
from poise.pose import Part
from poise.studio.live.items import VERSION, Item, encode_item
from poise.studio.settings import media_limits
from poise.studio.streaming.picture_stream import PictureStream
from poise.web.live.signed import Identify, serve_signed_in
from poise.web.open_sockets import Hub
from poise.web.socket_ending import (
    BROKEN,
    BUSY,
    GOING_AWAY,
    NOT_EXPECTED,
    NOT_READABLE,
    OTHER_VERSION,
    end_socket,
)

if TYPE_CHECKING:
    from poise.web.identity import Identity

_TIME = struct.Struct("<d")
_SIZE = struct.Struct("<HH")
_MOST_BYTES = 256 * 1024
_CPU_S = 2 * 3600
_LONGEST_S = 24 * 3600.0
_IDLE_S = 60.0  # a browser sends several pictures a second
_FAIR_S = 20 * 60.0  # a long set of exercises


class Looking:
    """The places of those for whom the studio looks: one for each account, and none for ever while others want it.

    Parameters
    ----------
    most : int
        How many at once; each takes most of a core and 200 MB.
    clock : callable
        Returns seconds that only grow.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._since_s: dict[Estimating, float] = {}

    async def enter(self, newcomer: Estimating) -> bool:
        """Take a place; False where there is none.

        A browser of the same account gives its place up, and so does, where all are taken, whoever has had one for
        longest, if that is 20 minutes.
        """
        # Whoever else came while we waited is the older one of the two, and gives way in turn.
        while same := next((one for one in self._since_s if one.owner == newcomer.owner), None):
            await same.end(_ELSEWHERE, GOING_AWAY, "limit")
        if len(self._since_s) >= self._most and self._since_s:
            longest = min(self._since_s, key=self._since_s.__getitem__)
            if self._clock() - self._since_s[longest] >= _FAIR_S:
                await longest.end(_OTHERS, BUSY, "busy")
        if len(self._since_s) >= self._most:
            return False
        self._since_s[newcomer] = self._clock()
        return True

    def leave(self, one: Estimating) -> None:
        """Give the place back."""
        self._since_s.pop(one, None)


def estimating_router(looking: Looking, hub: Hub, identify: Identify) -> APIRouter:
    """Return the router with ``/estimate``: a float64 time and a JPEG in; width, height and a live item out."""
    router = APIRouter()

    @router.websocket("/estimate")
    async def estimate(socket: WebSocket) -> None:
        await serve_signed_in(socket, hub, identify, lambda who: Estimating(socket, who, looking))

    return router


class Estimating:
    """Look at the pictures of one browser until either side ends.

    Parameters
    ----------
    socket : WebSocket
        Accepted.
    who : Identity
        Whose it is, and the sign-in on which it rests.
    looking : Looking
        The places.
    """

    def __init__(self, socket: WebSocket, who: Identity, looking: Looking) -> None:
        self.owner, self.sign_in = who.account.identifier, who.sign_in.token_hash
        self._socket, self._looking = socket, looking
        self._work: asyncio.Task[None] | None = None
        self._is_closed = False
        self._gone = asyncio.Event()

    async def serve(self) -> None:
        """Take a place and answer picture after picture."""
        try:
            parts = _parts_of(self._socket)
            if parts is None:
                await end_socket(self._socket, NOT_EXPECTED, "protocol", OTHER_VERSION)
                return
            if not await self._looking.enter(self):
                await end_socket(self._socket, BUSY, "busy", _FULL)
                return
            await self._look(parts)
        finally:
            self._looking.leave(self)
            self._gone.set()

    async def end(self, text: str, code: int, reason: str) -> None:
        """Close from our side, saying why; the place is free when this returns. Whoever calls second only waits."""
        if not self._is_closed:
            self._is_closed = True
            await end_socket(self._socket, code, reason, text)
            if self._work is not None:
                self._work.cancel()
        await self._gone.wait()

    async def _look(self, parts: frozenset[Part]) -> None:
        self._work = asyncio.create_task(_look(self._socket, parts))
        if self._is_closed:
            self._work.cancel()
        try:
            # Not awaited itself: whoever ends the socket cancels it, which must not look like our own end.
            await asyncio.wait({self._work})
        finally:
            self._work.cancel()
        if not self._work.cancelled():
            self._work.result()


async def _look(socket: WebSocket, parts: frozenset[Part]) -> None:
    limits = dataclasses.replace(media_limits(), max_bytes=_MOST_BYTES, cpu_s=_CPU_S)
    stream = PictureStream(Model.LITE, limits, parts)
    try:
        while True:
            async with asyncio.timeout(_IDLE_S):
                await _answer_one(socket, stream)
    except TimeoutError:
        await end_socket(socket, GOING_AWAY, "idle", _IDLE)
    except (WebSocketDisconnect, WebSocketDisconnected):
        pass
    except (DamagedMedia, KeyError) as error:  # KeyError: text where a picture was expected
        await end_socket(
            socket, NOT_READABLE, "protocol", str(error) if isinstance(error, PoiseError) else _NO_PICTURE
        )
    except PoiseError as error:
        await end_socket(socket, BROKEN, "estimation", str(error))
    finally:
        # At once, and not in a thread that may have to wait for its turn; then a second cancellation, while the
        # child is reaped, must not keep it.
        stream.cancel()
        await asyncio.shield(asyncio.to_thread(stream.close))


async def _answer_one(socket: WebSocket, stream: PictureStream) -> None:
    message = await socket.receive_bytes()
    time_s = _time_of(message)
    seen = await asyncio.to_thread(stream.find, time_s, message[_TIME.size :])
    await socket.send_bytes(_SIZE.pack(*seen.image_size) + encode_item(Item.of(seen)))


def _parts_of(socket: WebSocket) -> frozenset[Part] | None:
    """Return which parts the page asks for; None for a page that speaks another version of the protocol."""
    asked = socket.query_params
    try:
        parts = frozenset(map(Part, asked.get("parts", Part.BODY.value).split(",")))
    except ValueError:
        return None
    return parts if asked.get("protocol") == str(VERSION) else None


def _time_of(message: bytes) -> float:
    time_s = _TIME.unpack_from(message)[0] if len(message) > _TIME.size else math.nan
    if not 0 <= time_s < _LONGEST_S:
        raise DamagedMedia("The picture has no time; please load the page again.")
    return float(time_s)


_ELSEWHERE = "The studio looks at your pictures elsewhere now."
_OTHERS = "Others wait for the studio to look at their pictures; please begin again a little later."
_IDLE = "No picture came for a minute; please begin again."
_FULL = "The studio looks at as many people as it can; try again later."
_NO_PICTURE = "A picture was expected; please load the page again."
