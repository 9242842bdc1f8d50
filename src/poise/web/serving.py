"""Run the web application until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import ipaddress
import logging
import os
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn, cast

import uvicorn

from poise.ending import end, end_if_asked
from poise.errors import PoiseError
from poise.store import LinkKind
from poise.store.opening import store_at
from poise.studio.address_note import noted_address
from poise.studio.logging import configure_logging
from poise.studio.people.links import new_link
from poise.web.application import create_api, guarded
from poise.web.certificate import self_signed
from poise.web.edge.connections import Connections, raise_descriptor_limit
from poise.web.edge.hosts import machine_names
from poise.web.edge.protocol import IDLE_S, BoundedHttpProtocol, BoundedWebSocketProtocol
from poise.web.edge.tls import TlsListener
from poise.web.services import Services
from poise.web.settings import WebSettings
from poise.web.workers import running_workers

_LARGEST_MESSAGE = 256 * 1024  # of the live socket; a batch of 60 items has 64 kB
_PATIENCE_S = 1  # after the application itself has ended what was under way, and answered it
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_LAST_S = 9.0  # docs/self-hosting.md promises an end within 10 s


@dataclass(frozen=True, slots=True)
class Address:
    """Where the studio listens, and with which certificate.

    Parameters
    ----------
    host : str
        ``127.0.0.1`` for this machine alone, ``0.0.0.0`` for its network.
    port : int
        0 for any that is free.
    certificate, key : Path or None
        PEM files for HTTPS.
    is_self_signed : bool
        Make these two where they are missing.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    certificate: Path | None = None
    key: Path | None = None
    is_self_signed: bool = False

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def serve(address: Address, settings: WebSettings, say: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; what is open is written before this returns.

    Parameters
    ----------
    address : Address
        Where to listen.
    settings : WebSettings
        What the administrator set.
    say : callable
        Told the address, and on the first run the set-up link, in lines for a person.

    Raises
    ------
    PoiseError
        If the address is taken or the store cannot be opened.
    """
    if address.is_self_signed:
        certificate, key = self_signed(settings.data_dir / "tls", address.host)
        address = Address(address.host, address.port, certificate, key)
    configure_logging()
    for name in ("uvicorn.error", "python_multipart"):  # they warn of every bad request of a stranger
        logging.getLogger(name).setLevel(logging.ERROR)
    listening = _listening(address)
    start = _Start()
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_serve(address, settings, listening, say, start))
        # Everything is written: what is left takes a moment, and a signal need not end it.
        for one in _SIGNALS:
            signal.signal(one, signal.SIG_IGN)
    except asyncio.CancelledError:
        start.raise_signal()
    finally:
        listening.close()


class _Start:
    """The start of the server, which a signal cancels.

    An exception raised by a signal handler in the middle of a loop may end up anywhere; a cancelled task unwinds.
    """

    def __init__(self) -> None:
        self._signals: list[signal.Signals] = []

    def cancel_on_signals(self) -> None:
        """Let signals cancel the task that calls this, from now on until others handle them."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        for one in _SIGNALS:
            loop.add_signal_handler(one, self._cancel, one, task)
        end_if_asked()

    def raise_signal(self) -> NoReturn:
        """Raise what the first signal means, now that everything is closed."""
        if self._signals and self._signals[0] is signal.SIGINT:
            raise KeyboardInterrupt
        end()

    def _cancel(self, number: signal.Signals, task: asyncio.Task[None] | None) -> None:
        if task is not None and not self._signals:  # a second one would break off the closing
            task.cancel()
        self._signals.append(number)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:  # it does not exist for every system
        return asyncio.new_event_loop
    return uvloop.new_event_loop


def _listening(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address.host, address.port))
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise PoiseError(
            f"Cannot listen on {address.host}, port {address.port}: {reason}; choose another with --port."
        ) from error
    return listening


async def _serve(
    address: Address,
    settings: WebSettings,
    listening: socket.socket,
    say: Callable[[str], None],
    start: _Start,
) -> None:
    start.cancel_on_signals()
    store = store_at(settings.data_dir, settings.mongodb_uri)
    application = create_api(store, settings)
    services: Services = application.state.services
    connections = Connections(
        raise_descriptor_limit(settings.max_connections),
        settings.max_connections_per_address,
        exempt=settings.proxies.__contains__,
    )
    config = uvicorn.Config(
        guarded(application, settings, {*machine_names(), address.host}),
        lifespan="off",  # it is run here, so that its errors are ours
        http=_protocol(BoundedHttpProtocol, connections),
        ws=_protocol(BoundedWebSocketProtocol, connections),
        proxy_headers=False,  # edge/proxies.py is the one place where they are believed
        timeout_keep_alive=int(IDLE_S),
        ws_max_size=_LARGEST_MESSAGE,
        ws_per_message_deflate=False,  # landmarks hardly shrink, and it costs memory for each client
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE_S,
        ssl_certfile=address.certificate,
        ssl_keyfile=address.key,
    )
    async with application.router.lifespan_context(application):
        base = _base(address, listening)
        public = str(settings.origin or base)
        lines = []
        if not await services.has_admin():
            link = await new_link(store, LinkKind.SETUP)
            lines.append(f"Set it up with this link, once, within a day: {public}{link}")
        if not address.is_loopback and not address.certificate:
            lines.append(
                "Cameras of other devices need HTTPS: start it with --tls self-signed, or behind a proxy."
            )
        lines.append(f"Poise is ready: {base}")

        def tell() -> None:
            for line in lines:
                say(line)

        server = _Server(config, connections, tell, services.stop)
        watch = asyncio.create_task(connections.watch())
        try:
            with noted_address(settings.data_dir, public):
                async with running_workers(settings.workers, settings.data_dir):
                    await server.serve(sockets=[listening])
        finally:
            watch.cancel()


def _protocol(kind: Callable[..., asyncio.Protocol], connections: Connections) -> type[asyncio.Protocol]:
    """Return what uvicorn calls to make a protocol, with `connections` given."""
    return cast("type[asyncio.Protocol]", functools.partial(kind, connections=connections))


class _Server(uvicorn.Server):
    """A server that tells when it is ready, and whose stop lets the application finish."""

    def __init__(
        self,
        config: uvicorn.Config,
        connections: Connections,
        announce: Callable[[], None],
        stop: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(config)
        self._open, self._announce, self._stop = connections, announce, stop
        self._listeners: list[TlsListener] = []
        self._last_resort: threading.Timer | None = None
        self.servers: list[asyncio.base_events.Server] = []

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if self._last_resort is None:
            # Whatever hangs: everything acknowledged is durable, and children end with this process.
            self._last_resort = threading.Timer(_LAST_S, os._exit, [1])
            self._last_resort.daemon = True
            self._last_resort.start()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        for one in sockets or ():
            await self._listen(one)
        # What is there by now stays: a full collection need not walk all modules and routes while people are live.
        gc.collect()
        gc.freeze()
        self.started = True
        self._announce()

    async def _listen(self, listening: socket.socket) -> None:
        if self.config.ssl is not None:
            tls = TlsListener(listening, self.config.ssl, self._make_http, self._open)
            tls.start(self.config.backlog)
            self._listeners.append(tls)
            return
        loop = asyncio.get_running_loop()
        self.servers.append(
            await loop.create_server(self._make_http, sock=listening, backlog=self.config.backlog)
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Before uvicorn breaks off what is left: it would close sockets with 1012 and requests with a plain 500.
        await self._stop()
        for tls in self._listeners:
            tls.close()
            await tls.wait_closed()
        await super().shutdown(sockets)

    def _make_http(self) -> asyncio.Protocol:
        made = cast("Callable[..., asyncio.Protocol]", self.config.http_protocol_class)
        return made(config=self.config, server_state=self.server_state, app_state={})

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Uvicorn's own would raise the signal again before the store is closed. Ours stay until the loop is closed: who
        # is impatient and sends a second signal must not break off the closing of the store.
        loop = asyncio.get_running_loop()
        for one in _SIGNALS:
            loop.add_signal_handler(one, self.handle_exit, one, None)
        yield


def _base(address: Address, listening: socket.socket) -> str:
    port = listening.getsockname()[1]
    host = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(address.host, address.host)  # noqa: S104
    host = f"[{host}]" if ":" in host else host
    return f"{'https' if address.certificate else 'http'}://{host}:{port}"
