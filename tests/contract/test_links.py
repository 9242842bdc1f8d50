"""One-time links: listed, revoked one by one, and with whom they rest on."""

from __future__ import annotations

import asyncio

import pytest
from tests.contract.records import account

from poise.store import TERMINAL, AuditEntry, LinkKind, OneTimeLink, Role, Store
from poise.store.keys import audit_key
from poise.studio.people.links import new_link, open_links
from poise.studio.people.secret import hash_of

pytestmark = pytest.mark.anyio

BY_ADA = OneTimeLink("hash-1", LinkKind.INVITATION, 9_000, Role.COACH, maker="account-1", created_ms=5)
FOR_EVE = OneTimeLink("hash-2", LinkKind.RESET, 8_000, account="account-2", maker="account-1", created_ms=6)
FOR_EVE_TOO = OneTimeLink("hash-3", LinkKind.RESET, 7_000, account="account-2", maker=TERMINAL, created_ms=7)
SETUP = OneTimeLink("hash-4", LinkKind.SETUP, 6_000, maker=TERMINAL)
ALL = [SETUP, FOR_EVE_TOO, FOR_EVE, BY_ADA]


async def fill(store: Store) -> None:
    for link in (BY_ADA, FOR_EVE, FOR_EVE_TOO, SETUP):
        await store.one_time_links.add(link)


async def test_links_are_listed_with_their_makers_the_next_to_end_first(store: Store) -> None:
    assert list(await store.one_time_links.list_all()) == []
    await fill(store)
    assert list(await store.one_time_links.list_all()) == ALL


async def test_a_link_is_revoked_alone(store: Store) -> None:
    await fill(store)
    await store.one_time_links.remove("hash-2")
    await store.one_time_links.remove("unknown")
    assert list(await store.one_time_links.list_all()) == [SETUP, FOR_EVE_TOO, BY_ADA]
    assert await store.one_time_links.take("hash-2", 1) is None


@pytest.mark.parametrize(
    ("whose", "left"),
    [
        ({"account": "account-2"}, [SETUP, BY_ADA]),
        ({"maker": "account-1"}, [SETUP, FOR_EVE_TOO]),
        ({"maker": "account-1", "account": "account-2"}, [SETUP]),
        ({"maker": TERMINAL}, [FOR_EVE, BY_ADA]),
        ({}, ALL),
        ({"account": "", "maker": ""}, ALL),
        ({"maker": "somebody else"}, ALL),
    ],
)
async def test_links_are_revoked_by_account_and_by_maker(
    store: Store, whose: dict[str, str], left: list[OneTimeLink]
) -> None:
    await fill(store)
    assert await store.one_time_links.remove_for(**whose) == len(ALL) - len(left)
    assert list(await store.one_time_links.list_all()) == left


async def test_links_go_with_the_account_that_made_them(store: Store) -> None:
    await fill(store)
    await store.accounts.add(account(1))
    await store.remove_account("account-1")
    assert list(await store.one_time_links.list_all()) == [SETUP, FOR_EVE_TOO]


async def test_audit_entries_are_swept_when_they_are_too_old(store: Store) -> None:
    now = 1_700_000_000_000
    entries = [
        AuditEntry(f"{audit_key(at)}-7000-8000-00000000000a", at, "", "sign-in") for at in (now - 100, now)
    ]
    for entry in entries:
        await store.audit.add(entry)
    assert await store.sweep(now, 1) == 0
    assert await store.sweep(now, 1, keep_audit_ms=100) == 0
    assert await store.sweep(now, 1, keep_audit_ms=99) == 1
    assert list((await store.audit.page()).records) == entries[1:]


@pytest.mark.parametrize("kind", [LinkKind.RESET, LinkKind.SETUP])
async def test_of_links_made_in_the_same_instant_one_at_least_stays(store: Store, kind: LinkKind) -> None:
    account = "account-2" if kind is LinkKind.RESET else ""
    for _ in range(5):
        made = [new_link(store, kind, account=account) for _ in range(4)]
        secrets = [path.rpartition("=")[2] for path in await asyncio.gather(*made)]
        known = {hash_of(secret) for secret in secrets}
        assert known & {one.token_hash for one in await open_links(store)}


@pytest.mark.parametrize("kind", [LinkKind.RESET, LinkKind.SETUP])
async def test_a_newer_link_voids_the_older_ones_of_its_kind_and_person_alone(
    store: Store, kind: LinkKind
) -> None:
    account = "account-2" if kind is LinkKind.RESET else ""
    other = await new_link(store, LinkKind.RESET, account="account-3")
    invitation = await new_link(store, LinkKind.INVITATION)
    for _ in range(3):
        last = await new_link(store, kind, account=account)
        await asyncio.sleep(0.002)  # links are told apart by the millisecond
    left = {one.token_hash for one in await open_links(store)}
    assert left == {hash_of(path.rpartition("=")[2]) for path in (other, invitation, last)}
