"""What runs inside the guarded child process to draw a comparison: the body of each picture by its errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np

from poise.isolation.codec import ArrayOf
from poise.isolation.task import Context, task
from poise.media.limits import MediaLimits
from poise.pose import BLAZEPOSE_33, FloatArray, Pose
from poise.studio.comparing.picture import ComparisonPicture

if TYPE_CHECKING:
    from poise.drawing import Box
    from poise.drawing.compared import Figure, Finding
    from poise.drawing.framing import Frame, Subject
    from poise.media.pixels import Pixels

# Bodies in space are drawn as if a metre were this long, and then made to fill their frame.
_SPACE_METRE_PX = 1000.0
_LEAST_VISIBILITY = 0.1
_ANYBODY = (243, 241, 234)  # where nobody was chosen, no colour says anything
_CROWN = 1.5  # from the head's middle to above the hair, in radii of the head


Body = Annotated[FloatArray, ArrayOf("<f8", len(BLAZEPOSE_33), 4)]
"""Landmarks as rows of x, y, z in pixels of the picture and visibility; one that is unknown is not visible."""


@dataclass(frozen=True, eq=False, slots=True)
class Side:
    """What is drawn of the reference, or of the attempt.

    Parameters
    ----------
    media : Path or None
        The picture, if there is one.
    image_size : (int, int)
        Its width and height in pixels.
    chosen : Body or None
        Who was compared.
    people : tuple of Body
        Everybody, the largest first.
    metre_px : float
        What is to be drawn equally long on both sides, in pixels.
    errors_deg : mapping of str to float
        The limbs' errors, by the names that they have for the person in this picture.
    """

    media: Path | None
    image_size: tuple[int, int]
    chosen: Body | None
    people: tuple[Body, ...]
    metre_px: float
    errors_deg: Mapping[str, float]


@dataclass(frozen=True, eq=False, slots=True)
class Verdict:
    """What came out, and what ghost and turned bodies are drawn from.

    Parameters
    ----------
    score, uncertainty : float or None
        As in `poise.analysis.comparison.Comparison`.
    is_mirrored : bool
        Whether the attempt was compared as in a mirror.
    ghost : Body
        The reference as it would stand in the attempt's picture.
    turned : (Body, Body)
        Reference and attempt in one space, in metres: left, up, forward.
    turned_errors_deg : mapping of str to float
        The limbs' errors by their names in that space.
    """

    score: float | None
    uncertainty: float | None
    is_mirrored: bool
    ghost: Body
    turned: tuple[Body, Body]
    turned_errors_deg: Mapping[str, float]


@dataclass(frozen=True, eq=False, slots=True)
class DrawingRequest:
    """What the child process draws a comparison from.

    Parameters
    ----------
    picture : ComparisonPicture
        In which way.
    reference, attempt : Side
        What is drawn of both.
    words : tuple of str
        The sentences below.
    verdict : Verdict or None
        What came out, if anything.
    is_reference_turned : bool
        Whether the reference is one of the library, shown from where the attempt was seen.
    """

    picture: ComparisonPicture
    reference: Side
    attempt: Side
    words: tuple[str, ...]
    verdict: Verdict | None
    is_reference_turned: bool = False


@task
def draw_comparison(request: DrawingRequest, context: Context) -> None:
    """Draw what was compared as PNG to ``picture``, limbs by their error.

    Raises
    ------
    ValueError
        If a ghost or turned bodies are asked for without a verdict.
    """
    from poise.drawing.opencv import require_opencv

    require_opencv()
    from poise.drawing import write_png
    from poise.drawing.footer import page

    drawn = page(_panels(request, context.limits), _title(request), list(request.words), _explained(request))
    write_png(context.outputs["picture"], drawn)


def _panels(request: DrawingRequest, limits: MediaLimits) -> list[tuple[str, Pixels]]:
    if request.picture is ComparisonPicture.SIDE_BY_SIDE:
        return _side_by_side(request, limits)
    if request.verdict is None:
        raise ValueError(f"there is no verdict of which {request.picture} could be drawn")
    if request.picture is ComparisonPicture.GHOST:
        return _ghost(request, request.verdict, limits)
    return _turned(request.verdict)


def _title(request: DrawingRequest) -> str:
    verdict = request.verdict
    if verdict is None or verdict.score is None or verdict.uncertainty is None:
        return ""
    return f"Score {verdict.score:.0f} ± {verdict.uncertainty:.0f} of 100"


def _explained(request: DrawingRequest) -> list[Finding]:
    """Return the looks that the picture shows; without a verdict nothing was compared."""
    from poise.drawing.compared import Finding

    if request.verdict is None or request.verdict.score is None:
        is_anybody = request.reference.chosen is not None or request.attempt.chosen is not None
        return [Finding.NOT_COMPARED] if is_anybody else []
    has_outline = request.picture is not ComparisonPicture.SIDE_BY_SIDE
    return [each for each in Finding if has_outline or each is not Finding.REFERENCE]


def _side_by_side(request: DrawingRequest, limits: MediaLimits) -> list[tuple[str, Pixels]]:
    """Return the reference and the attempt, both people equally large where both are known."""
    sides = (request.reference, request.attempt)
    panels = []
    for side, frame, title in zip(sides, _frames(sides), _titles(request), strict=True):
        panel = frame.shown(_picture(side, limits), _ground())
        _draw_people(panel, side, frame, is_numbered=side is request.attempt)
        panels.append((title, panel))
    return panels


def _titles(request: DrawingRequest) -> tuple[str, str]:
    """Return what stands over the reference and over the attempt."""
    is_mirrored = request.verdict is not None and request.verdict.is_mirrored
    if request.is_reference_turned:
        how = "turned and mirrored" if is_mirrored else "turned"
        return f"The reference, {how} like the attempt", "The attempt"
    return "The reference", "The attempt, compared as in a mirror" if is_mirrored else "The attempt"


def _frames(sides: Sequence[Side]) -> list[Frame]:
    """Return what is shown of both pictures: whole where nobody was chosen, equally large people where both were."""
    from poise.drawing.framing import frames_for

    subjects = []
    for side in sides:
        figures = [] if side.chosen is None else [_figure(side.chosen, side.image_size)]
        subjects.append(_subject(side, figures))
    if all(side.chosen is not None for side in sides):
        return frames_for(subjects)
    return [frame for subject in subjects for frame in frames_for([subject])]


def _subject(side: Side, figures: Sequence[Figure]) -> Subject:
    """Return what is to be shown of a picture: all figures with their hair, everything where there is nobody."""
    from poise.drawing.framing import Subject

    picture = side.image_size if side.media or not figures else None
    points = _extents(figures, picture)
    if not len(points):
        points = np.array([(0.0, 0.0), side.image_size])
    return Subject(_box_around(points), side.metre_px, picture)


def _extents(figures: Sequence[Figure], picture: tuple[int, int] | None) -> FloatArray:
    return np.concatenate([np.zeros((0, 2)), *(_extent(figure, picture) for figure in figures)])


def _box_around(points: FloatArray) -> Box:
    from poise.drawing import Box

    low, high = points.min(axis=0), points.max(axis=0)
    return Box(*low.tolist(), *(high - low).tolist())


def _extent(figure: Figure, picture: tuple[int, int] | None) -> FloatArray:
    """Return points (N, 2) that reach as far as somebody does, with what is above the face."""
    seen: FloatArray = figure.points[figure.is_seen, :2]
    if (head := figure.head()) is None:
        return seen
    crown = head[0] + _CROWN * head[1] * np.array([(-1.0, -1.0), (1.0, 1.0)])
    if picture is not None and ((head[0] >= 0) & (head[0] <= picture)).all():
        crown = np.clip(crown, 0, picture)  # what of the hair is not in the picture needs no room
    return np.concatenate([seen, crown])


def _picture(side: Side, limits: MediaLimits) -> Pixels:
    """Return a picture's pixels; nothing where there is no picture."""
    from poise.isolation.processor_time import read_picture_in_time

    if side.media is None:
        return np.zeros((0, 0, 3), np.uint8)
    return read_picture_in_time(side.media, limits).pixels


def _ground() -> tuple[int, int, int]:
    from poise.drawing import DEFAULT_STYLE

    return DEFAULT_STYLE.ground


def _draw_people(panel: Pixels, side: Side, frame: Frame, *, is_numbered: bool) -> None:
    """Draw who was compared, or everybody numbered where nobody was chosen."""
    from poise.drawing import DEFAULT_STYLE, draw_number, draw_pose

    if side.chosen is not None:
        figure = _framed(_figure(side.chosen, side.image_size), frame)
        _draw_body(panel, figure, side.errors_deg, is_numbered=is_numbered, with_head=side.media is None)
        return
    for number, values in enumerate(side.people, 1):
        pose = _pose(values, frame)
        draw_pose(panel, pose, replace(DEFAULT_STYLE, left=_ANYBODY, right=_ANYBODY))
        draw_number(panel, pose, number)


def _ghost(request: DrawingRequest, verdict: Verdict, limits: MediaLimits) -> list[tuple[str, Pixels]]:
    """Return the attempt over the outline of the reference, as it would stand there."""
    from poise.drawing import Canvas
    from poise.drawing.compared import LIMB_SHARE, draw_reference
    from poise.drawing.framing import frames_for

    side = request.attempt
    if side.chosen is None:
        raise ValueError("a verdict without anybody who attempted")
    attempt = _figure(side.chosen, side.image_size)
    ghost = _figure(verdict.ghost, None)
    (frame,) = frames_for([_subject(side, [attempt, ghost])])
    panel = frame.shown(_picture(side, limits), _ground())
    canvas = Canvas(panel)
    draw_reference(canvas, _framed(ghost, frame), LIMB_SHARE * canvas.height)
    figure = _framed(attempt, frame)
    _draw_body(panel, figure, side.errors_deg, is_numbered=True, with_head=side.media is None)
    return [("The reference as an outline in the attempt's picture", panel)]


def _turned(verdict: Verdict) -> list[tuple[str, Pixels]]:
    """Return both bodies in one space, seen from the front and from the person's right."""
    from poise.drawing.framing import Subject, frames_for

    # Across the page, down, and away from who looks, of the axes left, up, forward.
    views = {
        "From the front": [(1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 0.0, -1.0)],
        "From the right": [(0.0, 0.0, 1.0), (0.0, -1.0, 0.0), (1.0, 0.0, 0.0)],
    }
    pairs = [[_in_space(body, np.array(axes)) for body in verdict.turned] for axes in views.values()]
    subjects = [Subject(_box_around(_extents(pair, None)), _SPACE_METRE_PX, None) for pair in pairs]
    mirror = ", the attempt as in a mirror" if verdict.is_mirrored else ""
    return [
        (title + mirror, _view(verdict, pair, frame))
        for title, pair, frame in zip(views, pairs, frames_for(subjects), strict=True)
    ]


def _view(verdict: Verdict, pair: Sequence[Figure], frame: Frame) -> Pixels:
    from poise.drawing import Canvas
    from poise.drawing.compared import LIMB_SHARE, draw_reference

    panel = frame.shown(np.zeros((0, 0, 3), np.uint8), _ground())
    canvas = Canvas(panel)
    reference, attempt = (_framed(figure, frame) for figure in pair)
    draw_reference(canvas, reference, LIMB_SHARE * canvas.height)
    errors = verdict.turned_errors_deg
    _draw_body(panel, attempt, errors, is_numbered=True, is_mirrored=verdict.is_mirrored)
    return panel


def _draw_body(
    panel: Pixels,
    figure: Figure,
    errors: Mapping[str, float],
    *,
    is_numbered: bool,
    with_head: bool = True,
    is_mirrored: bool = False,
) -> None:
    from poise.drawing import Canvas
    from poise.drawing.compared import LIMB_SHARE, draw_compared
    from poise.drawing.numbered import number_worst

    canvas = Canvas(panel)
    width = LIMB_SHARE * canvas.height
    draw_compared(canvas, figure, errors, width, with_head=with_head, is_mirrored=is_mirrored)
    if is_numbered:
        number_worst(canvas, figure, errors)


def _figure(values: FloatArray, picture: tuple[int, int] | None) -> Figure:
    """Return a body of which only what is visible, and inside the picture where there is one, is seen."""
    from poise.drawing.compared import Figure

    is_seen = values[:, 3] >= _LEAST_VISIBILITY
    if picture is not None:
        is_seen &= ((values[:, :2] >= 0) & (values[:, :2] <= picture)).all(axis=1)
    return Figure(values[:, :3], is_seen)


def _in_space(values: FloatArray, axes: FloatArray) -> Figure:
    """Return a body as it is seen along the axes (3, 3)."""
    from poise.drawing.compared import Figure

    return Figure(values[:, :3] @ axes.T * _SPACE_METRE_PX, values[:, 3] > 0)


def _framed(figure: Figure, frame: Frame) -> Figure:
    from poise.drawing.compared import Figure

    placed = np.column_stack([frame.placed(figure.points[:, :2]), figure.points[:, 2]])
    return Figure(placed, figure.is_seen)


def _pose(values: FloatArray, frame: Frame) -> Pose:
    """Return somebody in a frame who was not compared."""
    count = len(BLAZEPOSE_33)
    image = np.column_stack([frame.placed(values[:, :2]), values[:, 2]])
    unknown = np.full((count, 3), np.nan)
    return Pose(BLAZEPOSE_33, image, unknown, values[:, 3], np.full(count, np.nan), 0.0, frame.size)
