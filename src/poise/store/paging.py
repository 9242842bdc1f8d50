"""Going through all pages of a facet."""

from __future__ import annotations

from collections.abc import AsyncIterator

from poise.store.facets import Facet, Kept


async def every(facet: Facet[Kept]) -> AsyncIterator[Kept]:
    """Yield all records of a facet in its own order, a page at a time."""
    after = ""
    while True:
        page = await facet.page(after)
        for record in page.records:
            yield record
        after = page.next_key
        if not after:
            return
