"""What runs inside the guarded child process to draw a comparison: the body of each picture by its errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from poise.media.limits import MediaLimits
from poise.pose import BLAZEPOSE_33, FloatArray, Pose

if TYPE_CHECKING:
    from poise.drawing.compared import Figure, Finding
    from poise.drawing.framing import Frame, Subject
    from poise.media.pixels import Pixels

# Bodies in space are drawn as if a metre were this long, and then made to fill their frame.
_SPACE_METRE_PX = 1000.0
_LEAST_VISIBILITY = 0.1
_CROWN = 1.5  # from the head's middle to above the hair, in radii of the head


def draw_comparison(
    request: Mapping[str, Any],
    _progress: object,
    outputs: Mapping[str, BinaryIO],
    limits: MediaLimits,
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Draw what was compared in the way that ``request["picture"]`` names, limbs by their error."""
    from poise.drawing.opencv import require_opencv

    require_opencv()
    from poise.drawing import write_png
    from poise.drawing.footer import page

    draw = {"side-by-side": _side_by_side, "ghost": _ghost, "turned": _turned}[request["picture"]]
    drawn = page(draw(request, limits), _title(request), request["words"], _explained(request))
    write_png(outputs["picture"], drawn)
    return {}, {}


def _title(request: Mapping[str, Any]) -> str:
    if request["score"] is None:
        return ""
    return f"Score {request['score']:.0f} ± {request['uncertainty']:.0f} of 100"


def _explained(request: Mapping[str, Any]) -> list[Finding]:
    """Return the looks that the picture shows; without a verdict nothing was compared."""
    from poise.drawing.compared import Finding

    if request["score"] is None:
        return [Finding.NOT_COMPARED] if any(request["chosen"]) else []
    has_outline = request["picture"] != "side-by-side"
    return [each for each in Finding if has_outline or each is not Finding.REFERENCE]


def _side_by_side(request: Mapping[str, Any], limits: MediaLimits) -> list[tuple[str, Pixels]]:
    """Return the reference and the attempt, both people equally large where both are known."""
    frames = _frames(request)
    panels = []
    for place, title in enumerate(_titles(request)):
        panel = frames[place].shown(_picture(request, place, limits), _ground())
        _draw_people(panel, request, place, frames[place])
        panels.append((title, panel))
    return panels


def _titles(request: Mapping[str, Any]) -> tuple[str, str]:
    """Return what stands over the reference and over the attempt."""
    if request.get("is_reference_turned"):
        how = "turned and mirrored" if request["is_mirrored"] else "turned"
        return f"The reference, {how} like the attempt", "The attempt"
    return "The reference", "The attempt, compared as in a mirror" if request[
        "is_mirrored"
    ] else "The attempt"


def _frames(request: Mapping[str, Any]) -> list[Frame]:
    """Return what is shown of both pictures: whole where nobody was chosen, equally large people where both were."""
    from poise.drawing.framing import frames_for

    subjects = []
    for place, points in enumerate(request["chosen"]):
        figures = [] if points is None else [_figure(points, request["image_sizes"][place])]
        subjects.append(_subject(request, place, figures))
    if all(request["chosen"]):
        return frames_for(subjects)
    return [frame for subject in subjects for frame in frames_for([subject])]


def _subject(request: Mapping[str, Any], place: int, figures: Sequence[Figure]) -> Subject:
    """Return what is to be shown of a picture: all figures with their hair, everything where there is nobody."""
    from poise.drawing import Box
    from poise.drawing.framing import Subject

    size = request["image_sizes"][place]
    picture = tuple(size) if request["media"][place] or not figures else None
    points = np.concatenate([np.zeros((0, 2)), *(_extent(figure, picture) for figure in figures)])
    if not len(points):
        points = np.array([(0.0, 0.0), size])
    low, high = points.min(axis=0), points.max(axis=0)
    box = Box(*low.tolist(), *(high - low).tolist())
    return Subject(box, request["metre_px"][place], picture)


def _extent(figure: Figure, picture: Sequence[int] | None) -> FloatArray:
    """Return points (N, 2) that reach as far as somebody does, with what is above the face."""
    seen: FloatArray = figure.points[figure.is_seen, :2]
    if (head := figure.head()) is None:
        return seen
    crown = head[0] + _CROWN * head[1] * np.array([(-1.0, -1.0), (1.0, 1.0)])
    if picture is not None and ((head[0] >= 0) & (head[0] <= picture)).all():
        crown = np.clip(crown, 0, picture)  # what of the hair is not in the picture needs no room
    return np.concatenate([seen, crown])


def _picture(request: Mapping[str, Any], place: int, limits: MediaLimits) -> Pixels:
    """Return a picture's pixels; nothing where there is no picture."""
    from poise.isolation.processor_time import read_picture_in_time

    medium = request["media"][place]
    return read_picture_in_time(Path(medium), limits).pixels if medium else np.zeros((0, 0, 3), np.uint8)


def _ground() -> tuple[int, int, int]:
    from poise.drawing import DEFAULT_STYLE

    return DEFAULT_STYLE.ground


def _draw_people(panel: Pixels, request: Mapping[str, Any], place: int, frame: Frame) -> None:
    """Draw who was compared, or everybody numbered where nobody was chosen."""
    from poise.drawing import draw_number, draw_pose

    points = request["chosen"][place]
    if points is not None:
        figure = _framed(_figure(points, request["image_sizes"][place]), frame)
        _draw_body(
            panel,
            figure,
            request["errors_deg"][place],
            is_numbered=place == 1,
            medium=request["media"][place],
        )
        return
    for number, values in enumerate(request["people"][place], 1):
        pose = _pose(values, frame)
        draw_pose(panel, pose)
        draw_number(panel, pose, number)


def _ghost(request: Mapping[str, Any], limits: MediaLimits) -> list[tuple[str, Pixels]]:
    """Return the attempt over the outline of the reference, as it would stand there."""
    from poise.drawing import Canvas
    from poise.drawing.compared import LIMB_SHARE, draw_reference
    from poise.drawing.framing import frames_for

    attempt = _figure(request["chosen"][1], request["image_sizes"][1])
    ghost = _figure(request["ghost"], None)
    (frame,) = frames_for([_subject(request, 1, [attempt, ghost])])
    panel = frame.shown(_picture(request, 1, limits), _ground())
    canvas = Canvas(panel)
    draw_reference(canvas, _framed(ghost, frame), LIMB_SHARE * canvas.height)
    _draw_body(
        panel, _framed(attempt, frame), request["errors_deg"][1], is_numbered=True, medium=request["media"][1]
    )
    return [("The reference as an outline in the attempt's picture", panel)]


def _turned(request: Mapping[str, Any], _limits: MediaLimits) -> list[tuple[str, Pixels]]:
    """Return both bodies in one space, seen from the front and from the person's right."""
    from poise.drawing.framing import frames_for

    # Across the page, down, and away from who looks, of the axes left, up, forward.
    views = {
        "From the front": [(1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 0.0, -1.0)],
        "From the right": [(0.0, 0.0, 1.0), (0.0, -1.0, 0.0), (1.0, 0.0, 0.0)],
    }
    pairs = [[_in_space(body, np.array(axes)) for body in request["turned"]] for axes in views.values()]
    space = {"image_sizes": [None], "media": [""], "metre_px": [_SPACE_METRE_PX]}
    frames = frames_for([_subject(space, 0, pair) for pair in pairs])
    mirror = ", the attempt as in a mirror" if request["is_mirrored"] else ""
    return [
        (title + mirror, _view(request, pair, frame))
        for title, pair, frame in zip(views, pairs, frames, strict=True)
    ]


def _view(request: Mapping[str, Any], pair: Sequence[Figure], frame: Frame) -> Pixels:
    from poise.drawing import Canvas
    from poise.drawing.compared import LIMB_SHARE, draw_reference

    panel = frame.shown(np.zeros((0, 0, 3), np.uint8), _ground())
    canvas = Canvas(panel)
    reference, attempt = (_framed(figure, frame) for figure in pair)
    draw_reference(canvas, reference, LIMB_SHARE * canvas.height)
    errors = request["turned_errors_deg"]
    _draw_body(panel, attempt, errors, is_numbered=True, is_mirrored=request["is_mirrored"])
    return panel


def _draw_body(
    panel: Pixels,
    figure: Figure,
    errors: Mapping[str, float],
    *,
    is_numbered: bool,
    medium: str = "",
    is_mirrored: bool = False,
) -> None:
    from poise.drawing import Canvas
    from poise.drawing.compared import LIMB_SHARE, draw_compared
    from poise.drawing.numbered import number_worst

    canvas = Canvas(panel)
    width = LIMB_SHARE * canvas.height
    draw_compared(canvas, figure, errors, width, with_head=not medium, is_mirrored=is_mirrored)
    if is_numbered:
        number_worst(canvas, figure, errors)


def _figure(points: list[list[float]], picture: Sequence[int] | None) -> Figure:
    """Return a body of which only what is visible, and inside the picture where there is one, is seen."""
    from poise.drawing.compared import Figure

    values = np.array(points, dtype=np.float64)
    is_seen = values[:, 3] >= _LEAST_VISIBILITY
    if picture is not None:
        is_seen &= ((values[:, :2] >= 0) & (values[:, :2] <= picture)).all(axis=1)
    return Figure(values[:, :3], is_seen)


def _in_space(points: list[list[float]], axes: FloatArray) -> Figure:
    """Return a body as it is seen along the axes (3, 3)."""
    from poise.drawing.compared import Figure

    values = np.array(points, dtype=np.float64)
    return Figure(values[:, :3] @ axes.T * _SPACE_METRE_PX, values[:, 3] > 0)


def _framed(figure: Figure, frame: Frame) -> Figure:
    from poise.drawing.compared import Figure

    placed = np.column_stack([frame.placed(figure.points[:, :2]), figure.points[:, 2]])
    return Figure(placed, figure.is_seen)


def _pose(points: list[list[float]], frame: Frame) -> Pose:
    """Return somebody in a frame who was not compared."""
    values = np.array(points, dtype=np.float64)
    count = len(BLAZEPOSE_33)
    image = np.column_stack([frame.placed(values[:, :2]), values[:, 2]])
    unknown = np.full((count, 3), np.nan)
    return Pose(BLAZEPOSE_33, image, unknown, values[:, 3], np.full(count, np.nan), 0.0, frame.size)
