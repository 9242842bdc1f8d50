"""Which methods an address takes, for refusals that tell a client so (RFC 9110, section 15.5.6)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.routing import Match

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def allowed_methods(request: Request) -> list[str]:
    """Return the methods of all routes at a request's address; none where there is no such address.

    A route that takes any address, as the one of the page does, counts as none.
    """
    routes = [route for route in request.app.routes if getattr(route, "include_in_schema", True)]
    scope = {"type": "http", "path": request.url.path, "root_path": "", "headers": []}
    found = [
        method
        for method in _METHODS
        if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in routes)
    ]
    return ["GET", "HEAD", *found[1:]] if found[:1] == ["GET"] else found
