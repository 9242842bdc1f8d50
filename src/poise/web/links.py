"""One-use links: set-up, invitation, password reset."""

from __future__ import annotations

from poise.store import Role, Store, Ticket, TicketKind
from poise.web.clock import DAY_MS, now_ms
from poise.web.secret import hash_of, new_secret

_PATHS = {
    TicketKind.SETUP: "/setup?ticket=",
    TicketKind.INVITATION: "/sign-up?invitation=",
    TicketKind.RESET: "/password-reset?ticket=",
}
_LASTS_MS = {TicketKind.SETUP: DAY_MS, TicketKind.INVITATION: 7 * DAY_MS, TicketKind.RESET: DAY_MS}


async def new_link(store: Store, kind: TicketKind, *, role: Role = Role.MEMBER, account: str = "") -> str:
    """Keep a new one-use link and return it as a path of the studio.

    Parameters
    ----------
    store : Store
        Open.
    kind : TicketKind
        What it is for; a set-up or reset link lasts a day, an invitation a week.
    role : Role
        What the invited person may do.
    account : str
        Whose password it resets.
    """
    secret = new_secret()
    await store.add_ticket(Ticket(hash_of(secret), kind, now_ms() + _LASTS_MS[kind], role, account))
    return _PATHS[kind] + secret
