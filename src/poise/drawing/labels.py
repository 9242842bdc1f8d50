"""Labels on overlays: numbers that tell people apart, and the legend."""

from __future__ import annotations

from poise.drawing.canvas import Box, Canvas, text_width_px
from poise.drawing.skeleton import head_point, person_px
from poise.drawing.style import DEFAULT_STYLE, OverlayStyle, Side
from poise.media.pixels import Pixels
from poise.pose import Pose


def letter_px(canvas: Canvas) -> float:
    """Return the height of capitals that reads well in this picture: 1.3 % of its diagonal, 9 px at least."""
    return max(9.0, 0.013 * canvas.diagonal_px)


def draw_label(
    canvas: Canvas,
    words: str,
    at: tuple[float, float],
    style: OverlayStyle = DEFAULT_STYLE,
    *,
    size_px: float | None = None,
    anchor: tuple[float, float] = (0.5, 1.0),
) -> Box:
    """Write `words` on a rounded panel and return its box, moved so that it stays inside the picture.

    Parameters
    ----------
    canvas : Canvas
        Where to draw.
    words : str
        One line.
    at : (x, y)
        Pixels; the anchor of the panel comes to lie here.
    style : OverlayStyle
        The look.
    size_px : float, optional
        Height of capitals; by default from the picture's size.
    anchor : (float, float)
        (0, 0) is the panel's top left corner, (0.5, 1) the middle of its lower edge.
    """
    size = letter_px(canvas) if size_px is None else size_px
    height = 1.9 * size
    width = max(height, text_width_px(words, size, weight=600) + 1.2 * size)
    x = _between(at[0] - anchor[0] * width, canvas.width - width)
    y = _between(at[1] - anchor[1] * height, canvas.height - height)
    box = Box(x, y, width, height)
    canvas.panel(box, style.panel, opacity=0.78, corner_px=0.5 * size)
    middle = (x + width / 2, y + height / 2)
    canvas.text(words, middle, size, style.ink, weight=600, anchor=(0.5, 0.5))
    return box


def draw_number(pixels: Pixels, pose: Pose, number: int, style: OverlayStyle = DEFAULT_STYLE) -> None:
    """Write a person's number over the head, to tell several people apart."""
    canvas = Canvas(pixels)
    head = head_point(pose, (canvas.width, canvas.height))
    if head is not None:
        # The highest keypoint is mostly an ear or eye; the crown is about a tenth of the person above it.
        crown_px = 0.1 * person_px(pose) * canvas.height / pose.image_size[1]
        draw_label(canvas, str(number), (head[0], head[1] - crown_px), style)


def draw_legend(pixels: Pixels, style: OverlayStyle = DEFAULT_STYLE) -> Box:
    """Explain colours and shapes in the lower left corner: the person's own left and right."""
    canvas = Canvas(pixels)
    size = letter_px(canvas)
    entries = ((Side.LEFT, "left"), (Side.RIGHT, "right"))
    widths = [2.2 * size + text_width_px(words, size, weight=500) for _, words in entries]
    box = Box(size, canvas.height - 3.2 * size, sum(widths) + 1.4 * size, 2.2 * size)
    canvas.panel(box, style.panel, opacity=0.78, corner_px=0.6 * size)
    x, middle = box.x + 1.2 * size, box.y + box.height / 2
    for (side, words), width in zip(entries, widths, strict=True):
        shape = canvas.square if side is Side.RIGHT else canvas.disc
        shape((x, middle), 0.6 * size, style.centre)
        shape((x, middle), 0.4 * size, style.colour_of(side))
        canvas.text(words, (x + size, middle), size, style.ink, anchor=(0.0, 0.5))
        x += width
    return box


def _between(value: float, most: float) -> float:
    return min(max(0.0, value), max(0.0, most))
