"""A live session as a recording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from poise.media.recording import PartTrack, Recording, encode_recording
from poise.pose import Part, PoseSequence
from poise.studio.live.items import Item

CHUNK_S = 30.0


class Recorder:
    """Encode what was seen as recordings of at most 30 s each, while it comes; marks are left out.

    A chunk holds the body, and each hand and face that was found in it.

    Parameters
    ----------
    image_size : (int, int)
        Of the camera's picture in pixels.
    metadata : mapping of str to str
        Written into every chunk.
    """

    def __init__(self, image_size: tuple[int, int], metadata: Mapping[str, str]) -> None:
        self._image_size, self._metadata = image_size, dict(metadata)
        self._frames: list[Item] = []

    def take(self, items: Iterable[Item]) -> list[bytes]:
        """Take the items that follow; returns the chunks that are complete by then."""
        chunks: list[bytes] = []
        for item in items:
            if item.mark is not None:
                continue
            if self._frames and item.time_s - self._frames[0].time_s >= CHUNK_S:
                chunks += self.end()
            self._frames.append(item)
        return chunks

    def end(self) -> list[bytes]:
        """Return the last chunk, if there is anything in it."""
        if not self._frames:
            return []
        frames, self._frames = self._frames, []
        return [encode_recording(_recording(frames, self._image_size, self._metadata))]


def recording_chunks(
    items: Iterable[Item], image_size: tuple[int, int], metadata: Mapping[str, str]
) -> list[bytes]:
    """Return what was seen as recordings of at most 30 s each, in order; marks are left out.

    Parameters
    ----------
    items : iterable of Item
        The whole session.
    image_size : (int, int)
        Of the camera's picture in pixels.
    metadata : mapping of str to str
        Written into every chunk.
    """
    recorder = Recorder(image_size, metadata)
    return [*recorder.take(items), *recorder.end()]


def _recording(frames: Sequence[Item], image_size: tuple[int, int], metadata: Mapping[str, str]) -> Recording:
    seen = [frame.observation(image_size) for frame in frames]
    found = {part for one in seen for part in one.parts}

    def sequence(part: Part) -> PoseSequence:
        return PoseSequence.from_poses([one.pose(part) for one in seen])

    looked_at = np.array([one.is_looked_at for one in seen])
    tracks = tuple(PartTrack(0, part, sequence(part)) for part in Part if part in found - {Part.BODY})
    return Recording(
        (sequence(Part.BODY),), metadata, tracks=tracks, looked_at=None if looked_at.all() else looked_at
    )
