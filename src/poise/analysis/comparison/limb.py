"""One limb of a comparison: how far it is off, and why it may not be compared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from poise.analysis.comparison.score import OFF_DEG

# Where depth read wrongly leaves less than this of an error, it may be none.
_LEAST_SURE_DEG = 18.0
# What differs mostly along the line of sight of both pictures was read, not seen, unless it is far off.
_MAX_DEPTH_SHARE, _DEPTH_DEG = 0.8, 60.0


class Hidden(StrEnum):
    """Why a limb is not compared."""

    OUTSIDE_REFERENCE = "outside the reference picture"
    OUTSIDE_ATTEMPT = "outside the attempt's picture"
    UNSEEN_REFERENCE = "hidden in the reference"
    UNSEEN_ATTEMPT = "hidden in the attempt"
    DECLARED = "not judged, as you said"


@dataclass(frozen=True, slots=True)
class LimbComparison:
    """One limb of the person who attempts.

    Parameters
    ----------
    name : str
        With the person's own left and right.
    error_deg : float
        Angle between the limb and its model after turning the body alike; NaN where not compared.
    seen_error_deg : float
        The same with what lies along the cameras' lines of sight counted less; NaN where not compared.
    visibility : float
        The lesser of both pictures, 0..1.
    hidden : Hidden or None
        Why it is not compared.
    sure_error_deg : float
        The least error that the pictures allow, were depth read wrongly in both of them; NaN where not compared.
    depth_share : float
        The share of the error's way that lies along the line of sight of both pictures, 0..1; NaN where not compared.
    direction : str or None
        Where the limb's far end has to go: ``"up"``, ``"down"``, ``"forward"``, ``"back"``, ``"out"`` or ``"in"`` (from
        the body's middle); up and down are those of the room. For who lies or bends over, ``"head"`` and ``"feet"``
        are the ways along the body. None where it goes no one way clearly.
    bend_deg : float
        How much more the joint at the near end of a forearm, shank or thigh has to bend (negative: straighten);
        NaN for other limbs.
    follows_parent : bool
        Whether the error is that of the limb it hangs on, and would vanish with it.
    """

    name: str
    error_deg: float
    seen_error_deg: float
    visibility: float
    hidden: Hidden | None
    sure_error_deg: float
    depth_share: float
    direction: str | None
    bend_deg: float
    follows_parent: bool

    @property
    def is_compared(self) -> bool:
        """Whether the limb entered the distance."""
        return self.hidden is None

    @property
    def is_sure(self) -> bool:
        """Whether its error was seen rather than read out of depth, which one camera shows roughly.

        A limb that fits is sure; one that was not compared is not.
        """
        if not self.is_compared or self.error_deg < OFF_DEG:
            return self.is_compared
        is_depth = self.depth_share > _MAX_DEPTH_SHARE and self.error_deg < _DEPTH_DEG
        return self.sure_error_deg >= _LEAST_SURE_DEG and not is_depth
