"""One live connection: reads batches, feeds the session, and lets a writer and a sender do the rest."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from poise.errors import DamagedRecording, QuotaReached, StoreError
from poise.store import Account, Session, SessionState, Store
from poise.studio.activities import BUILT_IN
from poise.studio.activity.activity import Plan
from poise.studio.activity.kind import Activities
from poise.studio.live import LiveSession, decode_batch
from poise.studio.sessions.access import may_change
from poise.studio.sessions.live import Log, complete, finish, live_session, new_session, rebuild
from poise.studio.sessions.reopening import reopen
from poise.web.language import language_of
from poise.web.live.item_writer import ItemWriter
from poise.web.live.messages import (
    ITEMS,
    NO_FORMER_EVENTS,
    ErrorMessage,
    Finish,
    Hello,
    Ping,
    Pong,
    State,
    SummaryMessage,
    Welcome,
)
from poise.web.live.reading import Refused, expect, read_hello, read_text, receive, refusing_unknown_plans
from poise.web.live.sender import Sender, send
from poise.web.open_sockets import ELSEWHERE, FINISHED_ELSEWHERE, Hub
from poise.web.socket_ending import (
    BROKEN,
    BUSY,
    FINISHED,
    GOING_AWAY,
    NOT_ALLOWED,
    NOT_EXPECTED,
    NOT_READABLE,
    end_socket,
)

if TYPE_CHECKING:
    from poise.studio.sessions.quota import Quota

HELLO_S = 15.0  # from opening to the first message
_PATIENCE_S = 10.0  # for what is to be written when the connection ends

_LOG = logging.getLogger("poise.web")
_FAILED = "Something went wrong in the studio; please load the page again."


class Connection:
    """Serve one socket of a signed-in person, from `hello` to its end.

    Parameters
    ----------
    socket : WebSocket
        Accepted.
    account : Account
        Whose it is.
    store : Store
        Where items become durable.
    hub : Hub
        Knows the other connections.
    sign_in : str
        The token hash of the sign-in on which the socket rests.
    quota : Quota, optional
        How much the account may keep; asked before a session begins, never later.
    activities : Activities, optional
        What can be done live.
    """

    def __init__(
        self,
        socket: WebSocket,
        account: Account,
        store: Store,
        hub: Hub,
        sign_in: str,
        *,
        quota: Quota | None = None,
        activities: Activities = BUILT_IN,
    ) -> None:
        self.account, self.owner, self.sign_in = account, account.identifier, sign_in
        self._socket, self._store, self._hub, self._quota = socket, store, hub, quota
        self._activities = activities
        self._language = language_of(socket.headers)
        self._state = State.OPENED
        self._record: Session
        self._live: LiveSession
        self._log: Log
        self._writer: ItemWriter
        self._sender: Sender
        self._expected = 0
        self._session = self._entry = ""
        self._is_closed = False
        self._greeting: asyncio.Task[Hello | None] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._gone = asyncio.Event()

    async def serve(self) -> None:
        """Talk until either side ends; what was received is written before this returns."""
        try:
            self._greeting = asyncio.create_task(self._greet())
            # Not awaited itself: whoever ends the connection cancels it, which must not look like our own end.
            await asyncio.wait({self._greeting})
            hello = None if self._greeting.cancelled() else self._greeting.result()
            if hello is not None:
                await self._coach(hello)
        except Refused as refused:
            await self._refuse(refused)
        except (WebSocketDisconnect, WebSocketDisconnected):
            pass
        except QuotaReached as error:
            await self._refuse(Refused(NOT_ALLOWED, "quota", str(error)))
        except StoreError as error:
            await self._refuse(Refused(BROKEN, "store", str(error)))
        except Exception:  # noqa: BLE001  (logged; whoever is live must not wait for a socket that says nothing)
            _LOG.exception("a live connection failed")
            await self._refuse(Refused(BROKEN, "failed", _FAILED))
        finally:
            if self._greeting is not None:
                self._greeting.cancel()
            self._hub.leave(self._session, self)
            self._gone.set()

    async def end(self, text: str, code: int = GOING_AWAY, reason: str = "limit") -> None:
        """Close from our side, saying why, and wait until all is written."""
        self._is_closed = True
        await end_socket(self._socket, code, reason, text, self._language)
        for task in (self._greeting, self._reading):
            if task is not None:
                task.cancel()  # the other side may be gone without a word: do not wait for it
        await self._gone.wait()

    async def recheck(self) -> None:
        """End it where the session is closed, or goes on in a connection of another server."""
        if not self._entry or self._is_closed:
            return
        known = await self._store.sessions.get(self._session)
        if self._state is State.LIVE and (known is None or known.state is not SessionState.OPEN):
            await self.end(FINISHED_ELSEWHERE)
        elif not await self._log.is_newest(self._entry):
            await self.end(ELSEWHERE)

    # -- the beginning ------------------------------------------------------------------------------------------

    async def _greet(self) -> Hello | None:
        try:
            async with asyncio.timeout(HELLO_S):
                first = await receive(self._socket)
        except TimeoutError:
            raise Refused(
                NOT_EXPECTED, "protocol", "No hello came in time; please load the page again."
            ) from None
        hello = read_hello(first, self._activities)
        self._language = hello.language or self._language
        if hello.account not in {None, self.account.identifier}:
            raise Refused(NOT_ALLOWED, "not-yours", "Somebody else is signed in now; sign in again to go on.")
        if self._hub.is_of_another(self.account.identifier, hello.session):
            raise Refused(NOT_ALLOWED, "not-yours", "This session cannot be opened.")
        if not self._hub.has_room(self.account.identifier, hello.session):
            raise Refused(BUSY, "limit", "You are live in several places already; finish one of them first.")
        self._session = hello.session
        await self._hub.enter(hello.session, self)
        return hello

    async def _coach(self, hello: Hello) -> None:
        await self._begin(hello)
        if self._state is State.FINISHED or self._is_closed:
            return
        reading, writing, sending = (
            asyncio.create_task(work()) for work in (self._read, self._write, self._sender.run)
        )
        self._reading = reading
        try:
            await asyncio.wait({reading, writing, sending}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done() and sending.exception() is None:  # nobody listens; what came is read still
                await asyncio.wait({reading, writing}, return_when=asyncio.FIRST_COMPLETED)
            for task in (sending, writing, reading):
                if task.done() and not task.cancelled():
                    task.result()
        finally:
            await self._end(reading, writing, sending)

    async def _begin(self, hello: Hello) -> None:
        known = await self._store.sessions.get(hello.session)
        if known is None:
            with refusing_unknown_plans():  # before anything is kept of it
                plan = await self._activities.complete(self._store, self.account, hello.plan)
                record = self._new_session(hello, plan)
                live_session(record, self._activities)
            if self._quota is not None:
                await self._quota.require(self.account.identifier)
            known = await self._store.sessions.add(record)
        if not may_change(self.account, known):
            raise Refused(NOT_ALLOWED, "not-yours", "This session cannot be opened.")
        if not self._activities.knows(known.kind):
            raise Refused(NOT_EXPECTED, "protocol", "This session is a comparison; nobody can go on in it.")
        known = await reopen(self._store, known, hello.items)
        if known.state is not SessionState.OPEN:
            await self._repeat_summary(known)
            return
        self._record = known
        with refusing_unknown_plans():
            self._live = await rebuild(self._store, known, self._activities)
        self._log = await Log.of(self._store, known.identifier)
        name = "resumed" if self._log.number else "started"
        self._entry = await self._log.enter(name, {"items": self._live.items})
        self._hub.announce(known.identifier)
        self._writer = self._new_writer()
        self._sender = self._new_sender(hello)
        self._state = State.LIVE
        await self._send(
            Welcome(
                session=known.identifier,
                next=self._live.items,
                events=len(self._live.events),
                time_s=self._live.time_s,
                state=self._live.state,
            )
        )

    def _new_writer(self) -> ItemWriter:
        return ItemWriter(
            self._store,
            self._record.identifier,
            self._live.items,
            is_newest=lambda: self._log.is_newest(self._entry),
            on_written=lambda: self._sender.acknowledge(self._writer.durable),
            on_error=lambda text: self._sender.reply(ErrorMessage(reason="store", text=text)),
        )

    def _new_sender(self, hello: Hello) -> Sender:
        # Not the number of the events that the durable items give, where that is less: what a killed studio told of
        # items that were not durable yet, this one finds again in the same items, and the browser has it.
        is_new_page = hello.events >= NO_FORMER_EVENTS
        return Sender(
            self._socket,
            self._language,
            self._live,
            events=len(self._live.events) if is_new_page else hello.events,
            durable=self._live.items,
            state=self._live.state,
        )

    def _new_session(self, hello: Hello, plan: Plan) -> Session:
        return new_session(
            self.account,
            hello.session,
            plan,
            hello.image_size,
            hello.started_ms,
            sent_ms=hello.sent_ms,
            activities=self._activities,
        )

    async def _repeat_summary(self, record: Session) -> None:
        await complete(self._store, record, self._activities)
        self._state = State.FINISHED
        await self._send(self._summary(record))
        await self._socket.close(FINISHED)

    def _summary(self, closed: Session) -> SummaryMessage:
        result = self._activities.read_details(closed.kind, closed.details)
        return SummaryMessage(session=closed.identifier, result=result)

    # -- reading ------------------------------------------------------------------------------------------------

    async def _read(self) -> None:
        while self._state is not State.FINISHED:
            message = await receive(self._socket)
            if isinstance(message, bytes):
                expect(ITEMS, self._state)
                self._take(message)
                await self._writer.wait_for_room(self._live.items)
            else:
                self._answer(read_text(message, self._activities))

    def _answer(self, message: Hello | Finish | Ping) -> None:
        expect(message.type, self._state)
        if isinstance(message, Ping):
            self._sender.reply(Pong(at=message.at))
        elif isinstance(message, Finish):
            self._expected, self._state = message.items, State.FINISHING
            self._writer.finish(message.items)

    def _take(self, message: bytes) -> None:
        try:
            batch = decode_batch(message)
            if batch.first > self._live.items:
                raise Refused(
                    NOT_EXPECTED,
                    "protocol",
                    f"Item {self._live.items} is missing; please load the page again.",
                )
            fresh = batch.since(self._live.items)
            if self._state is State.FINISHING and fresh.first + len(fresh.items) > self._expected:
                raise Refused(NOT_EXPECTED, "protocol", "The session was finished before these items.")
            for item in fresh.items:
                self._live.take(item)
        except DamagedRecording as error:
            raise Refused(NOT_READABLE, "protocol", str(error)) from error
        if fresh.items:
            self._writer.add(fresh)
            self._sender.wake()

    async def _write(self) -> None:
        if await self._writer.run():
            closed = await finish(self._store, self._record, self._live, activities=self._activities)
            self._state = State.FINISHED
            self._sender.finish(self._summary(closed))

    async def _send(self, message: Welcome | SummaryMessage) -> None:
        await send(self._socket, message, self._language)

    # -- the end ------------------------------------------------------------------------------------------------

    async def _end(self, *tasks: asyncio.Task[None]) -> None:
        reading, writing, sending = tasks
        self._writer.stop()
        reading.cancel()
        await asyncio.wait({writing}, timeout=_PATIENCE_S)
        if self._state is State.FINISHED:
            await asyncio.wait({sending}, timeout=_PATIENCE_S)
        for task in tasks:
            task.cancel()
        # Not gather: when this very task is cancelled, it would raise a child's cancellation in the place of ours.
        await asyncio.wait(tasks)
        for task in tasks:
            if not task.cancelled():
                task.exception()  # seen: what matters was raised by then
        if self._state is not State.FINISHED:
            await self._log.note("interrupted", {"items": self._writer.durable})

    async def _refuse(self, refused: Refused) -> None:
        await end_socket(self._socket, refused.code, refused.reason, refused.text, self._language)
