"""The audit log: what happened that matters for security, who did it, to whom, and what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from poise.store import TERMINAL, Account, AuditEntry, Store
from poise.studio.clock import now_ms
from poise.studio.identifiers import new_identifier


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an account, before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something, with the name of that time: an entry stays readable when the account is gone.

    Parameters
    ----------
    identifier : str
        Of the account; `TERMINAL` for a command, "" for nobody who is signed in.
    name : str
        Of the account; "" where there is none.
    """

    identifier: str = ""
    name: str = ""

    @classmethod
    def of(cls, account: Account) -> Actor:
        """Return the person of an account."""
        return cls(account.identifier, account.name)


NOBODY = Actor()
THE_TERMINAL = Actor(TERMINAL)


def changes_between(before: Account, after: Account) -> tuple[Change, ...]:
    """Return what of an account's rights is different."""
    compared = (
        ("role", before.role.value, after.role.value),
        ("is_disabled", _word(before.is_disabled), _word(after.is_disabled)),
    )
    return tuple(Change(*one) for one in compared if one[1] != one[2])


async def record(
    store: Store,
    actor: Actor,
    action: str,
    subject: Actor = NOBODY,
    changes: Iterable[Change] = (),
    **details: object,
) -> None:
    """Write something security-relevant down.

    Parameters
    ----------
    store : Store
        Open.
    actor : Actor
        Who did it.
    action : str
        A word such as ``sign-in``; the page has a text for each.
    subject : Actor
        To whom.
    changes : iterable of Change
        What is different now.
    **details
        What else is to be known, for instance the address.
    """
    told = {
        "actor_name": actor.name,
        "subject_name": subject.name,
        "changes": [asdict(one) for one in changes],
        **details,
    }
    given = {name: value for name, value in told.items() if value not in ("", [])}
    entry = AuditEntry(new_identifier(), now_ms(), actor.identifier, action, subject.identifier, given)
    await store.audit.add(entry)


def _word(is_so: bool) -> str:
    return "yes" if is_so else "no"
