"""Which names the studio answers to.

A page of another site can be given this machine's address by its own name server (DNS rebinding), and is then of one
origin with the studio as far as the browser knows. What gives it away is the name in `Host`.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from poise.web.edge.addresses import parse_address

_DEFAULT_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?)(?::(\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class HostPort:
    """A host in lower case without a final dot, and a port where one was given."""

    host: str
    port: int | None = None

    @classmethod
    def parse(cls, text: str) -> HostPort | None:
        """Return the value of a `Host` header; None if it is of no such form."""
        match = _HOST.fullmatch(text)
        if match is None:
            return None
        host, port = match[1].strip("[]").lower().removesuffix("."), match[2]
        if not host or (port is not None and int(port) > 65_535):
            return None
        return cls(host, None if port is None else int(port))

    def port_for(self, scheme: str) -> int:
        """Return the port, or the usual one of `http`, `https`, `ws` or `wss`."""
        return _DEFAULT_PORTS[scheme] if self.port is None else self.port


class AllowedHosts:
    """The names that the studio answers to.

    Addresses in figures are always allowed: no name server is asked for them, so they cannot be rebound.

    Parameters
    ----------
    names : iterable of str
        Host names; ``*.example.org`` stands for all below it. The loopback names need not be given.
    """

    def __init__(self, names: Iterable[str]) -> None:
        lowered = {name.lower().removesuffix(".") for name in names} | {"localhost", "*.localhost"}
        self._names = {name for name in lowered if not name.startswith("*.")}
        self._suffixes = tuple(name[1:] for name in lowered if name.startswith("*."))

    def __contains__(self, host: str) -> bool:
        if parse_address(host) is not None:
            return True
        return host in self._names or host.endswith(self._suffixes)


def machine_names() -> set[str]:
    """Return this machine's own names: as it calls itself, short, and in the local network (mDNS)."""
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return {name, short, f"{short}.local"} - {"", ".local"}
