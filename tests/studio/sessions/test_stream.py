"""Items made durable by two servers at once: the same ones join, others are refused, none is lost or doubled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from poise.errors import Conflict
from poise.store.sqlite import SqliteStore
from poise.studio.sessions.stream import append_items

pytestmark = pytest.mark.anyio
_ITEMS = b"abcdefgh"  # one byte each


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(tmp_path / "data")
    await store.open()
    yield store
    await store.close()


async def append(store: SqliteStore, first: int, data: bytes) -> int:
    return await append_items(store, "session", first, len(data), data)


async def stored(store: SqliteStore) -> bytes:
    return b"".join(part.data for part in await store.streams.read("session"))


@pytest.mark.parametrize(
    "others",
    [
        pytest.param((), id="nobody else wrote"),
        pytest.param(((2, 3),), id="some of them"),
        pytest.param(((2, 3), (3, 5)), id="some of them in two parts"),
        pytest.param(((2, 6),), id="exactly these"),
    ],
)
async def test_what_another_server_wrote_of_the_same_items_is_joined(
    store: SqliteStore, others: tuple[tuple[int, int], ...]
) -> None:
    await append(store, 0, _ITEMS[:2])
    for first, end in others:
        await append(store, first, _ITEMS[first:end])
    assert await append(store, 2, _ITEMS[2:6]) == 6
    assert await append(store, 6, _ITEMS[6:]) == 8
    assert await stored(store) == _ITEMS


@pytest.mark.parametrize(
    "others",
    [
        pytest.param(b"x", id="another one"),
        pytest.param(b"cx", id="others after some of the same"),
        pytest.param(b"cdex", id="as many, of which the last is another"),
        pytest.param(b"cdefg", id="more of the same than were sent"),
        pytest.param(b"xxxxxxxx", id="more others than were sent"),
    ],
)
async def test_a_server_that_cannot_join_what_another_one_wrote_is_told(
    store: SqliteStore, others: bytes
) -> None:
    await append(store, 0, _ITEMS[:2])
    await append(store, 2, others)
    with pytest.raises(Conflict):
        await append(store, 2, _ITEMS[2:6])
    with pytest.raises(Conflict):  # also where the numbers end where the others end
        await append(store, 1 + len(others), _ITEMS[1 + len(others) : 2 + len(others)])
    assert await stored(store) == _ITEMS[:2] + others


async def test_a_stream_that_is_gone_is_told_by_its_length(store: SqliteStore) -> None:
    assert await append(store, 2, _ITEMS[2:6]) == 0
    assert await stored(store) == b""
