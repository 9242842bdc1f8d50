"""Turn decoded frames into upright RGB arrays with square pixels, all of one size."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from poise.media.video_geometry import UPRIGHT, Orientation, Size, fitted, square_size

if TYPE_CHECKING:
    import av
    from av.buffer import Buffer

# ffmpeg's filters: transpose 0 exchanges rows and columns, 1 turns clockwise, 2 counter-clockwise, 3 does as 0 and
# then turns by 180 degrees.
_FILTERS: dict[Orientation, list[tuple[str, str]]] = {
    Orientation(False, True, False): [("hflip", "")],
    Orientation(False, False, True): [("vflip", "")],
    Orientation(False, True, True): [("hflip", ""), ("vflip", "")],
    Orientation(True, False, False): [("transpose", "0")],
    Orientation(True, True, False): [("transpose", "1")],
    Orientation(True, False, True): [("transpose", "2")],
    Orientation(True, True, True): [("transpose", "3")],
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides how a frame is shown.

    Parameters
    ----------
    stored : (int, int)
        Width and height of the decoded frame.
    orientation : Orientation
        How it is turned and mirrored.
    aspect : Fraction or None
        Width of a stored pixel over its height.
    """

    stored: Size
    orientation: Orientation
    aspect: Fraction | None

    @classmethod
    def of(cls, frame: av.VideoFrame, aspect: Fraction | None) -> Shape:
        """Return the shape of a decoded frame whose stream has pixels of `aspect`."""
        return cls((frame.width, frame.height), orientation_of(frame), aspect)

    def shown(self, max_pixels: int) -> Size:
        """Return the width and height with square pixels, upright."""
        return self.orientation.upright(square_size(self.stored, self.aspect, max_pixels))


def orientation_of(frame: av.VideoFrame) -> Orientation:
    """Read how a frame wants to be turned and mirrored from its display matrix."""
    matrix = cast("Buffer | None", frame.side_data.get("DISPLAYMATRIX"))
    # 9 values of 32 bits in this machine's order (libavutil/display.h).
    return (
        UPRIGHT
        if matrix is None
        else Orientation.of_matrix(np.frombuffer(bytes(matrix), np.int32, 9).tolist())
    )


class Painter:
    """Paints frames on a canvas of one size; one of another shape is placed in its middle, on black.

    Frames are turned while they are still YUV: that takes a twentieth of the time of turning RGB in numpy.

    Parameters
    ----------
    canvas : (int, int)
        Width and height of what comes out.
    max_pixels : int
        Most pixels of a frame before it is placed.
    """

    def __init__(self, canvas: Size, max_pixels: int) -> None:
        from av.video.reformatter import Interpolation, VideoReformatter

        self._canvas, self._max_pixels = canvas, max_pixels
        self._reformatter = VideoReformatter()
        # Matters only where the size changes or pixels are not square; else all methods give the same values.
        self._interpolation = Interpolation.BILINEAR
        self._turn: _Turn | None = None
        self._shape: Shape | None = None
        self._shape_shown = canvas

    def fits(self, shape: Shape) -> bool:
        """Say whether a frame of this shape has the canvas's size of its own accord."""
        return self._shown(shape) == self._canvas

    def _shown(self, shape: Shape) -> Size:
        if shape is not self._shape:
            self._shape, self._shape_shown = shape, shape.shown(self._max_pixels)
        return self._shape_shown

    def paint(self, frame: av.VideoFrame, shape: Shape) -> NDArray[np.uint8]:
        """Return the frame as (H, W, 3) RGB, contiguous."""
        size = fitted(self._shown(shape), self._canvas)
        if shape.orientation != UPRIGHT:
            if self._turn is None or not self._turn.fits(frame, shape.orientation):
                self._turn = _Turn(frame, shape.orientation)
            frame = self._turn.apply(frame)
        rgb = self._reformatter.reformat(
            frame,
            format="rgb24",
            width=size[0],
            height=size[1],
            interpolation=self._interpolation,
            threads=1,
        )
        pixels: NDArray[np.uint8] = np.ascontiguousarray(rgb.to_ndarray(), np.uint8)
        return pixels if size == self._canvas else _centred(pixels, self._canvas)


def _centred(pixels: NDArray[np.uint8], canvas: Size) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    left, top = (canvas[0] - width) // 2, (canvas[1] - height) // 2
    placed = np.zeros((canvas[1], canvas[0], 3), np.uint8)
    placed[top : top + height, left : left + width] = pixels
    return placed


class _Turn:
    """A filter that turns and mirrors frames of one size and format."""

    def __init__(self, frame: av.VideoFrame, orientation: Orientation) -> None:
        import av.filter

        self._key = self._key_of(frame, orientation)
        self._graph = av.filter.Graph()
        steps = [
            self._graph.add_buffer(
                width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base
            ),
            *(self._graph.add(name, arguments) for name, arguments in _FILTERS[orientation]),
            self._graph.add("buffersink"),
        ]
        self._graph.link_nodes(*steps).configure()

    @staticmethod
    def _key_of(frame: av.VideoFrame, orientation: Orientation) -> tuple[object, ...]:
        return orientation, frame.width, frame.height, frame.format.name

    def fits(self, frame: av.VideoFrame, orientation: Orientation) -> bool:
        return self._key == self._key_of(frame, orientation)

    def apply(self, frame: av.VideoFrame) -> av.VideoFrame:
        self._graph.vpush(frame)
        return self._graph.vpull()
