"""Draw bodies that were compared: each limb by how far it is off, in colour and in shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from poise.analysis.comparison.score import FAR_OFF_DEG, OFF_DEG
from poise.drawing.canvas import Canvas, Point
from poise.drawing.head import head_radius_px
from poise.drawing.style import DEFAULT_STYLE, Colour
from poise.pose import BLAZEPOSE_33, FloatArray
from poise.pose.limbs import LIMBS


class Finding(Enum):
    """What was found about a limb; the value is its entry in the legend."""

    FITS = f"up to {OFF_DEG:.0f}°"
    OFF = f"{OFF_DEG:.0f} to {FAR_OFF_DEG:.0f}°"
    FAR_OFF = f"over {FAR_OFF_DEG:.0f}°"
    NOT_COMPARED = "not compared, or not sure"
    REFERENCE = "the reference"


@dataclass(frozen=True, slots=True)
class Look:
    """How a limb is drawn.

    Parameters
    ----------
    colour : Colour
        Its fill.
    width : float
        In widths of a limb.
    dash : (float, float), optional
        Length of a stroke and of the gap after it, in widths of a limb; None for one stroke.
    is_hollow : bool
        Whether only the outline is drawn.
    """

    colour: Colour
    width: float
    dash: tuple[float, float] | None = None
    is_hollow: bool = False


# Blue, yellow and coral, near sky blue, yellow and vermillion of Okabe and Ito, "Color Universal Design" (2008): the
# nearest two of these colours and their ground lie 27 apart in CIE L*a*b* for whoever sees no red, no green or no
# blue (the tests simulate all three). The more is wrong, the more broken and wide a limb is. The front end draws
# right, wrong and not compared in the same colours: frontend/src/lib/pose/draw.ts.
LOOKS: Mapping[Finding, Look] = MappingProxyType(
    {
        Finding.FITS: Look((50, 185, 225), 1.0),
        Finding.OFF: Look((245, 205, 0), 1.2, dash=(3.2, 0.7)),
        Finding.FAR_OFF: Look((255, 122, 92), 1.5, dash=(0.9, 0.6)),
        Finding.NOT_COMPARED: Look((132, 136, 142), 0.6, dash=(0.8, 1.2)),
        Finding.REFERENCE: Look((255, 255, 255), 1.3, is_hollow=True),
    }
)
LIMB_SHARE = 0.013  # a limb's width as a share of the picture's height
_CASING = DEFAULT_STYLE.casing
_JOINT = DEFAULT_STYLE.centre
_HEAD = ("nose", "left_ear", "right_ear")
_HANDS_AND_FEET = (
    (("wrist",), ("index", "pinky")),
    (("ankle",), ("heel",)),
    (("heel",), ("foot_index",)),
    (("ankle",), ("foot_index",)),
)
_JOINTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")


@dataclass(frozen=True, slots=True)
class Figure:
    """A body as it lies in a picture.

    Parameters
    ----------
    points : (33, 3) float64
        BlazePose landmarks: x to the right and y down in pixels of the picture, z away from who looks in any unit.
    is_seen : (33,) bool
        Which of them are drawn.
    """

    points: FloatArray
    is_seen: NDArray[np.bool_]

    def place(self, names: tuple[str, ...]) -> FloatArray | None:
        """Return the mean (3,) of landmarks, None where one of them is not seen."""
        places = BLAZEPOSE_33.indices(names)
        return np.asarray(self.points[places].mean(axis=0)) if self.is_seen[places].all() else None

    def head(self) -> tuple[FloatArray, float] | None:
        """Return the head's middle (2,) and radius in pixels, None where it is not seen."""
        places = BLAZEPOSE_33.indices(_HEAD)
        if not self.is_seen[places].all():
            return None
        nose, left, right = self.points[places, :2]
        return (nose + left + right) / 3, head_radius_px(nose, left, right)

    def strokes(self) -> list[tuple[FloatArray, FloatArray, str]]:
        """Return start, end and name of all limbs that are seen; hands and feet are never compared and have no name."""
        ends = [(limb.start, limb.end, limb.name) for limb in LIMBS]
        for side in ("left", "right"):
            for start, end in _HANDS_AND_FEET:
                names = [tuple(f"{side}_{name}" for name in part) for part in (start, end)]
                ends.append((names[0], names[1], ""))
        found = [(self.place(start), self.place(end), name) for start, end, name in ends]
        return [(start, end, name) for start, end, name in found if start is not None and end is not None]

    def outline(self) -> FloatArray:
        """Return points (N, 2) along everything that is drawn, for what must keep clear of it."""
        steps = np.linspace(0.0, 1.0, 13)[:, None]
        tracks = [start[:2] + steps * (end - start)[:2] for start, end, _ in self.strokes()]
        if (head := self.head()) is not None:
            turn = np.linspace(0.0, 2 * np.pi, 16)[:, None]
            tracks.append(head[0] + head[1] * np.hstack([np.cos(turn), np.sin(turn)]))
        return np.concatenate([np.zeros((0, 2)), *tracks])


def finding_of(error_deg: float | None) -> Finding:
    """Return what is shown of an error in degrees, None for a limb that was not compared."""
    if error_deg is None:
        return Finding.NOT_COMPARED
    if error_deg < OFF_DEG:
        return Finding.FITS
    return Finding.OFF if error_deg < FAR_OFF_DEG else Finding.FAR_OFF


def draw_compared(
    canvas: Canvas,
    figure: Figure,
    errors_deg: Mapping[str, float],
    width_px: float,
    *,
    with_head: bool = False,
    is_mirrored: bool = False,
) -> None:
    """Draw a body whose limbs were compared; round joints are its left ones, square ones its right.

    Parameters
    ----------
    canvas : Canvas
        Where to draw.
    figure : Figure
        The body, in the canvas' pixels.
    errors_deg : mapping of str to float
        The error of each limb of `poise.pose.limbs` that was compared, in degrees.
    width_px : float
        Of a limb.
    with_head : bool
        Whether to draw a ring for the head, where no picture shows it.
    is_mirrored : bool
        Whether the body is shown as in a mirror: what its landmarks call left is the person's own right.
    """
    if with_head:
        _draw_head(canvas, figure, LOOKS[Finding.NOT_COMPARED].colour, 0.6 * width_px)
    for start, end, name in sorted(figure.strokes(), key=lambda stroke: -float(stroke[0][2] + stroke[1][2])):
        look = LOOKS[finding_of(errors_deg.get(name))]
        draw_limb(canvas, start[:2], end[:2], look, width_px)
    sides = ("left", "right")
    for side, own in zip(sides, reversed(sides) if is_mirrored else sides, strict=True):
        for joint in _JOINTS:
            if (place := figure.place((f"{side}_{joint}",))) is not None:
                draw_joint(canvas, place[:2], own, width_px)


def draw_reference(canvas: Canvas, figure: Figure, width_px: float) -> None:
    """Draw a body as a hollow outline, to be drawn over."""
    look = LOOKS[Finding.REFERENCE]
    strokes = [(start[:2], end[:2]) for start, end, name in figure.strokes() if name]
    _draw_head(canvas, figure, look.colour, 0.3 * width_px)
    for colour, width in _hollow(look, width_px):
        for start, end in strokes:
            canvas.line(start, end, colour, width)


def draw_limb(canvas: Canvas, start: Point, end: Point, look: Look, width_px: float) -> None:
    """Draw one limb in a look, in a dark casing that keeps it readable on any ground."""
    if look.is_hollow:
        for colour, width in _hollow(look, width_px):
            canvas.line(start, end, colour, width)
        return
    width = look.width * width_px
    canvas.line(start, end, _CASING, width + 2 * _rim_px(width_px))
    if look.dash is None:
        canvas.line(start, end, look.colour, width)
        return
    for one, other in _dashes(np.asarray(start, float), np.asarray(end, float), look.dash, width_px):
        canvas.polygon(_bar(one, other, width), look.colour)


def draw_joint(canvas: Canvas, centre: Point, side: str, width_px: float) -> None:
    """Draw a joint: round on the person's own left, square on the right."""
    shape = canvas.square if side == "right" else canvas.disc
    shape(centre, 0.85 * width_px + _rim_px(width_px), _CASING)
    shape(centre, 0.85 * width_px, _JOINT)


def _draw_head(canvas: Canvas, figure: Figure, colour: Colour, width_px: float) -> None:
    """Draw a ring for the head and a line for the neck."""
    if (head := figure.head()) is None:
        return
    centre, radius = head
    chest = figure.place(("left_shoulder", "right_shoulder"))
    for stroke, width in ((_CASING, width_px + 2 * _rim_px(width_px)), (colour, width_px)):
        if chest is not None and (length := float(np.linalg.norm(chest[:2] - centre))) > radius:
            canvas.line(chest[:2], centre + (chest[:2] - centre) * (radius / length), stroke, width)
        canvas.arc(centre, radius, (0.0, 360.0), stroke, width)


def _hollow(look: Look, width_px: float) -> tuple[tuple[Colour, float], ...]:
    """Return the strokes of a hollow limb from the widest on: casing, line, and what it holds."""
    width, rim = look.width * width_px, _rim_px(width_px)
    return ((_CASING, width + 2 * rim), (look.colour, width), (_CASING, width - 2.4 * rim))


def _dashes(
    start: FloatArray, end: FloatArray, dash: tuple[float, float], width_px: float
) -> list[tuple[FloatArray, FloatArray]]:
    """Return the strokes of a dashed line; it begins and ends with one, and gives way in their number."""
    length = float(np.linalg.norm(end - start))
    stroke, gap = (part * width_px for part in dash)
    count = max(1, round((length + gap) / (stroke + gap)))
    period = (length + gap) / count
    begins = np.arange(count) * period
    along = (end - start) / max(length, 1e-9)
    kept = max(period - gap, 0.3 * period)
    return [(start + begin * along, start + (begin + kept) * along) for begin in begins]


def _bar(start: FloatArray, end: FloatArray, width_px: float) -> FloatArray:
    """Return the corners of a stroke with square ends."""
    along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-9)
    aside = np.array([-along[1], along[0]]) * max(width_px / 2 - 0.65, 0.3)
    return np.stack([start + aside, end + aside, end - aside, start - aside])


def _rim_px(width_px: float) -> float:
    return max(1.2, 0.2 * width_px)
