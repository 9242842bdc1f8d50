"""One-use links: listed, revoked one by one, and with whom they rest on."""

from __future__ import annotations

import pytest
from tests.contract.records import account

from poise.store import TERMINAL, AuditEntry, Role, Store, Ticket, TicketKind
from poise.store.keys import audit_key

pytestmark = pytest.mark.anyio

BY_ADA = Ticket("hash-1", TicketKind.INVITATION, 9_000, Role.COACH, maker="account-1", created_ms=5)
FOR_EVE = Ticket("hash-2", TicketKind.RESET, 8_000, account="account-2", maker="account-1", created_ms=6)
FOR_EVE_TOO = Ticket("hash-3", TicketKind.RESET, 7_000, account="account-2", maker=TERMINAL, created_ms=7)
SETUP = Ticket("hash-4", TicketKind.SETUP, 6_000, maker=TERMINAL)
ALL = [SETUP, FOR_EVE_TOO, FOR_EVE, BY_ADA]


async def fill(store: Store) -> None:
    for link in (BY_ADA, FOR_EVE, FOR_EVE_TOO, SETUP):
        await store.add_ticket(link)


async def test_links_are_listed_with_their_makers_the_next_to_end_first(store: Store) -> None:
    assert list(await store.tickets()) == []
    await fill(store)
    assert list(await store.tickets()) == ALL


async def test_a_link_is_revoked_alone(store: Store) -> None:
    await fill(store)
    await store.remove_ticket("hash-2")
    await store.remove_ticket("unknown")
    assert list(await store.tickets()) == [SETUP, FOR_EVE_TOO, BY_ADA]
    assert await store.take_ticket("hash-2", 1) is None


@pytest.mark.parametrize(
    ("whose", "left"),
    [
        ({"account": "account-2"}, [SETUP, BY_ADA]),
        ({"account": "account-2", "but": "hash-3"}, [SETUP, FOR_EVE_TOO, BY_ADA]),
        ({"maker": "account-1"}, [SETUP, FOR_EVE_TOO]),
        ({"maker": "account-1", "account": "account-2"}, [SETUP]),
        ({"maker": TERMINAL}, [FOR_EVE, BY_ADA]),
        ({}, ALL),
        ({"account": "", "maker": ""}, ALL),
        ({"maker": "somebody else"}, ALL),
    ],
)
async def test_links_are_revoked_by_account_and_by_maker(
    store: Store, whose: dict[str, str], left: list[Ticket]
) -> None:
    await fill(store)
    assert await store.remove_tickets(**whose) == len(ALL) - len(left)
    assert list(await store.tickets()) == left


async def test_links_go_with_the_account_that_made_them(store: Store) -> None:
    await fill(store)
    await store.add_account(account(1))
    await store.remove_account("account-1")
    assert list(await store.tickets()) == [SETUP, FOR_EVE_TOO]


async def test_audit_entries_are_swept_when_they_are_too_old(store: Store) -> None:
    now = 1_700_000_000_000
    entries = [
        AuditEntry(f"{audit_key(at)}-7000-8000-00000000000a", at, "", "sign-in") for at in (now - 100, now)
    ]
    for entry in entries:
        await store.add_audit(entry)
    assert await store.sweep(now, 1) == 0
    assert await store.sweep(now, 1, keep_audit_ms=100) == 0
    assert await store.sweep(now, 1, keep_audit_ms=99) == 1
    assert list((await store.audit()).records) == entries[1:]
