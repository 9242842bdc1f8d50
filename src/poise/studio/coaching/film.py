"""The coached film: skeleton coloured by correctness, count, depth gauge and cue."""

from __future__ import annotations

import math
from dataclasses import replace

from poise.drawing import DEFAULT_STYLE, Box, Canvas, Colour, FilmFrame, draw_label, draw_pose
from poise.drawing.canvas import text_width_px
from poise.media.pixels import Pixels
from poise.studio.coaching.captions import Caption, Captions

# Teal and coral stay apart for every kind of colour blindness; a word stands beside either.
RIGHT: Colour = (32, 178, 150)
WRONG: Colour = (255, 111, 89)
# The gauge shows progress from 0 to this.
_GAUGE_END = 1.2


class CoachingFilm:
    """Draws a film's frames with what is said at each instant."""

    def __init__(self, captions: Captions) -> None:
        self._captions = captions

    def draw(self, pixels: Pixels, frame: FilmFrame) -> None:
        """Draw one frame of the film, in place."""
        caption = self._captions.at(frame.time_s)
        style = DEFAULT_STYLE
        if caption.is_accurate is not None:
            colour = RIGHT if caption.is_accurate else WRONG
            style = replace(DEFAULT_STYLE, left=colour, right=colour)
        for pose, width_px in zip(frame.poses, frame.widths_px, strict=True):
            if pose is not None:
                draw_pose(pixels, pose, style, width_px=width_px)
        canvas = Canvas(pixels)
        _draw_count(canvas, caption, is_hold=self._captions.is_hold)
        if not self._captions.is_hold:
            _draw_gauge(canvas, caption)
        _draw_words(canvas, caption)


def _draw_count(canvas: Canvas, caption: Caption, *, is_hold: bool) -> None:
    size_px = 0.08 * min(canvas.width, canvas.height * 1.2)
    number = f"{caption.hold_s:.0f}" if is_hold else f"{caption.accurate}"
    unit = "seconds held" if is_hold else f"accurate of {caption.attempted}"
    words_px = 0.3 * size_px
    width = max(text_width_px(number, size_px, weight=800), text_width_px(unit, words_px)) + size_px
    box = Box(0.3 * size_px, 0.3 * size_px, width, 2.5 * size_px)
    canvas.panel(box, DEFAULT_STYLE.panel, corner_px=0.25 * size_px)
    left = box.x + 0.5 * size_px
    canvas.text(number, (left, box.y + 0.5 * size_px), size_px, DEFAULT_STYLE.ink, weight=800)
    canvas.text(unit, (left, box.y + 1.8 * size_px), words_px, DEFAULT_STYLE.ink)


def _draw_gauge(canvas: Canvas, caption: Caption) -> None:
    """Draw how deep the repetition is, and the band in which its peak must lie."""
    width, height = 0.028 * canvas.width, 0.5 * canvas.height
    gauge = Box(canvas.width - 2 * width, 0.25 * canvas.height, width, height)
    canvas.panel(gauge, DEFAULT_STYLE.panel, corner_px=width / 2)
    low, high = (_on_gauge(value) * height for value in caption.band)
    canvas.panel(Box(gauge.x, gauge.y + low, width, high - low), RIGHT, opacity=0.6, corner_px=width / 2)
    if math.isfinite(caption.progress):
        depth = gauge.y + _on_gauge(caption.progress) * height
        ends = (gauge.x - 0.5 * width, depth), (gauge.x + 1.5 * width, depth)
        canvas.line(*ends, DEFAULT_STYLE.casing, 0.5 * width)
        canvas.line(*ends, DEFAULT_STYLE.ink, 0.28 * width)


def _on_gauge(progress: float) -> float:
    return min(max(progress / _GAUGE_END, 0.0), 1.0)


def _draw_words(canvas: Canvas, caption: Caption) -> None:
    words = caption.cue
    if not words and caption.is_accurate:
        words = "Good"
    if words:
        size_px = 0.028 * min(canvas.width, canvas.height)
        draw_label(canvas, words, (canvas.width / 2, 0.93 * canvas.height), size_px=size_px)
