"""What every back end must do with exercises of one's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.contract.records import account, exercise

from poise.errors import Conflict
from poise.store import Store

pytestmark = pytest.mark.anyio


def named(found: object) -> list[str]:
    return [one.identifier[-1] for one in found]  # type: ignore[attr-defined]


async def test_an_exercise_is_kept_with_all_it_holds_and_once(store: Store) -> None:
    kept = exercise(name="Seitschritt", text='id = "x"\nname = "Ö"\n', demonstration='{"times_s":[0.5]}')
    await store.exercises.add(kept)
    assert await store.exercises.get(kept.identifier) == kept
    assert await store.exercises.get("none") is None
    with pytest.raises(Conflict, match="in use"):
        await store.exercises.add(replace(kept, account="account-2"))
    assert await store.exercises.get(kept.identifier) == kept


async def test_of_two_who_change_an_exercise_the_second_is_refused(store: Store) -> None:
    await store.exercises.add(exercise())
    changed = await store.exercises.change(replace(exercise(), name="Side step", is_shared=True))
    assert (changed.name, changed.is_shared, changed.rev) == ("Side step", True, 1)
    with pytest.raises(Conflict, match="changed in the meantime"):
        await store.exercises.change(replace(exercise(), name="Another"))
    with pytest.raises(Conflict):
        await store.exercises.change(replace(changed, account="account-2"))
    assert await store.exercises.get(changed.identifier) == changed


async def test_what_is_shared_is_listed_for_everybody_until_it_is_taken_back_or_deleted(store: Store) -> None:
    all_known: list[dict[str, Any]] = [{}, {"is_shared": True}, {"is_shared": True, "deleted_ms": 5}]
    for number, known in enumerate(all_known, 1):
        await store.exercises.add(exercise(number, **known))
    await store.exercises.add(exercise(4, account="account-2", is_shared=True))
    assert named(await store.exercises.list_for("account-1")) == ["1", "2", "3"]
    assert named(await store.exercises.list_shared()) == ["2", "4"]
    await store.exercises.change(exercise(4, account="account-2"))
    await store.exercises.remove("exercise-000002")
    assert named(await store.exercises.list_shared()) == []
    assert named(await store.exercises.list_for("account-1")) == ["1", "3"]


async def test_the_sweep_removes_what_was_deleted_long_ago(store: Store) -> None:
    await store.accounts.add(account())
    for number, deleted_ms in enumerate((0, 1_000, 5_000), 1):
        await store.exercises.add(exercise(number, deleted_ms=deleted_ms))
    assert await store.sweep(6_000, 3_000) == 1
    assert named(await store.exercises.list_for("account-1")) == ["1", "3"]


async def test_exercises_go_with_their_account(store: Store) -> None:
    for number in (1, 2):
        await store.accounts.add(account(number))
        await store.exercises.add(exercise(number, account=f"account-{number}", is_shared=True))
    await store.remove_account("account-1")
    assert named(await store.exercises.list_shared()) == ["2"]
