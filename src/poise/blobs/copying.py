"""All blobs from one place into another."""

from __future__ import annotations

from collections.abc import Callable

from poise.blobs.blobs import Blobs
from poise.errors import StoreError


async def copy_blobs(source: Blobs, target: Blobs, progress: Callable[[int], None]) -> int:
    """Copy all blobs; those that are there already in full are left as they are.

    Parameters
    ----------
    source, target : Blobs
        From where, and where to.
    progress : callable
        Is told now and then how many are done.

    Returns
    -------
    int
        How many there are.

    Raises
    ------
    StoreError
        If one is removed meanwhile: the studio has to be stopped.
    """
    present = {entry.name: entry.size async for entry in target.list()}
    done = 0
    async for entry in source.list():
        if present.get(entry.name) != entry.size:
            data = await source.get(entry.name)
            if data is None:
                raise StoreError("The data change while they are copied; please stop the studio first.")
            await target.put(entry.name, data)
        done += 1
        progress(done)
    return done
