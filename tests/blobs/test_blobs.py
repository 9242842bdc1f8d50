"""What every back end of blobs must do."""

from __future__ import annotations

import asyncio
import secrets
import time

import pytest

from poise.blobs import MAX_BLOB_BYTES, Blobs

pytestmark = pytest.mark.anyio


async def names(blobs: Blobs, prefix: str = "") -> list[str]:
    return [entry.name async for entry in blobs.list(prefix)]


@pytest.mark.parametrize("data", [b"", b"x", bytes(range(256)) * 33], ids=["empty", "one byte", "all bytes"])
async def test_what_was_put_is_got(blobs: Blobs, data: bytes) -> None:
    await blobs.put("uploads/a/000000", data)
    assert await blobs.get("uploads/a/000000") == data


async def test_the_largest_blob_is_taken_and_a_larger_one_refused(blobs: Blobs) -> None:
    data = secrets.token_bytes(MAX_BLOB_BYTES)
    await blobs.put("large", data)
    assert await blobs.get("large") == data
    with pytest.raises(ValueError, match="too large"):
        await blobs.put("large", data + b"x")


async def test_what_is_not_there_is_none_and_nothing_is_listed(blobs: Blobs) -> None:
    assert await blobs.get("nothing/000000") is None
    assert await names(blobs) == []
    assert await names(blobs, "nothing/") == []
    await blobs.remove("nothing/")


async def test_a_second_put_replaces_the_first_whole(blobs: Blobs) -> None:
    await blobs.put("a/b", b"a longer first one")
    await blobs.put("a/b", b"second")
    assert await blobs.get("a/b") == b"second"
    assert [(entry.name, entry.size) async for entry in blobs.list()] == [("a/b", 6)]


async def test_a_list_goes_by_name_and_says_size_and_time(blobs: Blobs) -> None:
    before = time.time() * 1000 - 2000  # some back ends give whole seconds
    for name in ("b/000001", "a/000010", "b/000000"):
        await blobs.put(name, name.encode())
    entries = [entry async for entry in blobs.list()]
    assert [entry.name for entry in entries] == ["a/000010", "b/000000", "b/000001"]
    assert all(entry.size == 8 and before < entry.changed_ms < before + 60_000 for entry in entries)


@pytest.mark.parametrize(
    ("prefix", "left"),
    [
        ("uploads/a/", ["other", "uploads/ab/000000"]),
        ("uploads/a", ["other"]),
        ("uploads/ab/000000", ["other", "uploads/a/000000", "uploads/a/000001"]),
        ("uploads/c/", ["other", "uploads/a/000000", "uploads/a/000001", "uploads/ab/000000"]),
        ("u", ["other"]),
    ],
)
async def test_a_prefix_is_a_beginning_of_names(blobs: Blobs, prefix: str, left: list[str]) -> None:
    everything = ["other", "uploads/a/000000", "uploads/a/000001", "uploads/ab/000000"]
    for name in everything:
        await blobs.put(name, b"x")
    assert await names(blobs, prefix) == [name for name in everything if name not in left]
    await blobs.remove(prefix)
    assert await names(blobs) == left


NO_NAMES = [
    "", "/", "/etc/passwd", "..", "../x", "a/../b", "a/..", "a//b", "a/", ".hidden", "a/.partial", "a\\b", "A", "ä",
    "a\nb", "a\n", "a\0b", "a b", "-rf", "~", "C:x", "a" * 201,
]  # fmt: skip


@pytest.mark.parametrize("name", NO_NAMES)
async def test_a_name_that_could_leave_its_folder_is_refused(blobs: Blobs, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name"):
        await blobs.put(name, b"x")
    with pytest.raises(ValueError, match="cannot be the name"):
        await blobs.get(name)


@pytest.mark.parametrize("prefix", ["/", "..", "../", "a/../", "a//", ".partial/", "A", "a\n"])
async def test_a_prefix_that_could_leave_its_folder_is_refused(blobs: Blobs, prefix: str) -> None:
    with pytest.raises(ValueError, match="begins with"):
        await blobs.remove(prefix)
    with pytest.raises(ValueError, match="begins with"):
        await names(blobs, prefix)


async def test_not_everything_is_removed_at_once(blobs: Blobs) -> None:
    with pytest.raises(ValueError, match="prefix"):
        await blobs.remove("")


async def test_who_reads_while_it_is_replaced_gets_one_of_both_whole(blobs: Blobs) -> None:
    first, second = b"1" * 300_000, b"2" * 500_000
    await blobs.put("a", first)

    async def replace() -> None:
        for _ in range(10):
            await blobs.put("a", second)
            await blobs.put("a", first)

    replacing = asyncio.create_task(replace())
    seen = {await blobs.get("a") for _ in range(40)}
    await replacing
    assert seen <= {first, second}


async def test_puts_and_removals_at_the_same_time_leave_no_half_blob(blobs: Blobs) -> None:
    async def put(number: int) -> None:
        await blobs.put(f"uploads/a/{number:06d}", b"x" * 1000)

    async def remove() -> None:
        await blobs.remove("uploads/a/")

    await asyncio.gather(*(put(number) if number % 3 else remove() for number in range(30)))
    assert all(entry.size == 1000 for entry in [one async for one in blobs.list()])
    await remove()
    assert await names(blobs) == []


async def test_that_a_blob_can_be_written_is_checked_without_a_trace(blobs: Blobs) -> None:
    await blobs.check()
    assert await names(blobs) == []
