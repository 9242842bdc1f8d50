"""Numbers on the limbs that are furthest off."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from poise.analysis.comparison.score import OFF_DEG
from poise.drawing.canvas import Box, Canvas, Point, text_width_px
from poise.drawing.compared import LOOKS, Figure, finding_of
from poise.drawing.placing import nearest_point, place_labels
from poise.drawing.style import DEFAULT_STYLE, Colour

_LETTER_SHARE = 0.021  # the height of a number as a share of the picture's height


def number_worst(canvas: Canvas, figure: Figure, errors_deg: Mapping[str, float], *, count: int = 3) -> None:
    """Write their error on the limbs that are clearly off, the worst first; a line leads to the limb.

    Parameters
    ----------
    canvas : Canvas
        Where to draw.
    figure : Figure
        The body, in the canvas' pixels.
    errors_deg : mapping of str to float
        As for `draw_compared`.
    count : int
        How many at most.
    """
    worst = sorted((error, name) for name, error in errors_deg.items() if error >= OFF_DEG)[::-1][:count]
    limbs = {name: (start[:2], end[:2]) for start, end, name in figure.strokes()}
    seen = [(error, name) for error, name in worst if name in limbs]
    letter = _LETTER_SHARE * canvas.height
    words = [f"{error:.0f}°" for error, _ in seen]
    # All of one size, so that they can change places.
    width = max((text_width_px(each, letter, 600) for each in words), default=0.0) + letter
    sizes = [(width, 1.9 * letter)] * len(words)
    anchors = [(float(x), float(y)) for x, y in (np.mean(limbs[name], axis=0) for _, name in seen)]
    boxes = place_labels(sizes, anchors, (canvas.width, canvas.height), clear_of=figure.outline())
    labels = [
        (box, anchor, text, LOOKS[finding_of(error)].colour)
        for box, anchor, text, (error, _) in zip(boxes, anchors, words, seen, strict=True)
        if box is not None
    ]
    for box, anchor, _, _ in labels:
        _draw_leader(canvas, anchor, nearest_point(box, anchor), letter)
    for box, _, text, colour in labels:
        _draw_number(canvas, box, text, colour, letter)


def _draw_leader(canvas: Canvas, start: Point, end: Point, letter_px: float) -> None:
    for colour, extra in ((DEFAULT_STYLE.casing, 0.25 * letter_px), (DEFAULT_STYLE.centre, 0.0)):
        canvas.line(start, end, colour, 0.15 * letter_px + extra)
        canvas.disc(start, 0.22 * letter_px + extra / 2, colour)


def _draw_number(canvas: Canvas, box: Box, words: str, colour: Colour, letter_px: float) -> None:
    canvas.panel(box, colour, opacity=1.0, corner_px=0.5 * letter_px)
    canvas.panel(box.grown(-0.16 * letter_px), DEFAULT_STYLE.casing, opacity=1.0, corner_px=0.4 * letter_px)
    middle = (box.x + box.width / 2, box.y + box.height / 2)
    canvas.text(words, middle, letter_px, DEFAULT_STYLE.ink, weight=600, anchor=(0.5, 0.5))
