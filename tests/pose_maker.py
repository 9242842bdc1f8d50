"""Poses made for the tests: no model, no person."""

from __future__ import annotations

import numpy as np

from poise.pose import BLAZEPOSE_33, FloatArray, Pose


def a_pose(
    x_px: float,
    y_px: float = 200.0,
    *,
    height_px: float = 200.0,
    time_s: float = 0.0,
    visibility: float = 0.9,
) -> Pose:
    """Return an upright figure about (x, y), the same every time, in a picture of 640 x 480."""
    shape: FloatArray = np.random.default_rng(5).uniform(-0.5, 0.5, (len(BLAZEPOSE_33), 3)) * (0.4, 1.0, 0.2)
    return Pose(
        BLAZEPOSE_33,
        image=shape * height_px + (x_px, y_px, 0.0),
        world=shape * 1.7,
        visibility=np.full(len(BLAZEPOSE_33), visibility),
        presence=np.full(len(BLAZEPOSE_33), np.nan),
        time_s=time_s,
        image_size=(640, 480),
    )
