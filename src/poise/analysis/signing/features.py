"""What a hand looks like, as numbers: its shape, and how it is held before the camera.

Lengths are in hand sizes (`PalmFrame.size`), angles in radians.

| group | numbers | what | why |
|---|---|---|---|
| flexion | 15 | bend at three joints of each finger, thumb first; 0 is straight | ISB (Wu et al. 2005), flexion |
| spread | 8 | sideways angle of neighbouring fingers, at the base and as a whole, signed | ISB, abduction; U V W |
| distances | 27 | thumb tip to the joints of the others; neighbours' tips and middles; tips to the wrist | K P D, C O |
| crossing | 6 | how index and middle finger lie to each other: towards the thumb's side, and in depth | R U V |
| thumb | 12 | thumb tip beside, above and in front of each finger's middle joint | A S T N M E |
| upright | 5 | how far palm axes, index and middle finger point down (-1 up, 1 down) | G Q, K P, H U |

All groups but the last are the same however a hand is turned; the last one is the same however it is turned about the
vertical. More was tried and left out, because it read other signers worse: the points themselves, in the palm frame and
as the camera sees them, and the whole directions (docs/signing.md).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from poise.analysis.signing.hand import CHAINS, FINGERS, TIPS, WRIST, as_right, palm_frame
from poise.pose import FloatArray
from poise.pose.geometry import unit_vectors

_LONG = FINGERS[1:]
_MIDDLES = [CHAINS[finger][1] for finger in _LONG]

# Numbers of each group, in order.
GROUPS: dict[str, int] = {
    "flexion": 15,
    "spread": 8,
    "distances": 27,
    "crossing": 6,
    "thumb": 12,
    "upright": 5,
}
FEATURE_COUNT = sum(GROUPS.values())
SHAPE_COUNT = FEATURE_COUNT - GROUPS["upright"]


def hand_features(points: FloatArray, is_left: bool | NDArray[np.bool_] = False) -> FloatArray:
    """Describe hands.

    Parameters
    ----------
    points : (..., 21, 3)
        Over `HAND_21`, of a picture that is not mirrored: x to the right, y down, z away from the camera, all in one
        unit (pixels or metres).
    is_left : bool or (...,) bool
        Whether it is a left hand.

    Returns
    -------
    (..., FEATURE_COUNT)
        The groups of this module's table. NaN where a hand has NaN or no size.
    """
    points = as_right(np.asarray(points, dtype=np.float64), is_left)
    frame = palm_frame(points)
    local = frame.localise(points)
    groups = (
        flexion(local),
        spread(local),
        _distances(local),
        _crossing(local),
        _thumb(local),
        _upright(points, frame.axes),
    )
    return np.concatenate(groups, axis=-1)


def flexion(local: FloatArray) -> FloatArray:
    """Return the bend at three joints of each finger, thumb first, (..., 15) in radians; 0 is straight."""
    bends = []
    for finger in FINGERS:
        chain = local[..., [WRIST, *CHAINS[finger]], :]
        bones = unit_vectors(np.diff(chain, axis=-2))
        cosine = np.sum(bones[..., :-1, :] * bones[..., 1:, :], axis=-1)
        bends.append(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return np.concatenate(bends, axis=-1)


def spread(local: FloatArray) -> FloatArray:
    """Return how far neighbouring fingers are apart sideways, (..., 8) in radians; negative is crossed.

    Of the four pairs from thumb and index to ring and little finger, first by the bone at the knuckle, then from
    knuckle to tip. The angle is measured in the plane of the palm.
    """
    sideways = []
    for last in (1, 3):
        bones = np.stack([local[..., c[last], :] - local[..., c[0], :] for c in CHAINS.values()], axis=-2)
        # A finger that points at the camera or back to the wrist has no sideways angle worth the name: damped.
        angle = np.arctan2(bones[..., 0], np.abs(bones[..., 1]) + 0.2)
        sideways.append(angle[..., :-1] - angle[..., 1:])
    return np.concatenate(sideways, axis=-1)


def _distances(local: FloatArray) -> FloatArray:
    thumb = local[..., TIPS[0], :][..., None, :]
    others = [joint for finger in _LONG for joint in CHAINS[finger]]
    tips, middles = local[..., list(TIPS), :], local[..., _MIDDLES, :]
    apart = (
        local[..., others, :] - thumb,
        np.diff(tips[..., 1:, :], axis=-2),
        np.diff(middles, axis=-2),
        tips,
    )
    return np.concatenate([np.linalg.norm(vectors, axis=-1) for vectors in apart], axis=-1)


def _crossing(local: FloatArray) -> FloatArray:
    index, middle = (local[..., list(CHAINS[name])[1:], :] for name in ("index", "middle"))
    return np.concatenate([(index - middle)[..., 0], (index - middle)[..., 2]], axis=-1)


def _thumb(local: FloatArray) -> FloatArray:
    aside = local[..., TIPS[0], :][..., None, :] - local[..., _MIDDLES, :]
    return aside.reshape(*aside.shape[:-2], -1)


def _upright(points: FloatArray, axes: FloatArray) -> FloatArray:
    fingers = [
        points[..., CHAINS[name][3], :] - points[..., CHAINS[name][0], :] for name in ("index", "middle")
    ]
    pointing = np.stack([unit_vectors(finger)[..., 1] for finger in fingers], axis=-1)
    return np.concatenate([axes[..., 1], pointing], axis=-1)
