"""Refusals that whoever runs the studio has to know of: logged with what to set, and not once for each request."""

from __future__ import annotations

import logging

from starlette.requests import HTTPConnection

from poise.web.edge.hosts import HostPort
from poise.web.edge.origins import Origin

_LOG = logging.getLogger("poise.web")
_MAX_LOGGED = 20  # of different ones; more come from somebody who tries names out

NOT_OUR_PAGE = (
    "This request did not come from a page of this studio; if it did, "
    "the studio's setting POISE_ADDRESS has to be the address in your browser."
)


class Refusals:
    """Log each kind of refusal once."""

    def __init__(self) -> None:
        self._logged: set[str] = set()

    def unknown_host(self, connection: HTTPConnection) -> str:
        """Log that a request was for a name that is not ours, and return the sentence for whoever made it."""
        given = connection.headers.getlist("host")
        place = HostPort.parse(given[0]) if len(given) == 1 else None
        if place is None:
            return "The request does not say in a readable Host header which studio it is for."
        self._log(
            f"A request for the host {place.host} was refused: if that is a name of this studio, "
            f"set POISE_ADDRESS to its address or add the name to POISE_ALLOWED_HOSTS."
        )
        return f"This studio does not answer to the name {place.host}; its setting POISE_ALLOWED_HOSTS can allow it."

    def foreign_page(self, connection: HTTPConnection) -> None:
        """Log that a page was refused which is not ours as far as can be told."""
        page = Origin.parse(connection.headers.get("origin", ""))
        own = Origin.of_request(connection)
        if page is None:
            return  # a script or a foreign page; nothing that could be set would change that
        self._log(
            f"A page at {page} was refused, for this request reached the studio as {own}: if the page is the "
            f"studio's own, set POISE_ADDRESS={page}, and POISE_TRUSTED_PROXIES to the proxy's address."
        )

    def _log(self, text: str) -> None:
        if text not in self._logged and len(self._logged) < _MAX_LOGGED:
            self._logged.add(text)
            _LOG.warning(text)
