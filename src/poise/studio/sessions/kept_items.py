"""The items of a closed session, from its recording and the marks that were kept with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence

from poise.media.recording import Recording, decode_recording
from poise.store import Store
from poise.studio.live import Item, ItemKind, PlacedMark


async def recording_parts(store: Store, session: str) -> AsyncIterator[Recording]:
    """Give the recording of a session, some seconds of it at a time."""
    number = 0
    while (chunk := await store.recordings.get_chunk(session, number)) is not None:
        yield await asyncio.to_thread(decode_recording, chunk)
        number += 1


async def kept_items(store: Store, session: str, marks: Sequence[PlacedMark]) -> AsyncIterator[list[Item]]:
    """Give all that happened in a closed session, in order and in pieces; nothing where there is no recording.

    A recording rounds landmarks a little (docs/recording-format.md), so that these are not the bytes that once came.

    Parameters
    ----------
    store : Store
        Holds the recording.
    session : str
        Whose.
    marks : sequence of PlacedMark
        What the person did in it.
    """
    placing = _Placing(marks)
    is_there = False
    async for part in recording_parts(store, session):
        is_there = True
        yield await asyncio.to_thread(lambda found: list(placing.place(found)), part)
    if is_there:
        yield list(placing.rest())


class _Placing:
    """Puts each mark where it came between the frames."""

    def __init__(self, marks: Sequence[PlacedMark]) -> None:
        self._marks = list(marks)
        self._frames = 0
        self._time_s = 0.0

    def place(self, part: Recording) -> Iterator[Item]:
        for seen in part.observations():
            while self._marks and self._is_due(self._marks[0], seen.time_s):
                yield self._item(self._marks.pop(0))
            yield Item.of(seen)
            self._frames += 1
            self._time_s = seen.time_s

    def rest(self) -> Iterator[Item]:
        for mark in self._marks:
            yield self._item(mark)

    def _is_due(self, mark: PlacedMark, time_s: float) -> bool:
        return mark.time_s < time_s if mark.frames is None else mark.frames <= self._frames

    def _item(self, mark: PlacedMark) -> Item:
        self._time_s = max(mark.time_s, self._time_s)
        return Item(ItemKind.MARK, self._time_s, mark=mark.mark)
