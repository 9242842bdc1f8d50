"""What a running studio does with films by itself: uploads that expire, originals without a session, lost blobs."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping
from dataclasses import replace

from poise.blobs import Blobs
from poise.errors import Conflict
from poise.store import Store, Upload
from poise.store.paging import every
from poise.studio.clock import now_ms
from poise.studio.films.files import UPLOADS, StoredFile, upload_prefix
from poise.studio.films.uploads import LIFETIME_MS, remove_upload, uploads_in_use

_ORPHAN_MS = 48 * 3600 * 1000

_LOG = logging.getLogger("poise.films")


async def maintain_films(store: Store, blobs: Blobs) -> None:
    """Remove uploads whose time is over, originals whose sessions are gone, and blobs that nobody knows of.

    Whoever starts a studio with another database or another storage by mistake has two days to notice: blobs without
    a record stay as long, and where there is no blob at all no record is removed for lack of its own.
    """
    sizes: dict[str, int] = {}
    owners: dict[str, int] = {}  # and when each of them had its newest blob
    async for entry in blobs.list(UPLOADS):
        sizes[entry.name] = entry.size
        owner = entry.name.removeprefix(UPLOADS).partition("/")[0]
        owners[owner] = max(owners.get(owner, 0), entry.changed_ms)
    in_use = await uploads_in_use(store)
    known = set()
    async for upload in every(store.uploads):
        known.add(upload.identifier)
        if upload.identifier in in_use:
            await _prolong(store, upload)
        elif await _is_over(store, upload) or (sizes and not await _has_its_blobs(blobs, upload, sizes)):
            await remove_upload(store, blobs, upload)
    for identifier, changed_ms in owners.items():
        if identifier not in known and changed_ms < now_ms() - _ORPHAN_MS:
            await blobs.remove(upload_prefix(identifier))


async def _prolong(store: Store, upload: Upload) -> None:
    """Let an upload wait for its job, which may wait longer than an upload does."""
    until_ms = now_ms() + LIFETIME_MS
    if upload.expires_ms < until_ms:
        with contextlib.suppress(Conflict):  # looked at again soon
            await store.uploads.change(replace(upload, expires_ms=until_ms))


async def _is_over(store: Store, upload: Upload) -> bool:
    """Whether an upload's time is over, or the sessions whose original it is are gone."""
    if upload.expires_ms <= now_ms():
        return True
    for session in upload.sessions:
        if await store.sessions.get(session) is not None:
            return False
    return bool(upload.sessions)


async def _has_its_blobs(blobs: Blobs, upload: Upload, sizes: Mapping[str, int]) -> bool:
    """Whether all bytes of an upload are there; `sizes` are of before, and it may have grown since."""
    file = StoredFile.of_upload(upload.identifier, upload.parts)
    if _holds(file, sizes) or _holds(file, {one.name: one.size async for one in blobs.list(file.prefix)}):
        return True
    # They were moved or restored without their records, or the other way around.
    _LOG.warning("the upload %s is removed: a part of its bytes is missing", upload.identifier)
    return False


def _holds(file: StoredFile, sizes: Mapping[str, int]) -> bool:
    return all(sizes.get(file.part_name(number), -1) >= size for number, size in enumerate(file.parts))
