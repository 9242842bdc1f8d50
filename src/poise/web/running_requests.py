"""The requests under way, so that a studio that stops can answer them instead of breaking them off."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from poise.web.problems import problem

STOPPING = "The studio is stopping; please try again in a moment."


class RunningRequests:
    """Know the HTTP requests under way, and end them when the studio stops."""

    def __init__(self) -> None:
        self.is_stopping = False
        self._requests: set[asyncio.Task[None]] = set()

    def wrap(self, application: ASGIApp) -> ASGIApp:
        """Return an application whose requests are known."""

        async def known(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                await self._serve(application, scope, receive, send)
            else:
                await application(scope, receive, send)

        return known

    async def stop(self, patience_s: float) -> None:
        """Refuse new requests, let those under way go on for a moment, and answer the rest with 503.

        Parameters
        ----------
        patience_s : float
            The moment, in seconds.
        """
        self.is_stopping = True
        if self._requests:
            await asyncio.wait(self._requests, timeout=patience_s)
        for request in self._requests:
            request.cancel()

    async def _serve(self, application: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def noticed(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        request = asyncio.ensure_future(self._work(application, scope, receive, noticed))
        self._requests.add(request)
        try:
            # Not awaited itself: that it was cancelled by `stop` must not look like our own end.
            await asyncio.wait({request})
        finally:
            request.cancel()
            self._requests.discard(request)
        if not request.cancelled():
            request.result()
        elif not has_begun:
            await problem(503, "busy", STOPPING, {"connection": "close"})(scope, receive, send)

    async def _work(self, application: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        if self.is_stopping:
            await problem(503, "busy", STOPPING, {"connection": "close"})(scope, receive, send)
        else:
            await application(scope, receive, send)
