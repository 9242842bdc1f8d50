"""Which landmarks the body itself hides from the camera."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from poise.pose import BLAZEPOSE_33, FloatArray

# What hides: segments with their radius in metres for a stature of 1.75 m.
_SHAPES = (
    *((f"{side}_{start}", f"{side}_{end}", radius)
      for side in ("left", "right")
      for start, end, radius in (
          ("hip", "shoulder", 0.09), ("hip", "knee", 0.07), ("knee", "ankle", 0.05),
          ("shoulder", "elbow", 0.045), ("elbow", "wrist", 0.04))),
    ("left_hip", "right_shoulder", 0.09),
    ("right_hip", "left_shoulder", 0.09),
)  # fmt: skip
_ENDS = np.array([BLAZEPOSE_33.indices((start, end)) for start, end, _ in _SHAPES])
_RADII_M = np.array([radius for _, _, radius in _SHAPES])
_MARGIN_M = 0.03  # how far behind a shape's surface a landmark must be
_SEEN = 0.99
# What BlazePose says of hidden landmarks: medians of the far side in the reference clips filmed from the side (2121 to
# 2207 frames). It is always sure of shoulders and hips.
_HIDDEN_BY_PART = {
    "shoulder": 0.99, "hip": 0.99, "elbow": 0.13, "wrist": 0.29, "pinky": 0.29, "index": 0.29, "thumb": 0.29,
    "knee": 0.47, "ankle": 0.56, "heel": 0.63, "foot_index": 0.72,
}  # fmt: skip
_HIDDEN_FACE = 0.9
_HIDDEN = np.array(
    [
        _HIDDEN_BY_PART.get(name.removeprefix("left_").removeprefix("right_"), _HIDDEN_FACE)
        for name in BLAZEPOSE_33.keypoints
    ]
)


def _own() -> NDArray[np.bool_]:
    """Say which shapes belong to the limb that a landmark is on, (33, S): they do not hide it."""
    limbs = {"leg": ("hip", "knee", "ankle", "heel", "foot_index"),
             "arm": ("shoulder", "elbow", "wrist", "pinky", "index", "thumb")}  # fmt: skip
    member = {
        f"{side}_{n}": (side, limb) for side in ("left", "right") for limb, ns in limbs.items() for n in ns
    }
    own = np.zeros((len(BLAZEPOSE_33), len(_SHAPES)), dtype=bool)
    for row, name in enumerate(BLAZEPOSE_33.keypoints):
        for column, (start, end, _) in enumerate(_SHAPES):
            same_limb = name in member and member[name] == member[start] == member[end]
            own[row, column] = same_limb or name in (start, end)
    return own


_OWN = _own()


def visibility(seen: FloatArray, stature_m: float) -> FloatArray:
    """Return the visibility (T, 33) of landmarks (T, 33, 3) in metres along the camera's axes, from its eye."""
    flat = seen[..., :2] / seen[..., 2:]
    covered = np.zeros(seen.shape[:2])
    for column, (start, end) in enumerate(_ENDS):
        one, way = flat[:, None, start], (flat[:, end] - flat[:, start])[:, None]
        length = np.maximum(np.sum(way**2, -1), 1e-12)
        along = np.clip(np.sum((flat - one) * way, -1) / length, 0.0, 1.0)
        depth = seen[:, None, start, 2] + along * (seen[:, end, 2] - seen[:, start, 2])[:, None]
        apart_m = np.linalg.norm(flat - one - along[..., None] * way, axis=-1) * depth
        radius_m = _RADII_M[column] * stature_m / 1.75
        beside = np.clip(1.5 - apart_m / radius_m, 0.0, 1.0)
        behind = np.clip((seen[..., 2] - depth - radius_m - _MARGIN_M) / _MARGIN_M, 0.0, 1.0)
        covered = np.maximum(covered, np.where(_OWN[:, column], 0.0, np.minimum(2 * beside, 1.0) * behind))
    return _SEEN - (_SEEN - _HIDDEN) * covered
