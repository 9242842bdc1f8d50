"""Bytes of uploads that several servers receive at once: one goes on, the others stop, and the file stays whole."""

from __future__ import annotations

import asyncio
import io
import random
from pathlib import Path

import pytest
from tests.contract.records import account, upload
from tests.web.tus_client import film

from poise.blobs import FolderBlobs
from poise.errors import NotSignedIn, NotThere, UploadTakenOver
from poise.store import Store, Upload
from poise.store.opening import store_at
from poise.studio.clock import now_ms
from poise.studio.films import receiving
from poise.studio.films.files import StoredFile, write_to
from poise.studio.films.receiving import Receiver
from poise.studio.films.uploads import remove_upload

pytestmark = pytest.mark.anyio
DATA = film(60_000)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MAX_BLOB_BYTES", 8192)
    monkeypatch.setattr(receiving, "MIN_PART_BYTES", 1024)


async def may() -> None:
    """Let whoever sends go on."""


async def begun(folder: Path) -> tuple[Store, FolderBlobs, Upload]:
    store = store_at(folder)
    await store.open()
    await store.accounts.add(account())
    announced = upload(size=len(DATA), expires_ms=now_ms() + 10**6)
    await store.uploads.add(announced)
    return store, FolderBlobs(folder / "blobs"), announced


async def present(store: Store, identifier: str) -> Upload:
    found = await store.uploads.get(identifier)
    assert found is not None
    return found


async def test_whoever_began_before_stops_without_a_trace(tmp_path: Path) -> None:
    store, blobs, announced = await begun(tmp_path)
    older = await Receiver.open(store, blobs, announced, may)
    await older.write(DATA[:5000])
    newer = await Receiver.open(store, blobs, await present(store, announced.identifier), may)
    await newer.write(DATA)
    await newer.close()
    with pytest.raises(UploadTakenOver):
        await older.close()
    target = io.BytesIO()
    kept = await present(store, announced.identifier)
    await write_to(blobs, StoredFile.of_upload(kept.identifier, kept.parts), target)
    assert target.getvalue() == DATA
    await store.close()


async def test_of_two_who_open_from_the_same_state_one_is_refused(tmp_path: Path) -> None:
    store, blobs, announced = await begun(tmp_path)
    await Receiver.open(store, blobs, announced, may)
    with pytest.raises(UploadTakenOver):
        await Receiver.open(store, blobs, announced, may)
    await store.close()


async def test_what_comes_after_the_removal_leaves_nothing(tmp_path: Path) -> None:
    store, blobs, announced = await begun(tmp_path)
    receiver = await Receiver.open(store, blobs, announced, may)
    await receiver.write(DATA[:20_000])
    await remove_upload(store, blobs, announced)
    with pytest.raises(NotThere):
        await receiver.write(DATA[20_000:40_000])
    assert [one.name async for one in blobs.list()] == []
    await store.close()


async def test_nothing_is_kept_of_who_may_not_go_on(tmp_path: Path) -> None:
    async def may_not() -> None:
        raise NotSignedIn("Please sign in first.")

    store, blobs, announced = await begun(tmp_path)
    receiver = await Receiver.open(store, blobs, announced, may_not)
    with pytest.raises(NotSignedIn):
        await receiver.write(DATA[:20_000])
    assert (await present(store, announced.identifier)).offset == 0
    assert [one.name async for one in blobs.list()] == []
    await store.close()


@pytest.mark.parametrize("seed", range(8))
async def test_senders_that_take_turns_at_random_bring_the_file_whole(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    store, blobs, announced = await begun(tmp_path)

    async def send(number: int) -> None:
        """Begin again and again where the upload stands; break off at random."""
        while True:
            known = await present(store, announced.identifier)
            if known.is_complete:
                return
            try:
                receiver = await Receiver.open(store, blobs, known, may)
                start = known.offset
                while start < len(DATA) and chance.random() < 0.8:
                    stop = min(len(DATA), start + chance.randrange(1, 12_000))
                    await receiver.write(DATA[start:stop])
                    start = stop
                    await asyncio.sleep(chance.random() / 1000 * number)
                await receiver.close()
            except UploadTakenOver:
                await asyncio.sleep(0.001)

    async with asyncio.timeout(60):
        await asyncio.gather(*(send(number) for number in range(3)))
    kept = await present(store, announced.identifier)
    target = io.BytesIO()
    await write_to(blobs, StoredFile.of_upload(kept.identifier, kept.parts), target)
    assert target.getvalue() == DATA
    await store.close()
