"""Whether a request comes from a page of this studio."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from poise.web.edge.hosts import HostPort

_ORIGIN = re.compile(r"(https?)://([^/?#@\s]+)")
_HTTPS_PORT = 443


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a page; default ports are filled in, so that equal origins are equal."""

    scheme: str
    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Origin | None:
        """Return the value of an `Origin` header; None for `null` and whatever else is no origin of the web."""
        match = _ORIGIN.fullmatch(text)
        place = HostPort.parse(match[2]) if match else None
        if match is None or place is None:
            return None
        return cls(match[1], place.host, place.port_for(match[1]))

    @classmethod
    def of_request(cls, connection: HTTPConnection) -> Origin | None:
        """Return the origin under which a request reached the studio; None without a usable `Host`."""
        place = HostPort.parse(connection.headers.get("host", ""))
        if place is None:
            return None
        scheme = "https" if connection.url.scheme in {"https", "wss"} else "http"
        if (
            place.port == _HTTPS_PORT
        ):  # a proxy that does not say how it was asked; nobody speaks plain HTTP there
            scheme = "https"
        return cls(scheme, place.host, place.port_for(scheme))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        is_default = (self.scheme, self.port) in {("http", 80), ("https", _HTTPS_PORT)}
        return f"{self.scheme}://{host}" + ("" if is_default else f":{self.port}")


def is_own_page(connection: HTTPConnection, address: Origin | None = None) -> bool:
    """Whether a request comes from a page of this very studio.

    Browsers say so in `Origin`, and newer ones in `Sec-Fetch-Site`; scripts can set neither. What is there has to
    fit, for requests and sockets alike.

    Parameters
    ----------
    connection : HTTPConnection
        The request, or the handshake of a socket.
    address : Origin or None
        The studio's public address, where the administrator set it.
    """
    site, origin = connection.headers.get("sec-fetch-site"), connection.headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is None:
        return site is not None
    page = Origin.parse(origin)
    return page is not None and page in {Origin.of_request(connection), address}
