"""What a live socket sends: events once each and in order, what is durable, answers, and the newest state."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from poise.catalogue.translation import Language, translate_result
from poise.studio.activity.activity import LiveState
from poise.studio.live import LiveSession
from poise.web.live.messages import (
    Durable,
    ErrorMessage,
    EventMessage,
    Outgoing,
    Pong,
    StateMessage,
    SummaryMessage,
    written,
)
from poise.web.live.replies import Replies
from poise.web.socket_ending import FINISHED


async def send(socket: WebSocket, message: Outgoing, language: Language) -> None:
    """Send one message, its words for people in a language."""
    document = message.model_dump(mode="json")
    await socket.send_text(written(translate_result(document, language)))


class Sender:
    """Tell a page what happens in its session.

    Parameters
    ----------
    socket : WebSocket
        Accepted.
    language : Language
        Of what people read.
    live : LiveSession
        The session.
    events : int
        How many events the page has.
    durable : int
        How many items the page knows to be durable.
    state : LiveState
        The state that the page knows.
    """

    def __init__(
        self,
        socket: WebSocket,
        language: Language,
        live: LiveSession,
        *,
        events: int,
        durable: int,
        state: LiveState,
    ) -> None:
        self._socket, self._language, self._live = socket, language, live
        self._sent_events, self._durable, self._sent_durable, self._sent_state = (
            events,
            durable,
            durable,
            state,
        )
        self._replies = Replies()
        self._news = asyncio.Event()
        self._news.set()
        self._is_finished = False

    def wake(self) -> None:
        """Send what is new in the session."""
        self._news.set()

    def acknowledge(self, durable: int) -> None:
        """Send that so many items are durable."""
        self._durable = durable
        self.wake()

    def reply(self, message: Pong | ErrorMessage) -> None:
        """Send an answer, after what happened before it."""
        self._replies.add(message)
        self.wake()

    def finish(self, summary: SummaryMessage) -> None:
        """Send what came out as the last message, and close the socket."""
        self._is_finished = True
        self._replies.add(summary)
        self.wake()

    async def run(self) -> None:
        """Send until the session is finished or nobody listens any more."""
        with contextlib.suppress(WebSocketDisconnect, WebSocketDisconnected):
            while True:
                await self._news.wait()
                self._news.clear()
                await self._send_news()
                if self._is_finished and not self._replies:
                    await self._socket.close(FINISHED)
                    return

    async def _send_news(self) -> None:
        while self._sent_events < len(self._live.events):
            event = self._live.events[self._sent_events]
            self._sent_events += 1
            await self._send(EventMessage(**dict(event)))
        if self._durable > self._sent_durable:
            self._sent_durable = self._durable
            await self._send(Durable(next=self._sent_durable))
        while self._replies:
            await self._send(self._replies.take())
        if not self._is_finished:
            await self._send_state()

    async def _send_state(self) -> None:
        state = self._live.state
        if state != self._sent_state:
            self._sent_state = state
            await self._send(StateMessage(item=self._live.items, state=state))

    async def _send(self, message: Outgoing) -> None:
        await send(self._socket, message, self._language)
