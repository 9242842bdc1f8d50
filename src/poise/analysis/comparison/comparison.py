"""Two poses compared, limb by limb: how alike they are, and where they differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from poise.analysis.comparison.alignment import align
from poise.analysis.comparison.score import LEG_SHARE, cap_for, leg_distance_deg, score_of, uncertainty_of
from poise.analysis.comparison.seen import SeenLimbs
from poise.errors import PoseError
from poise.pose import BLAZEPOSE_33, FloatArray, Pose
from poise.pose.geometry import angle_between_deg, body_frame
from poise.pose.limbs import LIMB_NAMES, LIMBS, Limb, limb_index

# Below so many comparable limbs there is no verdict (of twelve).
FEWEST_LIMBS = 7
# A limb less visible than this in either picture is not compared; above, it weighs by its visibility.
LEAST_VISIBILITY = 0.3
# The other side is only spoken of when it fits clearly better, by so many degrees of distance and by this share
# of it: a symmetric pose fits both ways, and a wholly different one neither.
_MIRROR_MARGIN_DEG, _MIRROR_MARGIN_SHARE = 5.0, 0.3

# Standard deviation of one limb's direction in one picture, in degrees. Chosen from what remained between a well-seen
# limb and its twin in the mirrored picture (71 frames of six clips, full model, root mean square over the root of 2:
# upper arm 10, forearm 10 to 16, thigh 4, shank 8, trunk 4, shoulders 6, hips 7), which still holds turns of the whole
# body that the comparison takes out; the arms are therefore set lower. They want measuring on more people.
_NOISE_BY_KIND_DEG = {
    "upper_arm": 8.0,
    "forearm": 10.0,
    "thigh": 5.0,
    "shank": 7.0,
    "trunk": 4.0,
    "shoulder_line": 6.0,
    "hip_line": 7.0,
}
LIMB_NOISE_DEG: FloatArray = np.array(
    [_NOISE_BY_KIND_DEG[name.removeprefix("left_").removeprefix("right_")] for name in LIMB_NAMES]
)
_AXES: FloatArray = np.eye(3)
_PARTNERS = np.array([limb_index(limb.mirror) for limb in LIMBS])


def _joined(limb: Limb) -> int | None:
    """Return the limb against which another bends in elbow, hip or knee."""
    if limb.name.endswith("thigh"):
        return limb_index(limb.name.replace("thigh", "trunk"))
    is_lower = limb.name.endswith(("forearm", "shank"))
    return limb_index(limb.parent) if is_lower and limb.parent else None


_JOINED = [_joined(limb) for limb in LIMBS]
_LEGS = [place for place, limb in enumerate(LIMBS) if limb.name.endswith(("thigh", "shank"))]
_LEGS_JOINED = [joined for place in _LEGS if (joined := _JOINED[place]) is not None]


class Mirror(StrEnum):
    """Whether the attempt may use the other side."""

    ALLOWED = "allowed"
    LOCKED = "locked"


class Hidden(StrEnum):
    """Why a limb is not compared."""

    OUTSIDE_REFERENCE = "outside the reference picture"
    OUTSIDE_ATTEMPT = "outside the attempt's picture"
    UNSEEN_REFERENCE = "hidden in the reference"
    UNSEEN_ATTEMPT = "hidden in the attempt"


@dataclass(frozen=True, slots=True)
class LimbComparison:
    """One limb of the person who attempts.

    Parameters
    ----------
    name : str
        With the person's own left and right.
    error_deg : float
        Angle between the limb and its model after turning the body alike; NaN where not compared.
    visibility : float
        The lesser of both pictures, 0..1.
    hidden : Hidden or None
        Why it is not compared.
    move : (3,) float64
        Where the limb's far end has to go, in shares of the limb's length: towards the person's own left, up,
        and forward. NaN where not compared.
    bend_deg : float
        How much more the joint at the near end of a forearm, shank or thigh has to bend (negative: straighten);
        NaN for other limbs.
    follows_parent : bool
        Whether the error is that of the limb it hangs on, and would vanish with it.
    """

    name: str
    error_deg: float
    visibility: float
    hidden: Hidden | None
    move: FloatArray
    bend_deg: float
    follows_parent: bool

    @property
    def is_compared(self) -> bool:
        """Whether the limb entered the distance."""
        return self.hidden is None

    @property
    def direction(self) -> str | None:
        """The main direction of `move`: up, down, forward, back, out or in (from the body's middle)."""
        if not self.is_compared or not self.move.any():
            return None
        axis = int(np.argmax(np.abs(self.move)))
        is_positive = self.move[axis] > 0
        if axis == 0:
            return "out" if is_positive != self.name.startswith("right") else "in"
        return (("up", "down"), ("forward", "back"))[axis - 1][0 if is_positive else 1]


@dataclass(frozen=True, slots=True)
class Fit:
    """How the attempt was laid on the reference.

    Parameters
    ----------
    is_mirrored : bool
        Whether its mirror image was nearer, if only by little (see `Comparison.mirrored`).
    turn : (3, 3) float64
        Turns the attempt (or its mirror image) in camera axes as the reference stands: ``points @ turn.T``.
    """

    is_mirrored: bool
    turn: FloatArray


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came out of comparing an attempt with a reference.

    Parameters
    ----------
    score : float or None
        0..100, see docs/comparison.md; None if it cannot be judged.
    uncertainty : float or None
        Half the width of the range of scores that the model's own noise spans.
    distance_deg : float or None
        Weighted mean error of the compared limbs; the score also knows their worst (see docs/comparison.md).
    mirrored : bool
        Whether the attempt does the pose with the other side.
    limbs : tuple of LimbComparison
        All twelve, in the order of `LIMBS`.
    reason : str or None
        Why it cannot be judged.
    fit : Fit or None
        How the attempt was laid on the reference; None where it cannot be judged.
    """

    score: float | None
    uncertainty: float | None
    distance_deg: float | None
    mirrored: bool
    limbs: tuple[LimbComparison, ...]
    reason: str | None = None
    fit: Fit | None = None

    @property
    def is_judged(self) -> bool:
        """Whether there is a verdict."""
        return self.score is not None


def compare_poses(
    reference: Pose, attempt: Pose, *, mirror: Mirror = Mirror.ALLOWED, ignore_lean: bool = False
) -> Comparison:
    """Compare an attempt with a reference, from poses over BLAZEPOSE_33.

    The attempt is turned about the vertical until it fits best; the distance is the mean angle of the twelve
    limbs, weighted by how well both pictures show them, of the attempt or its mirror image, whichever is nearer.

    Parameters
    ----------
    reference, attempt : Pose
        Where a pose has no visibilities (NaN) its points count as seen.
    mirror : Mirror
        ``LOCKED``: left must be left.
    ignore_lean : bool
        Also turn about the line of sight: for a camera that was not held level, at the price of not noticing
        when the whole body leans.

    Raises
    ------
    PoseError
        If a pose is over another skeleton.
    """
    if reference.skeleton != BLAZEPOSE_33 or attempt.skeleton != BLAZEPOSE_33:
        raise PoseError("poses are compared over the skeleton blazepose_33.")
    model = SeenLimbs.of(reference)
    ways = [_Match(model, SeenLimbs.of(attempt), ignore_lean)]
    if mirror is Mirror.ALLOWED:
        ways.append(_Match(model, SeenLimbs.of(attempt.mirrored()), ignore_lean))
    best = min(ways, key=lambda way: way.distance_deg)
    is_mirrored = best is not ways[0]
    limbs = best.limbs(is_mirrored=is_mirrored)
    if best.count < FEWEST_LIMBS:
        return Comparison(None, None, None, False, limbs, _reason(limbs))
    leg_deg, leg_deviation_deg = best.leg_distance()
    judged_deg, deviation_deg = max((best.distance_deg, best.deviation_deg), (leg_deg, leg_deviation_deg))
    score = min(float(score_of(judged_deg)), cap_for(best.errors_deg, best.visibility))
    gain_deg = ways[0].distance_deg - best.distance_deg
    return Comparison(
        score=round(score, 1),
        uncertainty=round(uncertainty_of(judged_deg, deviation_deg), 1),
        distance_deg=round(best.distance_deg, 2),
        mirrored=is_mirrored and gain_deg > max(_MIRROR_MARGIN_DEG, _MIRROR_MARGIN_SHARE * best.distance_deg),
        limbs=limbs,
        fit=Fit(is_mirrored, best.turn),
    )


def _reason(limbs: tuple[LimbComparison, ...]) -> str:
    compared = sum(limb.is_compared for limb in limbs)
    causes = [limb.hidden for limb in limbs if limb.hidden is not None]
    main = Counter(causes).most_common(1)[0][0] if causes else Hidden.UNSEEN_ATTEMPT
    return f"only {compared} of {len(limbs)} limbs can be compared; most of the others are {main}"


class _Match:
    """One way of laying an attempt on a reference."""

    def __init__(self, reference: SeenLimbs, attempt: SeenLimbs, ignore_lean: bool) -> None:
        self._reference, self._attempt = reference, attempt
        self.visibility = np.minimum(reference.visibility, attempt.visibility)
        is_usable: NDArray[np.bool_] = np.asarray(
            reference.is_inside & attempt.is_inside & (self.visibility >= LEAST_VISIBILITY)
        )
        self._weights = np.where(is_usable, self.visibility, 0.0)
        self.count = int(is_usable.sum())
        # The axes go along without weight and so tell the turn.
        turned = align(
            np.vstack([attempt.directions, _AXES]),
            np.vstack([reference.directions, _AXES]),
            np.append(self._weights, np.zeros(3)),
            ignore_lean=ignore_lean,
        )
        self._turned, self.turn = turned[:-3], turned[-3:].T
        errors = np.zeros(len(LIMBS))
        errors[is_usable] = angle_between_deg(self._turned[is_usable], reference.directions[is_usable])
        self.errors_deg = np.where(is_usable, errors, np.nan)
        total = self._weights.sum()
        self.distance_deg = float(self._weights @ errors / total) if total > 0 else np.inf
        # Independent errors of both pictures' limbs, weighted as the distance is.
        spread = np.sqrt(2.0) * np.linalg.norm(self._weights * LIMB_NOISE_DEG)
        self.deviation_deg = float(spread / total) if total > 0 else np.inf

    def leg_distance(self) -> tuple[float, float]:
        """Return the distance that the worst knee or hip stands for, and its standard deviation, in degrees."""
        bends = np.array([self._bend_deg(place) for place in _LEGS])
        seen = np.minimum(self.visibility[_LEGS], self.visibility[_LEGS_JOINED])
        deviation_deg = (
            LEG_SHARE
            * np.sqrt(2.0)
            * float(np.hypot(LIMB_NOISE_DEG[_LEGS], LIMB_NOISE_DEG[_LEGS_JOINED]).max())
        )
        return leg_distance_deg(bends, np.where(self._weights[_LEGS] > 0, seen, 0.0)), deviation_deg

    def limbs(self, *, is_mirrored: bool) -> tuple[LimbComparison, ...]:
        """Describe all limbs with the person's own left and right."""
        frame = body_frame(self._attempt.world, BLAZEPOSE_33)
        # The frame must be turned as the limbs were: it is rebuilt from the turned trunk and hip directions.
        frame = _turned_frame(self._turned, frame)
        described = [self._limb(place, frame, is_mirrored) for place in range(len(LIMBS))]
        return tuple(
            described[_PARTNERS[place]] if is_mirrored else described[place] for place in range(len(LIMBS))
        )

    def _limb(self, place: int, frame: FloatArray, is_mirrored: bool) -> LimbComparison:
        limb = LIMBS[_PARTNERS[place]] if is_mirrored else LIMBS[place]
        hidden = self._hidden(place)
        if hidden is not None:
            return LimbComparison(
                limb.name, np.nan, float(self.visibility[place]), hidden, np.full(3, np.nan), np.nan, False
            )
        move = frame @ (self._reference.directions[place] - self._turned[place])
        if is_mirrored:
            # Seen in a mirror: what is left there is the person's own right.
            move = move * (-1.0, 1.0, 1.0)
        return LimbComparison(
            name=limb.name,
            error_deg=round(float(self.errors_deg[place]), 1),
            visibility=float(self.visibility[place]),
            hidden=None,
            move=move,
            bend_deg=self._bend_deg(place),
            follows_parent=self._follows_parent(place),
        )

    def _hidden(self, place: int) -> Hidden | None:
        if not self._reference.is_inside[place]:
            return Hidden.OUTSIDE_REFERENCE
        if not self._attempt.is_inside[place]:
            return Hidden.OUTSIDE_ATTEMPT
        if self._reference.visibility[place] < LEAST_VISIBILITY:
            return Hidden.UNSEEN_REFERENCE
        if self._attempt.visibility[place] < LEAST_VISIBILITY:
            return Hidden.UNSEEN_ATTEMPT
        return None

    def _parent(self, place: int) -> int | None:
        parent = LIMBS[place].parent
        if parent is None or self._weights[limb_index(parent)] == 0:
            return None
        return limb_index(parent)

    def _bend_deg(self, place: int) -> float:
        joined = _JOINED[place]
        if joined is None:
            return float("nan")
        # A thigh bends against the trunk, which runs the other way from the same hip.
        sign = -1.0 if LIMBS[place].name.endswith("thigh") else 1.0
        return sign * self._opening_deg(joined, place)

    def _opening_deg(self, one: int, other: int) -> float:
        """Return by how much the angle between two limbs' directions is larger in the reference."""
        if self._weights[one] == 0:
            return float("nan")
        wanted, done = (
            float(angle_between_deg(directions[one], directions[other]))
            for directions in (self._reference.directions, self._turned)
        )
        return wanted - done

    def _follows_parent(self, place: int) -> bool:
        """Whether turning the parent right, and this limb with it, would mend most of this limb's error."""
        parent = self._parent(place)
        if parent is None or self.errors_deg[parent] < 0.5 * self.errors_deg[place]:
            return False
        carried = _carried(self._turned[parent], self._reference.directions[parent], self._turned[place])
        return bool(
            angle_between_deg(carried, self._reference.directions[place]) < 0.5 * self.errors_deg[place]
        )


def _carried(start: FloatArray, end: FloatArray, direction: FloatArray) -> FloatArray:
    """Turn `direction` by the smallest turn that leads `start` to `end` (Rodrigues 1840)."""
    axis, cosine = np.cross(start, end), float(start @ end)
    if cosine < -0.999:
        return direction
    turned: FloatArray = (
        direction * cosine + np.cross(axis, direction) + axis * float(axis @ direction) / (1.0 + cosine)
    )
    return turned


def _turned_frame(turned: FloatArray, frame: FloatArray) -> FloatArray:
    """Return the body's axes (left, up, forward) for the turned limbs; the unturned ones where limbs lack."""
    up = turned[limb_index("left_trunk")] + turned[limb_index("right_trunk")]
    across = turned[limb_index("hip_line")] + turned[limb_index("shoulder_line")]
    if not (np.linalg.norm(up) > 0 and np.linalg.norm(across) > 0):
        return np.nan_to_num(frame)
    up = up / np.linalg.norm(up)
    left = across - (across @ up) * up
    left = left / max(float(np.linalg.norm(left)), 1e-9)
    return np.stack([left, up, np.cross(left, up)])
