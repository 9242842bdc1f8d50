"""A finished live session as a recording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from poise.media.recording import Recording, encode_recording
from poise.pose import PoseSequence
from poise.studio.live.items import Item

CHUNK_S = 30.0


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
    frames = [item for item in items if item.mark is None]
    return [
        encode_recording(Recording((_sequence(part, image_size),), dict(metadata))) for part in _parts(frames)
    ]


def _parts(frames: Sequence[Item]) -> list[list[Item]]:
    parts: list[list[Item]] = []
    for frame in frames:
        if not parts or frame.time_s - parts[-1][0].time_s >= CHUNK_S:
            parts.append([])
        parts[-1].append(frame)
    return parts


def _sequence(frames: Sequence[Item], image_size: tuple[int, int]) -> PoseSequence:
    return PoseSequence.from_poses([frame.pose(image_size) for frame in frames])
