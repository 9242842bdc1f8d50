"""How overlays look, as data: colours, widths, and what confidence does to them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

Colour = tuple[int, int, int]
"""Red, green, blue, each 0..255, in sRGB."""


class Side(Enum):
    """To which half of the body a keypoint or limb belongs: the person's own left and right."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class OverlayStyle:
    """Everything about the look of a skeleton that one may want to change.

    Orange against blue stays apart for every kind of colour blindness (the tests simulate all three), the
    dark casing keeps both readable on any ground, and the joints repeat in shape what the limbs say in
    colour: round on the left, square on the right.

    Parameters
    ----------
    left, right, centre : Colour
        Fill of the limbs and joints of each side.
    casing : Colour
        The dark line around every limb and joint.
    ground : Colour
        Fills the picture where the skeleton is drawn without it.
    panel, ink : Colour
        Ground and letters of labels.
    fingers : tuple of Colour
        Thumb to little finger, for hands. After Okabe and Ito, "Color Universal Design" (2008), lightened.
    body_width, hand_width, face_width : float
        Width of a limb as a share of the person's diagonal in the picture.
    least_width, most_width : float
        Bounds of that width as shares of the picture's diagonal, so that far people stay readable and near
        ones are not buried.
    sure_from : float
        Visibility from which a limb is drawn in full; below it grows thinner and fainter, its joints hollow.
    unseen_below : float
        Visibility below which nothing is drawn.
    """

    left: Colour = (255, 158, 36)
    right: Colour = (56, 164, 255)
    centre: Colour = (240, 242, 245)
    casing: Colour = (18, 22, 30)
    ground: Colour = (30, 36, 46)
    panel: Colour = (18, 22, 30)
    ink: Colour = (255, 255, 255)
    fingers: tuple[Colour, ...] = (
        (255, 158, 36),
        (240, 228, 66),
        (46, 204, 156),
        (56, 164, 255),
        (222, 138, 190),
    )
    body_width: float = 0.0135
    hand_width: float = 0.018
    face_width: float = 0.0022
    least_width: float = 0.0035
    most_width: float = 0.01
    sure_from: float = 0.65
    unseen_below: float = 0.1

    def colour_of(self, side: Side) -> Colour:
        """Return the fill of limbs and joints on `side`."""
        return {Side.LEFT: self.left, Side.RIGHT: self.right, Side.CENTRE: self.centre}[side]


DEFAULT_STYLE = OverlayStyle()
