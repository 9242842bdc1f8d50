"""What runs inside the guarded child process to draw a comparison: both pictures side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from poise.media.limits import MediaLimits
from poise.pose import BLAZEPOSE_33, Pose
from poise.pose.limbs import LIMBS, Limb

# Both pictures are brought to this height, so that limbs and letters have one size.
_HEIGHT_PX = 900
# Colours from right to wrong that stay apart for every kind of colour blindness (after Okabe and Ito 2008), and
# the error from which each is used.
_COLOURS = ((25.0, (255, 111, 89)), (15.0, (240, 200, 66)), (0.0, (32, 178, 150)))
_NUMBERED_FROM_DEG = 15.0
_LEAST_WIDTH_PX = 1000
_GHOST = (150, 156, 164)


def draw_comparison(
    request: Mapping[str, Any],
    _progress: Callable[[Mapping[str, Any]], None],
    outputs: Mapping[str, BinaryIO],
    limits: MediaLimits,
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Draw what was compared in the way that ``request["picture"]`` names, limbs coloured by their error."""
    from poise.media.overlay import write_png

    draw = {"side-by-side": _side_by_side, "ghost": _ghost, "turned": _turned}[request["picture"]]
    panels = draw(request, limits)
    gap = np.full((_HEIGHT_PX, 12, 3), 255, np.uint8)
    rows = [part for panel in panels for part in (gap, panel)][1:]
    picture = _widened(np.hstack(rows))
    _caption(picture, request)
    write_png(outputs["picture"], picture)
    return {}, {}


def _widened(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture with margins where it is too narrow for the sentences."""
    room = max(0, _LEAST_WIDTH_PX - picture.shape[1])
    margins = ((0, 0), (room // 2, room - room // 2), (0, 0))
    return np.ascontiguousarray(np.pad(picture, margins, constant_values=255))


def _side_by_side(request: Mapping[str, Any], limits: MediaLimits) -> list[NDArray[np.uint8]]:
    """Return the reference and the attempt."""
    return [_panel(request, place, limits) for place in (0, 1)]


def _ghost(request: Mapping[str, Any], limits: MediaLimits) -> list[NDArray[np.uint8]]:
    """Return the attempt with the reference, as it would stand there, as a pale ghost behind it."""
    from poise.media.overlay import draw_pose

    panel, scale = _ground(request, 1, limits)
    size = (panel.shape[1], _HEIGHT_PX)
    if request["ghost"] is not None:
        ghost = _pose(request["ghost"], scale, size)
        draw_pose(panel, ghost, limb_colours=dict.fromkeys(_limb_colours_of_all(), _GHOST), opacity=0.75)
    errors = _errors_for(request, 1)
    pose = _pose(request["chosen"][1], scale, size)
    draw_pose(panel, pose, limb_colours=_limb_colours(errors))
    _number_limbs(panel, pose, errors)
    return [panel]


def _turned(request: Mapping[str, Any], _limits: MediaLimits) -> list[NDArray[np.uint8]]:
    """Return both bodies in one space, seen from the front and from the person's left."""
    return [_view(request, columns) for columns in ((0, 1), (2, 1))]


def _view(request: Mapping[str, Any], columns: tuple[int, int]) -> NDArray[np.uint8]:
    from poise.media.overlay import draw_pose

    panel = _paper()
    bodies = [np.array(points, dtype=np.float64) for points in request["turned"]]
    shown = np.stack([np.column_stack([body[:, columns[0]], -body[:, columns[1]]]) for body in bodies])
    low, high = np.nanmin(shown, axis=(0, 1)), np.nanmax(shown, axis=(0, 1))
    scale = 0.74 * _HEIGHT_PX / max(float((high - low).max()), 0.1)
    middle = np.array([0.5, 0.44]) * _HEIGHT_PX
    for number, flat in enumerate(shown):
        placed = (flat - (low + high) / 2) * scale + middle
        points = np.column_stack([placed, np.zeros(len(placed)), np.ones(len(placed))])
        pose = _pose(points.tolist(), 1.0, (_HEIGHT_PX, _HEIGHT_PX))
        colours = (
            _limb_colours(request["turned_errors_deg"])
            if number
            else dict.fromkeys(_limb_colours_of_all(), _GHOST)
        )
        draw_pose(panel, pose, limb_colours=colours, opacity=1.0 if number else 0.75)
    return panel


def _panel(request: Mapping[str, Any], place: int, limits: MediaLimits) -> NDArray[np.uint8]:
    from poise.media.overlay import draw_number, draw_pose

    panel, scale = _ground(request, place, limits)
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


def _ground(request: Mapping[str, Any], place: int, limits: MediaLimits) -> tuple[NDArray[np.uint8], float]:
    """Return a picture at the common height, or paper where there is none, and by how much it was scaled."""
    from poise.media.overlay import scaled_to_height
    from poise.media.picture import read_picture

    medium = request["media"][place]
    pixels = read_picture(Path(medium), limits).pixels if medium else _paper()
    panel = np.array(scaled_to_height(pixels, _HEIGHT_PX))
    if not medium:
        return panel, _HEIGHT_PX / request["heights_px"][place]
    return panel, _HEIGHT_PX / pixels.shape[0]


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
    return {
        names: _colour(errors[limb.name])
        for limb in LIMBS
        if limb.name in errors
        for names in _both_ways(limb)
    }


def _limb_colours_of_all() -> list[tuple[str, str]]:
    return [names for limb in LIMBS for names in _both_ways(limb)]


def _both_ways(limb: Limb) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return a limb's ends in either order: a skeleton's edges do not run as the limbs do."""
    return (limb.start[0], limb.end[0]), (limb.end[0], limb.start[0])


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
    if request["picture"] != "side-by-side":
        legend += "   grey: the reference"
    draw_label(canvas, legend, (size, size), size_px=0.8 * size, anchor=(0.0, 0.0))
