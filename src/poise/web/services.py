"""What the routes work with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from poise.store import AuditEntry, Role, Store
from poise.store.paging import every_account
from poise.web.clock import now_ms
from poise.web.live.hub import Hub
from poise.web.passwords import Passwords
from poise.web.rate_limits import RateLimits
from poise.web.secret import new_identifier
from poise.web.settings import WebSettings
from poise.web.turns import Turns


@dataclass(slots=True)
class Services:
    """One running studio.

    Parameters
    ----------
    store : Store
        Open while requests are answered.
    settings : WebSettings
        What the administrator set.
    hub : Hub
        Who is live.
    passwords, limits, turns
        What guards the doors, and the queue of comparisons.
    """

    store: Store
    settings: WebSettings
    turns: Turns
    hub: Hub
    passwords: Passwords = field(default_factory=Passwords)
    limits: RateLimits = field(default_factory=RateLimits)
    _has_admin: bool = False

    @classmethod
    def of(cls, store: Store, settings: WebSettings) -> Services:
        """Return the services of a studio with these settings."""
        return cls(
            store, settings, Turns(settings.max_comparisons, settings.max_waiting), Hub(settings.max_live)
        )

    async def has_admin(self, but: str = "") -> bool:
        """Whether there is an administrator, but for the account `but`."""
        if self._has_admin and not but:
            return True
        async for one in every_account(self.store):
            if one.role is Role.ADMIN and not one.is_disabled and one.identifier != but:
                self._has_admin = True
                return True
        return False

    async def note(self, actor: str, action: str, subject: str = "", **details: object) -> None:
        """Write something security-relevant down."""
        await self.store.add_audit(AuditEntry(new_identifier(), now_ms(), actor, action, subject, details))


def services_of(connection: HTTPConnection) -> Services:
    """Return the services of the application that a request came to."""
    services: Services = connection.app.state.services
    return services


Running = Annotated[Services, Depends(services_of)]
