"""Drawings: skeletons and figures on pictures and films.

`style` says how things look, `canvas` draws smooth shapes, `skeleton` draws a pose with them, `labels`
writes; `picture` and `film` put them on a photograph and on a video.
"""

from poise.drawing.canvas import Box, Canvas
from poise.drawing.film import (
    DrawFrame,
    FilmFrame,
    draw_skeletons,
    draw_skeletons_alone,
    write_film,
)
from poise.drawing.head import draw_head
from poise.drawing.labels import draw_label, draw_legend, draw_number
from poise.drawing.picture import (
    blank_picture,
    draw_people,
    overlay_picture,
    write_png,
)
from poise.drawing.skeleton import LimbColours, draw_pose, limb_width_px
from poise.drawing.style import DEFAULT_STYLE, Colour, OverlayStyle, Side
from poise.media.film.report import FilmReport, SoundKept
from poise.media.pixels import Pixels

__all__ = [
    "DEFAULT_STYLE",
    "Box",
    "Canvas",
    "Colour",
    "DrawFrame",
    "FilmFrame",
    "FilmReport",
    "LimbColours",
    "OverlayStyle",
    "Pixels",
    "Side",
    "SoundKept",
    "blank_picture",
    "draw_head",
    "draw_label",
    "draw_legend",
    "draw_number",
    "draw_people",
    "draw_pose",
    "draw_skeletons",
    "draw_skeletons_alone",
    "limb_width_px",
    "overlay_picture",
    "write_film",
    "write_png",
]
