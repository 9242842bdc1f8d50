"""One live connection: reads batches, feeds the coach, makes items durable, and tells what happened."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from poise.catalogue.translation import translate_result
from poise.errors import (
    Conflict,
    DamagedRecording,
    QuotaReached,
    StoreError,
    StoreUnavailable,
)
from poise.store import Account, Session, SessionState, Store
from poise.studio.activities import BUILT_IN
from poise.studio.activity.activity import LiveState, Plan
from poise.studio.activity.kind import Activities
from poise.studio.live import Batch, LiveSession, decode_batch
from poise.studio.sessions.access import may_change
from poise.studio.sessions.live import Log, complete, finish, live_session, new_session, rebuild
from poise.studio.sessions.stream import append_items
from poise.web.language import language_of
from poise.web.live.messages import (
    ITEMS,
    NO_FORMER_EVENTS,
    Durable,
    ErrorMessage,
    EventMessage,
    Finish,
    Hello,
    Outgoing,
    Ping,
    Pong,
    State,
    StateMessage,
    SummaryMessage,
    Welcome,
    written,
)
from poise.web.live.reading import Refused, expect, read_hello, read_text, receive, refusing_unknown_plans
from poise.web.live.replies import Replies
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
MAX_PENDING = 128  # items in memory that are not durable yet; above, the socket is not read
_GROUP_S = 0.1  # items of this long are made durable together
_RETRY_S = 0.5  # after the store did not answer
_PATIENCE_S = 10.0  # for what is to be written when the connection ends


_LOG = logging.getLogger("poise.web")
_MOVED = "The session moves to another server of the studio; the connection comes back by itself."
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
        self._pending: list[Batch] = []
        self._durable = self._told_durable = self._told_events = self._expected = 0
        self._told_state: LiveState
        self._replies = Replies()
        self._news, self._work, self._room = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._is_ending = False
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
        reading, keeping, telling = (
            asyncio.create_task(work()) for work in (self._read, self._keep, self._tell)
        )
        self._reading = reading
        try:
            await asyncio.wait({reading, keeping, telling}, return_when=asyncio.FIRST_COMPLETED)
            if (
                telling.done() and telling.exception() is None
            ):  # nobody listens any more; what came is read still
                await asyncio.wait({reading, keeping}, return_when=asyncio.FIRST_COMPLETED)
            for task in (telling, keeping, reading):
                if task.done() and not task.cancelled():
                    task.result()
        finally:
            await self._end(reading, keeping, telling)

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
        self._durable = self._told_durable = self._expected = self._live.items
        # Not the number of the events that the durable items give, where that is less: what a killed studio told of
        # items that were not durable yet, this one finds again in the same items, and the browser has it.
        is_new_page = hello.events >= NO_FORMER_EVENTS
        self._told_events = len(self._live.events) if is_new_page else hello.events
        self._state = State.LIVE
        self._told_state = self._live.state
        await self._say(
            Welcome(
                session=known.identifier,
                next=self._durable,
                events=len(self._live.events),
                time_s=self._live.time_s,
                state=self._told_state,
            )
        )
        self._news.set()

    def _new_session(self, hello: Hello, plan: Plan) -> Session:
        return new_session(
            self.account,
            hello.session,
            plan,
            hello.image_size,
            hello.started_ms,
            activities=self._activities,
        )

    async def _repeat_summary(self, record: Session) -> None:
        await complete(self._store, record, self._activities)
        self._state = State.FINISHED
        await self._say(self._summary(record))
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
                await self._wait_for_room()
            else:
                self._answer(read_text(message, self._activities))

    def _answer(self, message: Hello | Finish | Ping) -> None:
        expect(message.type, self._state)
        if isinstance(message, Ping):
            self._replies.add(Pong(at=message.at))
        elif isinstance(message, Finish):
            self._expected, self._state = message.items, State.FINISHING
            self._work.set()
        self._news.set()

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
            self._pending.append(fresh)
            self._work.set()
            self._news.set()

    async def _wait_for_room(self) -> None:
        while self._live.items - self._durable > MAX_PENDING and not self._is_ending:
            self._room.clear()
            await self._room.wait()

    # -- keeping ------------------------------------------------------------------------------------------------

    async def _keep(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            if self._pending:
                await self._keep_pending()
            if self._state is State.FINISHING and self._durable == self._expected:
                await self._finish()
                return
            if self._is_ending and not self._pending:
                return
            if not self._is_ending:
                await asyncio.sleep(_GROUP_S)

    async def _keep_pending(self) -> None:
        batches, self._pending = self._pending, []
        data = b"".join(batch.data for batch in batches)
        count = sum(len(batch.items) for batch in batches)
        while True:
            try:
                durable = await append_items(
                    self._store, self._record.identifier, batches[0].first, count, data
                )
                break
            except Conflict:
                raise await self._overtaken() from None
            except StoreUnavailable as error:
                self._replies.add(ErrorMessage(reason="store", text=str(error)))
                self._news.set()
                await asyncio.sleep(_RETRY_S)
        if durable < batches[0].first + count:  # the stream is not there any more
            raise Refused(
                NOT_ALLOWED, "finished", "The session was deleted while it went on; begin a new one."
            )
        self._durable = durable
        self._room.set()
        self._news.set()

    async def _overtaken(self) -> Refused:
        """Return why another server's items have the numbers of ours: one of the two connections goes on."""
        if await self._log.is_newest(self._entry):  # the browser comes back, and finds the other's items
            return Refused(GOING_AWAY, "stopping", _MOVED)
        return Refused(GOING_AWAY, "limit", ELSEWHERE)

    async def _finish(self) -> None:
        closed = await finish(self._store, self._record, self._live, activities=self._activities)
        self._replies.add(self._summary(closed))
        self._state = State.FINISHED
        self._news.set()

    # -- telling ------------------------------------------------------------------------------------------------

    async def _tell(self) -> None:
        with contextlib.suppress(WebSocketDisconnect, WebSocketDisconnected):
            while True:
                await self._news.wait()
                self._news.clear()
                await self._tell_news()
                if self._state is State.FINISHED and not self._replies:
                    await self._socket.close(FINISHED)
                    return

    async def _tell_news(self) -> None:
        while self._told_events < len(self._live.events):
            event = self._live.events[self._told_events]
            self._told_events += 1
            await self._say(EventMessage(**dict(event)))
        if self._durable > self._told_durable:
            self._told_durable = self._durable
            await self._say(Durable(next=self._told_durable))
        while self._replies:
            await self._say(self._replies.take())
        state = self._live.state if self._state is not State.FINISHED else self._told_state
        if state != self._told_state:
            self._told_state = state
            await self._say(StateMessage(item=self._live.items, state=state))

    async def _say(self, message: Outgoing) -> None:
        document = message.model_dump(mode="json")
        await self._socket.send_text(written(translate_result(document, self._language)))

    # -- the end ------------------------------------------------------------------------------------------------

    async def _end(self, *tasks: asyncio.Task[None]) -> None:
        reading, keeping, telling = tasks
        self._is_ending = True
        self._work.set()
        reading.cancel()
        await asyncio.wait({keeping}, timeout=_PATIENCE_S)
        if self._state is State.FINISHED:
            await asyncio.wait({telling}, timeout=_PATIENCE_S)
        for task in tasks:
            task.cancel()
        # Not gather: when this very task is cancelled, it would raise a child's cancellation in the place of ours.
        await asyncio.wait(tasks)
        for task in tasks:
            if not task.cancelled():
                task.exception()  # seen: what matters was raised by then
        if self._state is not State.FINISHED:
            await self._log.note("interrupted", {"items": self._durable})

    async def _refuse(self, refused: Refused) -> None:
        await end_socket(self._socket, refused.code, refused.reason, refused.text, self._language)
