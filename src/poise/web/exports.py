"""Downloads that a child process writes: streamed as they grow, in constant memory."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import os
import shutil
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, BinaryIO

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from poise.errors import PoiseError, StoreUnavailable
from poise.isolation.guard import run_guarded
from poise.isolation.task import Task
from poise.studio.exporting.session_export import Kind, Message
from poise.studio.exporting.task import SessionRequest
from poise.studio.settings import media_limits
from poise.web.services import Services
from poise.web.turns import Turns

_LOG = logging.getLogger("poise.web")

_CHUNK = 256 * 1024
_LOOK_EVERY_S = 0.05
_CPU_S, _SILENCE_S = 3600, 120.0
_MEMORY_BYTES = 2 * 2**30  # of addresses; the libraries alone take half of it
_PATIENCE_S = 600.0
_LEAST_FREE_BYTES = 512 * 2**20  # live sessions need room, too
_STALLED_S = 60.0  # a client that takes nothing for so long has gone

Feed = AsyncIterator[Message]


@dataclasses.dataclass(frozen=True, slots=True)
class ExportTask:
    """What a child process is to write.

    Parameters
    ----------
    work : Task
        What runs in the child.
    request : SessionRequest or None
        What it is told at the beginning.
    feed : async iterator of Message
        What is sent to it; a recording is waited for until it is written.
    turns : Turns
        The queue in which it waits.
    is_archive : bool
        Whether each recording has a turn of its own, instead of one for all.
    """

    work: Task[Any, None]
    request: SessionRequest | None
    feed: Feed
    turns: Turns
    is_archive: bool = False


async def export(
    services: Services, account: str, task: ExportTask, media_type: str, headers: Mapping[str, str]
) -> StreamingResponse:
    """Return a download that is sent while it is written.

    The child writes into a file without a name in the work folder, and this process sends what is there: so a slow
    client holds up neither the child nor the queue. Every account has a few downloads at a time.

    Raises
    ------
    Busy
        If too many wait, or the account has too many downloads already.
    StoreUnavailable
        If there is no room for it on the disc.
    PoiseError
        What went wrong before the first byte; later on the connection breaks.
    """
    export = _Export(services, account, task)
    await export.begin()
    return _Download(export, media_type, dict(headers))


def accepts_gzip(request: Request) -> bool:
    """Whether the client takes an answer through gzip."""
    accepted = [one.strip().partition(";") for one in request.headers.get("accept-encoding", "").split(",")]
    return any(name.strip() in {"gzip", "*"} and _is_wanted(given) for name, _, given in accepted)


def _is_wanted(parameters: str) -> bool:
    return parameters.replace(" ", "").removeprefix("q=") not in {"0", "0.0", "0.00", "0.000"}


class _Export:
    """One export under way: the child that writes it, and the file that grows."""

    def __init__(self, services: Services, account: str, task: ExportTask) -> None:
        self._services, self._account, self._task = services, account, task
        self._file: BinaryIO
        self._work: asyncio.Task[None]
        self._closing = contextlib.ExitStack()

    async def begin(self) -> None:
        """Start the child and wait for its first bytes or its end."""
        with contextlib.ExitStack() as opened:
            opened.enter_context(self._services.downloads.one(self._account))
            self._file = opened.enter_context(self._services.work.file())
            self._closing = opened.pop_all()
        self._work = asyncio.create_task(self._write())
        try:
            while not self._work.done() and not self._size():
                await asyncio.wait({self._work}, timeout=_LOOK_EVERY_S)
            if self._work.done():
                self._work.result()
        except BaseException:
            await self.close()
            raise

    async def chunks(self) -> AsyncIterator[bytes]:
        """Give what is written, as it grows; raises what went wrong."""
        sent = 0
        while True:
            is_done = self._work.done()  # looked at before the size: what was written until then is sent
            if sent < self._size():
                chunk = await asyncio.to_thread(os.pread, self._file.fileno(), _CHUNK, sent)
                sent += len(chunk)
                yield chunk
            elif is_done:
                self._work.result()
                return
            else:
                await asyncio.wait({self._work}, timeout=_LOOK_EVERY_S)

    async def close(self) -> None:
        """End the child if it still runs, and forget the file."""
        self._work.cancel()
        await asyncio.wait({self._work})
        if not self._work.cancelled():
            self._work.exception()  # seen
        self._closing.close()

    def _size(self) -> int:
        return os.fstat(self._file.fileno()).st_size

    async def _write(self) -> None:
        if self._task.is_archive:
            await self._write_now()
            return
        async with self._turn():
            await self._write_now()

    def _turn(self) -> contextlib.AbstractAsyncContextManager[None]:
        return self._task.turns.turn(self._account, _PATIENCE_S)

    async def _write_now(self) -> None:
        with _line() as (ours, theirs), self._services.work.file() as parts:
            outputs = {"export": self._file, "parts": parts, "line": theirs}
            child = asyncio.ensure_future(self._task.turns.work(self._run, outputs))
            feeding = asyncio.ensure_future(self._feed(ours))
            try:
                await asyncio.wait({child, feeding}, return_when=asyncio.FIRST_EXCEPTION)
                if feeding.done() and isinstance(feeding.exception(), PoiseError):
                    feeding.result()
                ours.close()  # if the child has not ended by then, it was the line that broke
                await child
                await feeding
            finally:
                await _cancel(child, feeding)

    async def _feed(self, line: socket.socket) -> None:
        """Send everything; an archive has a turn for each recording, so that others come in between."""
        loop = asyncio.get_running_loop()
        async with contextlib.AsyncExitStack() as turn:
            has_turn = not self._task.is_archive
            async for message in self._task.feed:
                if message.kind in {Kind.PART, Kind.ITEMS} and not has_turn:
                    await turn.enter_async_context(self._turn())
                    has_turn = True
                await loop.sock_sendall(line, message.packed())
                if message.kind is Kind.RECORDING:
                    if not await loop.sock_recv(line, 1):
                        raise ConnectionResetError
                    await turn.aclose()
                    has_turn = False
        await loop.sock_sendall(line, Message(Kind.END).packed())

    def _run(self, outputs: Mapping[str, BinaryIO]) -> None:
        limits = dataclasses.replace(
            media_limits(),
            cpu_s=_CPU_S,
            max_silence_s=_SILENCE_S + (_PATIENCE_S if self._task.is_archive else 0),
            memory_bytes=_MEMORY_BYTES,
            max_output_bytes=self._room_bytes(),
        )
        run_guarded(self._task.work, self._task.request, limits=limits, outputs=outputs)

    def _room_bytes(self) -> int:
        free = shutil.disk_usage(self._services.work.path).free - _LEAST_FREE_BYTES
        if free <= 0:
            raise StoreUnavailable("The studio's disc is nearly full; please try again once there is room.")
        return free // 2


async def _cancel(*tasks: asyncio.Future[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled():
            task.exception()  # seen


@contextlib.contextmanager
def _line() -> Iterator[tuple[socket.socket, BinaryIO]]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs, theirs.makefile("wb") as file:
        yield ours, file


class _Download(StreamingResponse):
    """A response that ends its export however it ends, and gives up on a client that takes nothing."""

    def __init__(self, export: _Export, media_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(export.chunks(), media_type=media_type, headers=headers)
        self._export = export

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_in_time(message: Any) -> None:  # noqa: ANN401  (an ASGI message)
            async with asyncio.timeout(_STALLED_S):
                await send(message)

        try:
            await super().__call__(scope, receive, send_in_time)
        except (PoiseError, TimeoutError) as error:
            # It is too late for an answer: the connection is closed before the end, which the client notices.
            _LOG.warning("a download broke: %s", str(error) or "the client took nothing for too long")
        finally:
            await self._export.close()
