"""How much a file from a stranger may ask of this machine."""

from __future__ import annotations

from dataclasses import dataclass, fields

_MEBI = 2**20
_GIBI = 2**30


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """Bounds on media and on the process that reads them; the defaults suit a small machine of one's own.

    Parameters
    ----------
    max_bytes : int
        Size of a file (two hours from a phone at 4 Mbit/s are 3.6 GB).
    max_picture_pixels : int
        Width times height of a picture. Each takes up to about 14 bytes while decoding (the decoder's
        picture, an upright copy, the RGB array); the default lets a 64 megapixel phone through.
    max_picture_side : int
        The longer side of a picture in pixels (a phone's panorama has 16,384).
    max_picture_bytes : int
        Size of a picture's file; the largest allowed picture, 16 bits deep and not compressed at all, has 430 MB.
    max_picture_cpu_s : float
        Processor time for decoding a picture in seconds; 64 megapixels take about 1 s as JPEG and 5 s as AVIF.
    max_search_cpu_s : float
        Processor time in seconds after which a picture is not searched for further people; a crowd of a hundred
        takes 4 s.
    max_video_pixels : int
        Width times height of a video's frames; the default is 4K, either way up.
    max_duration_s : float
        Length of a video in seconds.
    max_frame_rate_hz : float
        Frames per second of a video, by its time stamps; slow motion from phones has 240.
    max_reply_bytes : int
        What the guarded child may answer.
    max_output_bytes : int
        Size of each file that the guarded child writes; it cannot write any that it was not given.
    memory_bytes : int
        Address space of the guarded child. MediaPipe maps about 0.9 GiB with one landmarker and 0.1 GiB
        for each further one.
    cpu_s : int
        Processor time of the guarded child in seconds, all threads together.
    max_silence_s : float
        For how long the guarded child may neither report progress nor answer.
    open_files : int
        File descriptors of the guarded child.

    Raises
    ------
    ValueError
        If a limit is not positive.
    """

    max_bytes: int = 8 * _GIBI
    max_picture_pixels: int = 72_000_000
    max_picture_side: int = 20_000
    max_picture_bytes: int = 512 * _MEBI
    max_picture_cpu_s: float = 10.0
    max_search_cpu_s: float = 60.0
    max_video_pixels: int = 4096 * 2304
    max_duration_s: float = 2 * 3600.0
    # 240 and a little: phones that promise 240 deliver between 239 and 241.
    max_frame_rate_hz: float = 250.0
    max_reply_bytes: int = 2 * _GIBI
    max_output_bytes: int = 8 * _GIBI
    memory_bytes: int = 6 * _GIBI
    cpu_s: int = 6 * 3600
    max_silence_s: float = 300.0
    open_files: int = 256

    def __post_init__(self) -> None:
        for limit in fields(self):
            if not getattr(self, limit.name) > 0:
                raise ValueError(f"{limit.name} must be greater than 0")


def readable_bytes(count: float) -> str:
    """Write a number of bytes for people.

    Examples
    --------
    >>> readable_bytes(6 * 2**30)
    '6.0 GiB'
    """
    return f"{count / _GIBI:.1f} GiB" if count >= _GIBI else f"{count / _MEBI:.1f} MiB"
