"""Draw one pose as a skeleton."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from poise.drawing.canvas import Box, Canvas
from poise.drawing.style import DEFAULT_STYLE, Colour, OverlayStyle, Side
from poise.media.pixels import Pixels
from poise.pose import FloatArray, Pose, Skeleton

LimbColours = Mapping[tuple[str, str], Colour]
"""The fill of single limbs, by the names of their ends as in `Skeleton.edges`; others keep the style's."""

_NO_COLOURS: LimbColours = MappingProxyType({})


class Kind(Enum):
    """How much of the eye's attention a keypoint or limb deserves."""

    MAIN = 1.0
    DETAIL = 0.6
    OUTLINE = 0.0


_FACE_PARTS = ("nose", "eye", "ear", "mouth")
_FACE_LINE = ("left_ear", "left_eye", "nose", "right_eye", "right_ear")
_DETAILS = ("pinky", "index", "thumb", "heel")
_FINGERS = ("thumb", "index", "middle", "ring", "pinky")
# A mesh with more points than this (a face) is drawn as a net of fine lines.
_MOST_JOINTS = 60
_OUTLINE_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Mark:
    """A keypoint or limb: which keypoints it joins, where it belongs and how it is drawn."""

    ends: tuple[int, ...]
    names: tuple[str, ...]
    side: Side
    kind: Kind
    finger: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to draw of a skeleton, worked out once."""

    limbs: tuple[Mark, ...]
    outlines: Mapping[Side, NDArray[np.intp]]
    joints: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class _Brush:
    canvas: Canvas
    style: OverlayStyle
    points: FloatArray
    confidence: FloatArray
    width_px: float
    opacity: float


def draw_pose(
    pixels: Pixels,
    pose: Pose,
    style: OverlayStyle = DEFAULT_STYLE,
    *,
    width_px: float | None = None,
    limb_colours: LimbColours = _NO_COLOURS,
    opacity: float = 1.0,
) -> None:
    """Draw a pose on a picture, in place.

    Keypoints that are NaN, outside the picture or hardly visible are left out, and with them their limbs: a
    cropped limb is invented by the model. A pose found in a picture of another size is scaled to this one.

    Parameters
    ----------
    pixels : (height, width, 3) uint8
        The upright RGB picture.
    pose : Pose
        A body, a hand or a face.
    style : OverlayStyle
        The look.
    width_px : float, optional
        Width of a limb; by default from the sizes of picture and person (`limb_width_px`). Films pass one
        width per person, so that lines do not breathe.
    limb_colours : mapping of (str, str) to Colour
        Fills that override the side's colour, for example by correctness.
    opacity : float
        0..1, below 1 for a ghost.
    """
    canvas = Canvas(pixels)
    size = (canvas.width, canvas.height)
    points = pose.image * _scale(pose.image_size, size)
    brush = _Brush(
        canvas=canvas,
        style=style,
        points=points,
        confidence=_confidence(pose, style),
        width_px=limb_width_px(pose, size, style) if width_px is None else width_px,
        opacity=opacity,
    )
    plan = plan_of(pose.skeleton)
    _draw_outlines(brush, plan)
    for limb in _far_to_near(plan.limbs, points):
        _draw_limb(brush, limb, limb_colours.get((limb.names[0], limb.names[1])))
    for joint in plan.joints:
        _draw_joint(brush, joint)


def limb_width_px(pose: Pose, size: tuple[int, int], style: OverlayStyle = DEFAULT_STYLE) -> float:
    """Return the width of this pose's limbs in a picture of `size`: a share of the person, within bounds."""
    diagonal = math.hypot(*size)
    person = person_px(pose) * diagonal / math.hypot(*pose.image_size)
    least = max(1.0, style.least_width * diagonal)
    most = max(least, style.most_width * diagonal)
    return float(np.clip(_width_share(pose.skeleton, style) * person, least, most))


def _width_share(skeleton: Skeleton, style: OverlayStyle) -> float:
    if _is_mesh(skeleton):
        return style.face_width
    return style.hand_width if _is_hand(skeleton) else style.body_width


def _is_hand(skeleton: Skeleton) -> bool:
    return skeleton.has("middle_finger_tip")


def _is_mesh(skeleton: Skeleton) -> bool:
    return len(skeleton) > _MOST_JOINTS


def person_px(pose: Pose) -> float:
    """Return the diagonal in pixels of the box around the keypoints inside the picture, 0 for none."""
    points = pose.image[pose.is_inside(), :2]
    return float(np.linalg.norm(np.ptp(points, axis=0))) if len(points) else 0.0


def head_point(pose: Pose, size: tuple[int, int]) -> tuple[float, float] | None:
    """Return where a label over the person belongs in a picture of `size`, or None if nothing is inside."""
    points = (pose.image * _scale(pose.image_size, size))[pose.is_inside(), :2]
    if not len(points):
        return None
    top = points[np.argmin(points[:, 1])]
    return float(top[0]), float(top[1])


@lru_cache(maxsize=16)
def plan_of(skeleton: Skeleton) -> Plan:
    """Sort a skeleton's limbs and keypoints by side and weight."""
    marks = [_mark(skeleton, edge) for edge in skeleton.edges]
    outline = [_mark(skeleton, edge) for edge in _face_edges(skeleton)]
    outlines = {
        side: np.array([mark.ends for mark in outline if mark.side is side], np.intp).reshape(-1, 2)
        for side in Side
    }
    joints = [_mark(skeleton, (name,)) for name in skeleton.keypoints]
    return Plan(
        limbs=tuple(mark for mark in marks if mark.kind is not Kind.OUTLINE),
        outlines=outlines,
        joints=tuple(joint for joint in joints if joint.kind is not Kind.OUTLINE),
    )


def _face_edges(skeleton: Skeleton) -> tuple[tuple[str, ...], ...]:
    """Return what to draw of a face: a mesh's edges (or its points), a body's line from ear to ear."""
    if _is_mesh(skeleton):
        return skeleton.edges or tuple((name, name) for name in skeleton.keypoints)
    if not skeleton.has(*_FACE_LINE):
        return ()
    return tuple(pairwise(_FACE_LINE))


def _mark(skeleton: Skeleton, names: tuple[str, ...]) -> Mark:
    sides = {_side(name) for name in names}
    kinds = {_kind(skeleton, name) for name in names}
    fingers = [_FINGERS.index(part) for part in (names[-1].split("_")[0],) if part in _FINGERS]
    return Mark(
        ends=tuple(int(place) for place in skeleton.indices(names)),
        names=names,
        side=sides.pop() if len(sides) == 1 else Side.CENTRE,
        kind=min(kinds, key=lambda kind: kind.value),
        finger=fingers[0] if fingers and _is_hand(skeleton) else None,
    )


def _side(name: str) -> Side:
    if name.startswith("left_"):
        return Side.LEFT
    return Side.RIGHT if name.startswith("right_") else Side.CENTRE


def _kind(skeleton: Skeleton, name: str) -> Kind:
    if _is_mesh(skeleton):
        return Kind.OUTLINE
    if _is_hand(skeleton):
        return Kind.MAIN
    parts = name.split("_")
    if any(part in parts for part in _FACE_PARTS):
        return Kind.OUTLINE
    return Kind.DETAIL if any(part in parts for part in _DETAILS) else Kind.MAIN


def _scale(of: tuple[int, int], to: tuple[int, int]) -> FloatArray:
    x, y = to[0] / of[0], to[1] / of[1]
    return np.array([x, y, x])


def _confidence(pose: Pose, style: OverlayStyle) -> FloatArray:
    """Return 0..1 per keypoint: 0 is not drawn, 1 is drawn in full; unknown visibility counts as full."""
    visible = np.where(np.isnan(pose.visibility), 1.0, pose.visibility)
    span = style.sure_from - style.unseen_below
    # What is drawn at all keeps a fifth, or it would be lost on a busy ground.
    rising = 0.2 + 0.8 * np.clip((visible - style.unseen_below) / span, 0, 1)
    drawn = pose.is_inside() & (visible >= style.unseen_below)
    return np.where(drawn, rising, 0.0)


def _far_to_near(limbs: tuple[Mark, ...], points: FloatArray) -> list[Mark]:
    depth = np.nan_to_num(points[:, 2])
    return sorted(limbs, key=lambda limb: -float(depth[limb.ends[0]] + depth[limb.ends[1]]))


def _draw_outlines(brush: _Brush, plan: Plan) -> None:
    fine = max(1.0, brush.width_px * _OUTLINE_SHARE)
    for side, edges in plan.outlines.items():
        drawn = edges[brush.confidence[edges].min(axis=1) > 0.2]
        if not len(drawn):
            continue
        ends = brush.points[drawn, :2]
        box = _around(ends.reshape(-1, 2), fine + 2)
        with brush.canvas.faded(0.45 * brush.opacity, box):
            brush.canvas.segments(ends, brush.style.casing, fine + 2)
        with brush.canvas.faded(0.85 * brush.opacity, box):
            brush.canvas.segments(ends, _outline_colour(brush.style, side), fine)


def _outline_colour(style: OverlayStyle, side: Side) -> Colour:
    """Lighten a side's colour half way to the centre's: present, but never louder than the limbs."""
    own, light = style.colour_of(side), style.centre
    return ((own[0] + light[0]) // 2, (own[1] + light[1]) // 2, (own[2] + light[2]) // 2)


def _fill(style: OverlayStyle, mark: Mark) -> Colour:
    return style.colour_of(mark.side) if mark.finger is None else style.fingers[mark.finger]


def _draw_limb(brush: _Brush, limb: Mark, colour: Colour | None) -> None:
    confidence = float(brush.confidence[list(limb.ends)].min())
    if confidence <= 0:
        return
    start, end = brush.points[limb.ends[0], :2], brush.points[limb.ends[1], :2]
    width = brush.width_px * limb.kind.value * (0.55 + 0.45 * confidence)
    cased = width + 2 * _casing_px(brush.width_px)
    with brush.canvas.faded(brush.opacity * confidence, _around(np.stack([start, end]), cased)):
        brush.canvas.line(start, end, brush.style.casing, cased)
        brush.canvas.line(start, end, colour or _fill(brush.style, limb), width)


def _draw_joint(brush: _Brush, joint: Mark) -> None:
    confidence = float(brush.confidence[joint.ends[0]])
    if confidence <= 0:
        return
    centre = brush.points[joint.ends[0], :2]
    radius = 0.95 * brush.width_px * (0.75 if joint.kind is Kind.DETAIL else 1.0) * (0.7 + 0.3 * confidence)
    casing = _casing_px(brush.width_px)
    shape = brush.canvas.square if joint.side is Side.RIGHT else brush.canvas.disc
    with brush.canvas.faded(brush.opacity * confidence, _around(centre[None], radius + casing)):
        shape(centre, radius + casing, brush.style.casing)
        shape(centre, radius, brush.style.centre)
        # A sure joint is filled with its side's colour and keeps a light rim; an unsure one stays hollow.
        inner = brush.style.casing if confidence < 0.6 else _fill(brush.style, joint)
        shape(centre, radius * 0.62, inner)


def _casing_px(width_px: float) -> float:
    return max(1.0, 0.2 * width_px)


def _around(points: FloatArray, margin_px: float) -> Box:
    low, high = points.min(axis=0), points.max(axis=0)
    return Box(float(low[0]), float(low[1]), *(high - low)).grown(margin_px)
