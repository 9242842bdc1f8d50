"""The one place where a proxy is believed: who the person is, and whether they came over HTTPS.

Uvicorn's own middleware takes any text for an address, and does not know 127.0.0.1 again as ::ffff:127.0.0.1.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from poise.web.edge.addresses import IpAddress, IpNetwork, parse_address

LOOPBACK = ("127.0.0.0/8", "::1")


class TrustedProxies:
    """The addresses and networks of the proxies in front of the studio.

    Parameters
    ----------
    networks : iterable of str
        For example ``10.0.0.7`` or ``172.16.0.0/12``.

    Raises
    ------
    ValueError
        If one of them is neither an address nor a network.
    """

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks: list[IpNetwork] = [ipaddress.ip_network(one, strict=False) for one in networks]

    def __contains__(self, host: str) -> bool:
        address = parse_address(host)
        return address is not None and self._trusts(address)

    def _trusts(self, address: IpAddress) -> bool:
        return any(address in network for network in self._networks)

    def client_of(self, peer: str, forwarded_for: str) -> str:
        """Return the address of the person behind a trusted peer.

        Each proxy appends whom it was asked by. The right-most address that is no proxy of ours is the person's;
        what stands left of it anybody can have written.

        Parameters
        ----------
        peer : str
            The trusted proxy at the other end of the connection.
        forwarded_for : str
            All `X-Forwarded-For` headers, joined by commas.
        """
        client = peer
        for text in reversed(forwarded_for.split(",")):
            address = _forwarded_address(text)
            if address is None:
                break
            client = str(address)
            if not self._trusts(address):
                break
        return client


def _forwarded_address(text: str) -> IpAddress | None:
    """Return the address of ``192.0.2.1``, ``192.0.2.1:80``, ``2001:db8::1`` or ``[2001:db8::1]:80``."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    return parse_address(text)


class ForwardedHeaders:
    """Give an application the person's address and scheme in the place of the proxy's.

    Parameters
    ----------
    application : ASGI application
        Sees ``scope["client"]`` and ``scope["scheme"]`` as if there were no proxy.
    proxies : TrustedProxies
        From others the headers `X-Forwarded-For` and `X-Forwarded-Proto` are ignored. `Forwarded` and
        `X-Forwarded-Host` are ignored from all: proxies send the former two, and pass `Host` on.
    """

    def __init__(self, application: ASGIApp, proxies: TrustedProxies) -> None:
        self._application, self._proxies = application, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        client = scope.get("client")
        if client and client[0] in self._proxies:
            scope = self._behind(scope, client[0])
        await self._application(scope, receive, send)

    def _behind(self, scope: Scope, peer: str) -> Scope:
        headers = Headers(scope=scope)
        person = self._proxies.client_of(peer, ",".join(headers.getlist("x-forwarded-for")))
        scheme = ",".join(headers.getlist("x-forwarded-proto")).rpartition(",")[2].strip().lower()
        behind = {**scope, "client": (person, 0)}
        if scheme in {"http", "https"}:
            behind["scheme"] = scheme.replace("http", "ws") if scope["type"] == "websocket" else scheme
        return behind
