"""Which colour matrix, primaries and transfer a film says it has, so that it looks like its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av import VideoFrame

# ITU-T H.273, tables 2 to 4: 1 BT.709, 2 unspecified, 5 and 6 BT.601 (625 and 525 lines).
_BT709, _UNSPECIFIED, _BT601 = 1, 2, 6
# H.273 matrix -> the matrix as swscale counts them. Others cannot be written as limited-range YUV.
_SWSCALE = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9}
_LIMITED_RANGE = 1


@dataclass(frozen=True, slots=True)
class ColourTags:
    """A film's colour description, code points of ITU-T H.273."""

    primaries: int
    transfer: int
    matrix: int

    @classmethod
    def of(cls, frame: VideoFrame) -> ColourTags:
        """Take over what the source says; what it leaves open is said as players would guess it."""
        # Players take untagged pictures of 720 lines and more for BT.709, smaller ones for BT.601.
        guess = _BT709 if max(frame.width, frame.height) >= 1280 or frame.height >= 720 else _BT601
        matrix = int(frame.colorspace)
        return cls(
            primaries=_told(int(frame.color_primaries), guess),
            transfer=_told(int(frame.color_trc), guess),
            matrix=matrix if matrix in _SWSCALE else guess,
        )

    def to_rgb(self, frame: VideoFrame, size: tuple[int, int]) -> VideoFrame:
        """Turn a decoded picture into RGB of full range and of `size`."""
        width, height = size
        return frame.reformat(
            width=width, height=height, format="rgb24", src_colorspace=_SWSCALE[self.matrix]
        )

    def to_yuv(self, frame: VideoFrame) -> VideoFrame:
        """Turn an RGB picture into the limited-range YUV 4:2:0 that every player shows."""
        return frame.reformat(
            format="yuv420p", dst_colorspace=_SWSCALE[self.matrix], dst_color_range=_LIMITED_RANGE
        )


def _told(code: int, guess: int) -> int:
    return guess if code in (0, _UNSPECIFIED) else code
