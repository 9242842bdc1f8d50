"""Whether what the settings name beside this machine answers: MongoDB, S3 and Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

from poise.blobs.opening import blobs_at
from poise.errors import PoiseError, RecordingError
from poise.media.recording import RecordingLimits, decode_recording
from poise.store import Store
from poise.store.opening import store_at
from poise.store.paging import every
from poise.studio.doctor.examine import Check, Status
from poise.studio.settings import StudioSettings
from poise.wakeups.opening import wakeups_at

# As in `data`: one chunk holds 30 s of one person.
_LIMITS = RecordingLimits(max_file_bytes=64 * 2**20, max_array_bytes=256 * 2**20)


async def examine_services(settings: StudioSettings) -> AsyncIterator[Check]:
    """Yield a check for each server that the settings name; of a MongoDB all recordings are read.

    Parameters
    ----------
    settings : StudioSettings
        Of the studio.
    """
    if settings.mongodb_uri:
        async for check in _examine_mongodb(settings.data_dir, settings.mongodb_uri):
            yield check
    if settings.s3 is not None:
        yield await _examine_s3(settings)
    if settings.redis_url:
        yield await _examine_redis(settings.redis_url)


async def _examine_mongodb(folder: Path, uri: str) -> AsyncIterator[Check]:
    async with AsyncExitStack() as stack:
        try:
            store = store_at(folder, uri, is_server=False)
            await store.open()
            stack.push_async_callback(store.close)
            await store.check()
            known = await store.information()
        except PoiseError as error:
            yield _fault("MongoDB", error)
            return
        yield Check(
            "MongoDB",
            Status.OK,
            f"version {known['version']} answers and can be written, with "
            f"{known['counts']['accounts']} accounts and {known['counts']['sessions']} sessions",
        )
        async for check in _examine_recordings(store):
            yield check


async def _examine_recordings(store: Store) -> AsyncIterator[Check]:
    try:
        async for recording in every(store.recordings):
            for number, chunk in enumerate(recording.chunks):
                try:
                    decode_recording(chunk, _LIMITS)
                except RecordingError as error:
                    what = f"part {number} of the recording of the session {recording.session}"
                    mend = "restore the database from a backup"
                    yield Check("data", Status.FAULT, f"{what} cannot be read: {error}", mend)
    except PoiseError as error:
        yield _fault("data", error)


async def _examine_s3(settings: StudioSettings) -> Check:
    async with AsyncExitStack() as stack:
        try:
            blobs = blobs_at(settings.data_dir, settings.s3)
            stack.push_async_callback(blobs.close)
            await blobs.check()
        except PoiseError as error:
            return _fault("S3", error)
    return Check("S3", Status.OK, f"the bucket {settings.s3_bucket} can be written")


async def _examine_redis(url: str) -> Check:
    async with AsyncExitStack() as stack:
        try:
            wakeups = wakeups_at(url)
            await wakeups.open()
            stack.push_async_callback(wakeups.close)
            await wakeups.check()
        except PoiseError as error:
            return _fault("Redis", error)
    return Check("Redis", Status.OK, "answers")


def _fault(name: str, error: PoiseError) -> Check:
    """Return a check of an error, whose sentence says after a semicolon what to do."""
    finding, _, mend = str(error).partition("; ")
    return Check(name, Status.FAULT, finding, mend.removesuffix("."))
