"""Overlays: skeletons drawn on pictures and films.

`style` says how things look, `canvas` draws smooth shapes, `skeleton` draws a pose with them, `labels`
writes; `picture` and `film` put them on a photograph and on a video.
"""

from poise.media.overlay.canvas import Box, Canvas, Pixels
from poise.media.overlay.film import (
    DrawFrame,
    FilmFrame,
    draw_skeletons,
    draw_skeletons_alone,
    write_film,
)
from poise.media.overlay.film_report import FilmReport, SoundKept
from poise.media.overlay.head import draw_head
from poise.media.overlay.labels import draw_label, draw_legend, draw_number
from poise.media.overlay.picture import (
    blank_picture,
    draw_people,
    overlay_picture,
    write_png,
)
from poise.media.overlay.skeleton import LimbColours, draw_pose, limb_width_px
from poise.media.overlay.style import DEFAULT_STYLE, Colour, OverlayStyle, Side

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
