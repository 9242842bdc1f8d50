"""Overlay pictures: poses on a photograph, or on blank ground, as PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from poise.drawing.head import draw_head
from poise.drawing.labels import draw_legend, draw_number
from poise.drawing.skeleton import draw_pose
from poise.drawing.style import DEFAULT_STYLE, OverlayStyle
from poise.media.pixels import Pixels
from poise.pose import Pose


def overlay_picture(
    pixels: Pixels, poses: Sequence[Pose], style: OverlayStyle = DEFAULT_STYLE, *, legend: bool = False
) -> Pixels:
    """Return a copy of the picture with everyone's skeleton on it, numbered from 1 if there are several.

    Parameters
    ----------
    pixels : (height, width, 3) uint8
        The upright RGB picture; it stays as it is.
    poses : sequence of Pose
        In the order of their numbers.
    style : OverlayStyle
        The look.
    legend : bool
        Whether to explain the colours in a corner.
    """
    drawn = np.array(pixels, dtype=np.uint8, order="C")
    draw_people(drawn, poses, style)
    if legend:
        draw_legend(drawn, style)
    return drawn


def blank_picture(
    size: tuple[int, int], poses: Sequence[Pose], style: OverlayStyle = DEFAULT_STYLE, *, legend: bool = False
) -> Pixels:
    """Return the skeletons alone on plain ground: nobody can be recognised.

    Parameters
    ----------
    size : (int, int)
        Width and height in pixels; poses found in a picture of another size are scaled.
    poses, style, legend
        As for `overlay_picture`.
    """
    width, height = size
    ground = np.full((height, width, 3), style.ground, np.uint8)
    for pose in poses:
        draw_head(ground, pose, style)
    return overlay_picture(ground, poses, style, legend=legend)


def draw_people(pixels: Pixels, poses: Sequence[Pose], style: OverlayStyle = DEFAULT_STYLE) -> None:
    """Draw everyone in place, numbered from 1 if there are several."""
    for pose in poses:
        draw_pose(pixels, pose, style)
    if len(poses) > 1:
        for number, pose in enumerate(poses, start=1):
            draw_number(pixels, pose, number, style)


def write_png(output: Path | BinaryIO, pixels: Pixels) -> None:
    """Write a picture as PNG.

    Parameters
    ----------
    output : Path or binary file
        A path is written whole or not at all; an open file is written at its position.
    pixels : (height, width, 3) uint8
        RGB.

    Raises
    ------
    OutputError
        If the path cannot be written.
    """
    from PIL import Image

    from poise.media.atomic import atomic_write

    if isinstance(output, Path):
        with atomic_write(output) as file:
            Image.fromarray(pixels).save(file, format="PNG")
    else:
        Image.fromarray(pixels).save(output, format="PNG")
