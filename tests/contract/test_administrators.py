"""An administrator is left, whoever takes whose power, in whatever way, and however many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.contract.conftest import BACK_ENDS
from tests.contract.records import account

from poise.errors import Conflict, LastAdministrator
from poise.store import Account, Role, Store
from poise.store.paging import every

pytestmark = pytest.mark.anyio
Take = Callable[[Store, Account], Awaitable[object]]


async def demote(store: Store, one: Account) -> None:
    await store.accounts.change(replace(one, role=Role.MEMBER))


async def lock(store: Store, one: Account) -> None:
    await store.accounts.change(replace(one, is_disabled=True))


async def remove(store: Store, one: Account) -> None:
    await store.remove_account(one.identifier)


WAYS: list[Take] = [demote, lock, remove]


async def administrators(store: Store) -> list[Account]:
    return [one async for one in every(store.accounts) if one.is_administrator]


async def add(store: Store, count: int) -> list[Account]:
    people = [account(number, role=Role.ADMIN) for number in range(1, count + 1)]
    for one in people:
        await store.accounts.add(one)
    return people


@pytest.mark.parametrize("take", WAYS)
async def test_the_last_administrator_keeps_the_power_and_everything_else(store: Store, take: Take) -> None:
    (root,) = await add(store, 1)
    await store.accounts.add(account(2))
    await store.accounts.add(account(3, role=Role.ADMIN, is_disabled=True))  # is none: locked
    with pytest.raises(LastAdministrator, match="only administrator"):
        await take(store, root)
    assert await store.accounts.get(root.identifier) == root


@pytest.mark.parametrize("take", WAYS)
async def test_of_two_administrators_one_may_go(store: Store, take: Take) -> None:
    first, second = await add(store, 2)
    await take(store, first)
    with pytest.raises(LastAdministrator):
        await take(store, second)
    assert await administrators(store) == [second]


@pytest.mark.parametrize("take", WAYS)
@pytest.mark.parametrize("count", [2, 3, 6])
async def test_when_all_take_each_others_power_at_once_one_is_left(
    store: Store, take: Take, count: int
) -> None:
    people = await add(store, count)
    answers = await asyncio.gather(*(take(store, one) for one in people), return_exceptions=True)
    refused = [one for one in answers if one is not None]
    assert all(isinstance(one, LastAdministrator) for one in refused), refused
    assert len(await administrators(store)) == len(refused) == 1


@pytest.mark.parametrize("name", sorted(BACK_ENDS))
async def test_it_holds_between_a_studio_and_a_terminal(name: str, tmp_path: Path) -> None:
    """Two processes have no memory in common; two opened stores have none either."""
    stores = [BACK_ENDS[name](tmp_path / "data")]
    await stores[0].open()
    people = await add(stores[0], 4)
    if name == "sqlite":
        from poise.store.opening import store_at

        stores.append(store_at(tmp_path / "data", is_server=False))
    else:
        stores.append(BACK_ENDS[name](tmp_path / "data"))
    await stores[1].open()
    takes = (take(stores[n % 2], one) for n, (one, take) in enumerate(zip(people, WAYS + WAYS, strict=False)))
    answers = await asyncio.gather(*takes, return_exceptions=True)
    assert [type(one) for one in answers if one is not None] == [LastAdministrator]
    assert len(await administrators(stores[1])) == 1
    for store in stores:
        await store.close()


async def test_power_comes_and_goes_many_times(store: Store) -> None:
    first, second = await add(store, 2)
    for _ in range(3):
        first = await store.accounts.change(replace(first, role=Role.MEMBER))
        with pytest.raises(LastAdministrator):
            await demote(store, second)
        first = await store.accounts.change(replace(first, role=Role.ADMIN))
        second = await store.accounts.change(replace(second, is_disabled=True))
        with pytest.raises(LastAdministrator):
            await lock(store, first)
        second = await store.accounts.change(replace(second, is_disabled=False))
    await remove(store, first)
    assert [one.identifier for one in await administrators(store)] == [second.identifier]


async def test_a_change_that_comes_too_late_takes_no_power(store: Store) -> None:
    first, second = await add(store, 2)
    newer = await store.accounts.change(replace(first, password_hash="another"))
    with pytest.raises(Conflict, match="meantime"):
        await demote(store, first)
    assert await store.accounts.get(first.identifier) == newer
    await demote(store, second)  # the first one still counts
    with pytest.raises(LastAdministrator):
        await demote(store, newer)


async def test_promotions_and_demotions_at_once_leave_one_and_forget_none(store: Store) -> None:
    people = await add(store, 3)
    members = [account(number) for number in (4, 5, 6)]
    for one in members:
        await store.accounts.add(one)
    promotions = [store.accounts.change(replace(one, role=Role.ADMIN)) for one in members]
    answers = await asyncio.gather(
        *(demote(store, one) for one in people), *promotions, return_exceptions=True
    )
    assert all(one is None or isinstance(one, (Account, LastAdministrator)) for one in answers), answers
    left = await administrators(store)
    for one in left[1:]:  # each of those who have the power is known to have it
        await demote(store, one)
    with pytest.raises(LastAdministrator):
        await demote(store, left[0])
