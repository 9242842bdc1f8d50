"""What stands before the path of a link that is shown."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from poise.web.edge.origins import Origin


def base_address(connection: HTTPConnection, address: Origin | None) -> str:
    """Return what stands before a link's path: the public address, or the one that the request came to.

    Parameters
    ----------
    connection : HTTPConnection
        Its host was checked by the guard.
    address : Origin or None
        The public address, where the administrator set it.
    """
    return str(address or Origin.of_request(connection) or str(connection.base_url).rstrip("/"))
