"""A live session as a recording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from poise.media.recording import Recording, encode_recording
from poise.pose import PoseSequence
from poise.studio.live.items import Item

CHUNK_S = 30.0


class Recorder:
    """Encode the pictures' landmarks as recordings of at most 30 s each, while they come; marks are left out.

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
        return [encode_recording(Recording((_sequence(frames, self._image_size),), self._metadata))]


def recording_chunks(
    items: Iterable[Item], image_size: tuple[int, int], metadata: Mapping[str, str]
) -> list[bytes]:
    """Return the pictures' landmarks as recordings of at most 30 s each, in order; marks are left out.

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


def _sequence(frames: Sequence[Item], image_size: tuple[int, int]) -> PoseSequence:
    return PoseSequence.from_poses([frame.pose(image_size) for frame in frames])
