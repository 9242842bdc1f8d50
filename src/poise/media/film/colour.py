"""Which colour matrix, primaries and transfer a film says it has, so that it looks like its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av import VideoFrame
    from av.video.codeccontext import VideoCodecContext

# Code points of ITU-T H.273, table 4: 1 BT.709, 2 unspecified, 5 and 6 BT.601, 9 BT.2020.
_BT709, _UNSPECIFIED = 1, 2
# H.273 matrix -> the same matrix as swscale counts them. Frames of an unnamed matrix are read as BT.601 by
# `poise.media.video`, so the way back is BT.601 as well: the numbers in the film are the source's.
_SWSCALE = {1: 1, 2: 5, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9}
LIMITED_RANGE = 1


@dataclass(frozen=True, slots=True)
class ColourTags:
    """A film's colour description, code points of ITU-T H.273."""

    primaries: int
    transfer: int
    matrix: int

    @classmethod
    def of(cls, source: VideoCodecContext) -> ColourTags:
        """Take over what the source says, and leave open what it leaves open: players then guess alike.

        A matrix that limited-range YUV cannot have (RGB, for one) becomes BT.709.
        """
        matrix = int(source.colorspace)
        return cls(
            primaries=int(source.color_primaries) or _UNSPECIFIED,
            transfer=int(source.color_trc) or _UNSPECIFIED,
            matrix=matrix if matrix in _SWSCALE else _BT709,
        )

    def to_yuv(self, frame: VideoFrame) -> VideoFrame:
        """Turn an RGB picture into the limited-range YUV 4:2:0 that every player shows."""
        return frame.reformat(
            format="yuv420p", dst_colorspace=_SWSCALE[self.matrix], dst_color_range=LIMITED_RANGE
        )
