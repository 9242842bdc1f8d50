"""Whether the studio can keep what it is given: what ``/readyz`` says."""

from __future__ import annotations

import asyncio
import os
import shutil
import time

from poise.blobs import Blobs
from poise.errors import PoiseError, StoreError, StoreUnavailable
from poise.media.limits import readable_bytes
from poise.store import Store
from poise.studio.work_folder import WorkFolder

_PATIENCE_S = 5.0
_KNOWN_FOR_S = 2.0  # whoever asks often does not make the disc write each time
LEAST_FREE_BYTES = 64 * 2**20


class Health:
    """Look whether the store, the work folder and the blobs are there, and can be written.

    Parameters
    ----------
    store : Store
        Open.
    work : WorkFolder
        Open.
    blobs : Blobs
        Where films go.
    """

    def __init__(self, store: Store, work: WorkFolder, blobs: Blobs) -> None:
        self._store, self._work, self._blobs = store, work, blobs
        self._looking: asyncio.Task[StoreError | None] | None = None
        self._looked_s = -_KNOWN_FOR_S

    async def require(self) -> None:
        """Return if all is well; an answer may be two seconds old.

        Raises
        ------
        StoreError
            In one sentence, what is not.
        """
        is_old = time.monotonic() - self._looked_s > _KNOWN_FOR_S
        if self._looking is None or (is_old and self._looking.done()):
            self._looked_s = time.monotonic()
            self._looking = asyncio.create_task(self._fault())
        fault = await asyncio.shield(self._looking)
        if fault is not None:
            raise fault

    async def _fault(self) -> StoreError | None:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._store.check()
                await self._blobs.check()
                await asyncio.to_thread(self._look_at_work)
        except TimeoutError:
            return StoreUnavailable(
                f"The store has not answered for {_PATIENCE_S:g} s; please look at its disc."
            )
        except StoreError as error:
            return error
        except PoiseError as error:
            return StoreError(str(error))
        return None

    def _look_at_work(self) -> None:
        with self._work.file() as file:
            try:
                file.write(bytes(4096))
                os.fsync(file.fileno())
            except OSError as error:
                raise StoreUnavailable(
                    f"The studio cannot write to its work folder ({error.strerror}); please make room."
                ) from error
        free = shutil.disk_usage(self._work.path).free
        if free < LEAST_FREE_BYTES:
            raise StoreUnavailable(
                f"The disc has {readable_bytes(free)} left; please make room before the studio cannot write."
            )
