"""The bytes of an upload: kept as blobs, durable before they are acknowledged."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from poise.blobs import MAX_BLOB_BYTES, Blobs
from poise.errors import Conflict, MediaTooLarge, NotThere, UnsupportedMedia, UploadTakenOver
from poise.media.kinds import require_film
from poise.store import Store, Upload
from poise.studio.clock import now_ms
from poise.studio.films.files import StoredFile, upload_prefix
from poise.studio.films.uploads import LIFETIME_MS, remove_upload

MIN_PART_BYTES = 2**20
"""A smaller last part is joined with what follows, so that a file has few parts however it is sent."""

_CHECKED_BYTES = 4096  # of the beginning: enough to know what a file is
_SLOW_S = (
    2.0  # after which a smaller part than the largest is kept, so that little is lost when we are killed
)

Permit = Callable[[], Awaitable[None]]
"""Raises when whoever sends may not any more."""


class Receiver:
    """Take the bytes that follow in an upload.

    Parameters
    ----------
    store, blobs
        Where the upload is known, and where its bytes go.
    upload : Upload
        As `open` has found it.
    permit : callable
        Is asked before anything is kept.
    """

    def __init__(self, store: Store, blobs: Blobs, upload: Upload, permit: Permit) -> None:
        self._store, self._blobs, self._permit = store, blobs, permit
        self._upload, self._parts = upload, upload.parts
        self._buffer = bytearray()
        self._durable = 0  # of the buffer's bytes
        self._kept_s = time.monotonic()

    @classmethod
    async def open(cls, store: Store, blobs: Blobs, upload: Upload, permit: Permit) -> Receiver:
        """Return what goes on with an upload; whoever received for it before, on any server, is stopped by that.

        Raises
        ------
        UploadTakenOver
            If somebody else has begun in the same moment.
        """
        try:
            mine = await store.uploads.change(replace(upload, expires_ms=now_ms() + LIFETIME_MS))
        except Conflict as error:
            raise _taken_over() from error
        receiver = cls(store, blobs, mine, permit)
        await receiver._reopen_last_part()
        return receiver

    @property
    def upload(self) -> Upload:
        """The upload as it is durable."""
        return self._upload

    async def write(self, data: bytes) -> None:
        """Take some bytes; they are durable after `close`, and many of them before.

        Raises
        ------
        MediaTooLarge
            If these are more than were announced.
        UnsupportedMedia
            If the file is no film by its first bytes; then the upload is gone.
        UploadTakenOver, NotThere
            If somebody else goes on with the upload, or has removed it.
        """
        if sum(self._parts) + len(self._buffer) + len(data) > self._upload.size:
            raise MediaTooLarge("More bytes came than were announced; please choose the file again.")
        self._buffer += data
        if len(self._buffer) >= _CHECKED_BYTES:
            await self._require_film()
        while len(self._buffer) >= MAX_BLOB_BYTES:
            await self._keep(MAX_BLOB_BYTES)
        is_slow = time.monotonic() - self._kept_s > _SLOW_S
        if is_slow and len(self._buffer) - self._durable >= MIN_PART_BYTES:
            await self._keep(len(self._buffer))

    async def close(self) -> Upload:
        """Make durable what came, and return the upload."""
        if len(self._buffer) > self._durable:
            if sum(self._parts) + len(self._buffer) == self._upload.size:
                await self._require_film()
            await self._keep(len(self._buffer))
        if self._upload.is_complete:
            await self._tidy()
        return self._upload

    async def _tidy(self) -> None:
        """Remove the blobs that a killed or overtaken server has written, and nobody acknowledged."""
        file = self._file(self._parts)
        names = {file.part_name(number) for number in range(len(file.parts))}
        for name in [entry.name async for entry in self._blobs.list(file.prefix) if entry.name not in names]:
            await self._blobs.remove(name)

    async def _reopen_last_part(self) -> None:
        if not self._parts or self._parts[-1] >= MIN_PART_BYTES:
            return
        number = len(self._parts) - 1
        data = await self._blobs.get(self._file(self._parts).part_name(number))
        if data is None or len(data) < self._parts[-1]:
            return  # whoever reads the file is told
        self._buffer += data[: self._parts[-1]]
        self._durable, self._parts = len(self._buffer), self._parts[:-1]

    async def _require_film(self) -> None:
        """Look at the first bytes, before they are kept for the first time in full."""
        if self._parts or self._durable >= _CHECKED_BYTES:
            return
        try:
            require_film(self._upload.name, bytes(self._buffer[:_CHECKED_BYTES]))
        except UnsupportedMedia:
            await remove_upload(self._store, self._blobs, self._upload)
            raise

    async def _keep(self, count: int) -> None:
        """Make the first bytes of the buffer durable as one part, then acknowledge them."""
        await self._permit()
        await self._require_mine()
        replaced, parts = self._upload.parts, (*self._parts, count)
        with memoryview(self._buffer) as view:
            data = view[:count].tobytes()
        await self._blobs.put(self._file(parts).part_name(len(self._parts)), data)
        changed = replace(self._upload, parts=parts, expires_ms=now_ms() + LIFETIME_MS)
        try:
            self._upload = await self._store.uploads.change(changed)
        except Conflict as error:
            raise await self._lost() from error
        if self._durable:  # the small part that these bytes were joined to
            await self._blobs.remove(self._file(replaced).part_name(len(replaced) - 1))
        self._parts, self._durable, self._kept_s = parts, 0, time.monotonic()
        del self._buffer[:count]

    async def _require_mine(self) -> None:
        """Write no blob where another server receives by now: nobody would ever read it."""
        present = await self._store.uploads.get(self._upload.identifier)
        if present is None or present.rev != self._upload.rev:
            raise await self._lost()

    async def _lost(self) -> UploadTakenOver | NotThere:
        """Return why the upload is not ours any more; a blob that was written after its removal goes."""
        if await self._store.uploads.get(self._upload.identifier) is not None:
            return _taken_over()
        await self._blobs.remove(upload_prefix(self._upload.identifier))
        return NotThere("There is no such upload; please choose the file again.")

    def _file(self, parts: tuple[int, ...]) -> StoredFile:
        return StoredFile.of_upload(self._upload.identifier, parts)


def _taken_over() -> UploadTakenOver:
    return UploadTakenOver("The same upload goes on in another tab or request; please try again.")
