"""What runs inside the guarded child process to draw a comparison: both pictures side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from poise.media.limits import MediaLimits
from poise.pose import BLAZEPOSE_33, Pose
from poise.pose.limbs import LIMBS

# Both pictures are brought to this height, so that limbs and letters have one size.
_HEIGHT_PX = 900
# Colours from right to wrong that stay apart for every kind of colour blindness (after Okabe and Ito 2008), and
# the error from which each is used.
_COLOURS = ((25.0, (255, 111, 89)), (15.0, (240, 200, 66)), (0.0, (32, 178, 150)))
_NUMBERED_FROM_DEG = 15.0


def draw_comparison(
    request: Mapping[str, Any],
    _progress: Callable[[Mapping[str, Any]], None],
    outputs: Mapping[str, BinaryIO],
    limits: MediaLimits,
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Draw the reference on the left and the attempt on the right, limbs coloured by their error."""
    from poise.media.overlay import write_png

    panels = [_panel(request, place, limits) for place in (0, 1)]
    gap = np.full((_HEIGHT_PX, 12, 3), 255, np.uint8)
    picture = np.ascontiguousarray(np.hstack([panels[0], gap, panels[1]]))
    _caption(picture, request)
    write_png(outputs["picture"], picture)
    return {}, {}


def _panel(request: Mapping[str, Any], place: int, limits: MediaLimits) -> NDArray[np.uint8]:
    from poise.media.overlay import draw_number, draw_pose, scaled_to_height
    from poise.media.picture import read_picture

    medium = request["media"][place]
    pixels = read_picture(Path(medium), limits).pixels if medium else _paper()
    scale = _HEIGHT_PX / pixels.shape[0]
    panel = scaled_to_height(pixels, _HEIGHT_PX)
    width = panel.shape[1]
    chosen = request["chosen"][place]
    if chosen is None:
        for number, points in enumerate(request["people"][place], 1):
            pose = _pose(points, scale, (width, _HEIGHT_PX))
            draw_pose(panel, pose)
            draw_number(panel, pose, number)
        return panel
    pose = _pose(chosen, scale, (width, _HEIGHT_PX))
    errors = _errors_for(request, place)
    draw_pose(panel, pose, limb_colours=_limb_colours(errors))
    if place == 1:
        _number_limbs(panel, pose, errors)
    return panel


def _paper() -> NDArray[np.uint8]:
    """Return what a pose of the library is drawn on: it has no picture."""
    return np.full((_HEIGHT_PX, _HEIGHT_PX, 3), 236, np.uint8)


def _errors_for(request: Mapping[str, Any], place: int) -> dict[str, float]:
    """Return the error of each limb by its name in this picture; a mirrored reference shows them swapped."""
    errors: dict[str, float] = request["errors_deg"]
    if place == 1 or not request["is_mirrored"]:
        return errors
    partners = {limb.name: limb.mirror for limb in LIMBS}
    return {partners[name]: error for name, error in errors.items()}


def _pose(points: list[list[float]], scale: float, size: tuple[int, int]) -> Pose:
    values = np.array(points, dtype=np.float64)
    count = len(BLAZEPOSE_33)
    unknown = np.full((count, 3), np.nan)
    visibility = values[:, 3]
    return Pose(BLAZEPOSE_33, values[:, :3] * scale, unknown, visibility, np.full(count, np.nan), 0.0, size)


def _limb_colours(errors: Mapping[str, float]) -> dict[tuple[str, str], tuple[int, int, int]]:
    return {(limb.start[0], limb.end[0]): _colour(errors[limb.name]) for limb in LIMBS if limb.name in errors}


def _colour(error_deg: float) -> tuple[int, int, int]:
    return next(colour for least, colour in _COLOURS if error_deg >= least)


def _number_limbs(panel: NDArray[np.uint8], pose: Pose, errors: Mapping[str, float]) -> None:
    """Write the error on the limbs that are clearly off, the worst three."""
    from poise.media.overlay import Canvas, draw_label

    canvas = Canvas(panel)
    worst = sorted(
        (name for name in errors if errors[name] > _NUMBERED_FROM_DEG), key=lambda name: -errors[name]
    )[:3]
    for limb in (limb for limb in LIMBS if limb.name in worst):
        middle = (pose.image_point(limb.start[0])[:2] + pose.image_point(limb.end[0])[:2]) / 2
        draw_label(
            canvas, f"{errors[limb.name]:.0f}°", (float(middle[0]), float(middle[1])), anchor=(0.5, 0.5)
        )


def _caption(picture: NDArray[np.uint8], request: Mapping[str, Any]) -> None:
    from poise.media.overlay import Canvas, draw_label

    canvas = Canvas(picture)
    size = 0.016 * canvas.height
    score = request["score"]
    lines = [*([f"Score {score:.0f} of 100"] if score is not None else []), *request["words"]]
    for number, line in enumerate(reversed(lines)):
        at = (canvas.width / 2, canvas.height - size - number * 2.2 * size)
        draw_label(canvas, line, at, size_px=size)
    legend = "green: right   yellow: over 15°   red: over 25°"
    draw_label(canvas, legend, (size, size), size_px=0.8 * size, anchor=(0.0, 0.0))
