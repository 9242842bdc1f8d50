"""A head and a neck for skeletons on blank ground, where no picture shows them."""

from __future__ import annotations

import numpy as np

from poise.drawing.canvas import Canvas
from poise.drawing.skeleton import limb_width_px
from poise.drawing.style import DEFAULT_STYLE, OverlayStyle
from poise.media.pixels import Pixels
from poise.pose import FloatArray, Pose

_NEEDED = ("nose", "left_ear", "right_ear", "left_shoulder", "right_shoulder")


def draw_head(
    pixels: Pixels, pose: Pose, style: OverlayStyle = DEFAULT_STYLE, *, width_px: float | None = None
) -> None:
    """Draw a ring for the head and a line for the neck, in place; call it before `draw_pose`.

    Nothing is drawn for hands and faces, or while nose, ears or shoulders are not inside the picture.

    Parameters
    ----------
    pixels : (height, width, 3) uint8
        RGB.
    pose : Pose
        A body.
    style : OverlayStyle
        The look.
    width_px : float, optional
        Width of a limb, as for `draw_pose`.
    """
    canvas = Canvas(pixels)
    size = (canvas.width, canvas.height)
    if not pose.skeleton.has(*_NEEDED):
        return
    places = pose.skeleton.indices(_NEEDED)
    if not pose.is_inside()[places].all():
        return
    scale = np.array(size) / np.array(pose.image_size)
    nose, left_ear, right_ear, left_shoulder, right_shoulder = pose.image[places, :2] * scale
    centre = (left_ear + right_ear + nose) / 3
    radius = head_radius_px(nose, left_ear, right_ear)
    shoulders = (left_shoulder + right_shoulder) / 2
    width = 0.8 * (limb_width_px(pose, size, style) if width_px is None else width_px)
    for colour, extra in ((style.casing, max(2.0, 0.4 * width)), (style.centre, 0.0)):
        if np.linalg.norm(shoulders - centre) > radius:
            rim = centre + radius * (shoulders - centre) / np.linalg.norm(shoulders - centre)
            canvas.line(shoulders, rim, colour, width + extra)
        canvas.arc(centre, radius, (0.0, 360.0), colour, width + extra)


def head_radius_px(nose: FloatArray, left_ear: FloatArray, right_ear: FloatArray) -> float:
    """Return about half the head's height: from ear to ear where seen from the front, else from ear to nose.

    The two factors were set by eye on people seen from the front and from the side.
    """
    across = float(np.linalg.norm(left_ear - right_ear))
    along = max(float(np.linalg.norm(nose - ear)) for ear in (left_ear, right_ear))
    return max(0.77 * across, 0.85 * along)
