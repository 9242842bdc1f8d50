"""Landmarks averaged over a picture and its mirror image: a pose and its mirror image then have mirrored landmarks.

The landmark model is not equivariant to flipping: on a picture and its mirror image its limbs differ by 7.5 degrees
(measured on many people), and by much more where somebody is seen from the side. Averaging both is the usual test-time
augmentation of pose estimation, the "flip test"; it costs a second look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

import numpy as np

from poise.estimation.estimator import Estimator
from poise.estimation.tracking import box_px
from poise.media.pixels import Pixels
from poise.pose import FloatArray, Pose
from poise.pose.geometry import angle_between_deg, body_frame
from poise.pose.limbs import LIMBS, limb_directions

# Two finds are one person when their boxes share so much of what they cover together.
_SAME_SHARE = 0.5
# Two looks at one limb differ by 7.5 degrees on the average: up to about three times that they agree, and from where
# they are nearly at right angles at least one of them is wrong.
_APART_DEG = (25.0, 75.0)
_LONG_BONES = [place for place, limb in enumerate(LIMBS) if limb.name.endswith(("arm", "thigh", "shank"))]


class FlipAveraged:
    """Average what an estimator in picture mode finds in a picture and in its mirror image.

    Where the two disagree about which way a person faces, their mean would be nobody: then the clearer one counts
    alone. Whom only one of the two sees is kept as seen. What comes out for a mirrored picture is the mirror image of
    what comes out for the picture.

    Parameters
    ----------
    estimator : Estimator
        Closed together with this one.
    """

    def __init__(self, estimator: Estimator[Pose]) -> None:
        self._estimator = estimator

    def find(self, pixels: Pixels, time_s: float = 0.0) -> tuple[Pose, ...]:
        """Look at one picture, twice; see `Estimator.find`."""
        found = list(self._estimator.find(pixels, time_s))
        mirror = [
            pose.mirrored() for pose in self._estimator.find(np.ascontiguousarray(pixels[:, ::-1]), time_s)
        ]
        pairs = _pairs(found, mirror)
        paired = {id(pose) for pair in pairs for pose in pair}
        alone = [pose for pose in (*found, *mirror) if id(pose) not in paired]
        return (*(averaged(one, other) for one, other in pairs), *alone)

    def close(self) -> None:
        """Close the estimator."""
        self._estimator.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def averaged(one: Pose, other: Pose) -> Pose:
    """Return the mean of two poses of one person, or the clearer one where they face different ways.

    Where two looks disagree about a limb, neither knows: the landmark at its far end counts as less visible, down to
    not at all.
    """
    if _faces(one) @ _faces(other) <= 0.0:
        return max(one, other, key=_clarity)
    return replace(
        one,
        image=(one.image + other.image) / 2,
        world=(one.world + other.world) / 2,
        visibility=(one.visibility + other.visibility) / 2 * _agreement(one, other),
        presence=(one.presence + other.presence) / 2,
    )


def _agreement(one: Pose, other: Pose) -> FloatArray:
    """Return how far two looks agree on each landmark, 1 to 0, by the limb that ends there."""
    apart_deg = angle_between_deg(
        limb_directions(one.world, one.skeleton), limb_directions(other.world, other.skeleton)
    )
    agreement: FloatArray = np.ones(len(one.skeleton))
    for place in _LONG_BONES:
        agreement[one.skeleton.index(LIMBS[place].end[0])] = np.interp(
            apart_deg[place], _APART_DEG, (1.0, 0.0)
        )
    return agreement


def _pairs(found: Sequence[Pose], mirror: Sequence[Pose]) -> list[tuple[Pose, Pose]]:
    """Return who is the same in both, the surest first, everybody once."""
    shares = sorted(
        ((_shared(one, other), i, j) for i, one in enumerate(found) for j, other in enumerate(mirror)),
        key=lambda entry: -entry[0],
    )
    pairs: list[tuple[Pose, Pose]] = []
    taken: set[tuple[str, int]] = set()
    for share, i, j in shares:
        if share >= _SAME_SHARE and not taken & {("found", i), ("mirror", j)}:
            taken |= {("found", i), ("mirror", j)}
            pairs.append((found[i], mirror[j]))
    return pairs


def _shared(one: Pose, other: Pose) -> float:
    """Return the area that two boxes share, of the area that they cover together."""
    (low, high), (other_low, other_high) = box_px(one), box_px(other)
    common = float(np.prod(np.clip(np.minimum(high, other_high) - np.maximum(low, other_low), 0.0, None)))
    return common / max(float(np.prod(high - low) + np.prod(other_high - other_low)) - common, 1e-9)


def _faces(pose: Pose) -> FloatArray:
    """Return where the body faces, a unit vector in the model's space."""
    forward: FloatArray = body_frame(pose.world, pose.skeleton)[2]
    return forward


def _clarity(pose: Pose) -> tuple[float, float]:
    return float(np.nan_to_num(pose.visibility).mean()), float(np.nan_to_num(pose.presence).mean())
