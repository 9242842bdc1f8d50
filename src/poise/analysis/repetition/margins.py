"""By how much the range of a repetition is misread, so that nobody is told of what may be the model's error.

In exercises that both sides do together they reach the same angle, so half of what the sides differ by is the error of
their mean. Measured with the full model on the reference tracks and films of strangers, at rest and at the peak of
every repetition whose joints were clearly seen, root of the mean square, by
``python -m benchmarks.accuracy.rules FOLDER ... --sides``. What both sides misread alike does not show in it: limits of
the catalogue are as the camera reads them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from poise.analysis.measuring.facing import View

# Degrees; of the mean of both sides. From behind, legs were seen in three instants only: taken as from ahead.
_ERROR_DEG: Mapping[str, Mapping[View, float]] = MappingProxyType(
    {
        "elbow_flexion": {View.FRONT: 6.3, View.OBLIQUE: 9.2, View.SIDE: 5.1, View.BACK: 7.4},
        "knee_flexion": {View.FRONT: 2.7, View.OBLIQUE: 6.6, View.SIDE: 3.6, View.BACK: 2.7},
        "hip_flexion": {View.FRONT: 2.3, View.OBLIQUE: 5.4, View.SIDE: 5.4, View.BACK: 2.3},
        "shoulder_elevation": {View.FRONT: 5.2, View.OBLIQUE: 8.5, View.SIDE: 3.4, View.BACK: 5.7},
        "thigh_raise": {View.FRONT: 2.1, View.OBLIQUE: 4.6, View.SIDE: 3.8, View.BACK: 2.1},
        "heel_lift": {View.FRONT: 2.5, View.OBLIQUE: 7.3, View.SIDE: 7.9, View.BACK: 2.5},
    }
)
_ONE_SIDE = math.sqrt(2.0)  # the error of one side is larger than that of the mean of two
# Which measure tells that the bones of another point at the camera, where only depth could tell the angle.
TOWARDS_CAMERA: Mapping[str, str] = MappingProxyType(
    {"elbow_flexion": "arm_towards_camera", "shoulder_elevation": "upper_arm_towards_camera"}
)
# A bone so far out of the picture's plane shows half of its length or less, and depth is read flatter than it is.
HEAD_ON_DEG = 60.0
# Angles from the vertical are off by the camera's tilt, at rest as at the peak. People rest within 12 degrees of the
# catalogue's rest; more is the camera.
TILTED, TILTED_DEG = frozenset({"trunk_lean", "thigh_raise"}), 12.0


def margin_of(measure: str, view: View, *, is_one_sided: bool) -> float:
    """Return by how much a limit may be missed without a fault, in the measure's unit.

    Parameters
    ----------
    measure : str
        What the range is judged by.
    view : View
        From where it is seen.
    is_one_sided : bool
        Whether one side alone is read.

    Examples
    --------
    >>> from poise.analysis.measuring.facing import View
    >>> margin_of("elbow_flexion", View.SIDE, is_one_sided=False)
    5.1
    """
    error_deg = _ERROR_DEG.get(measure, {}).get(view, 0.0)
    return error_deg * _ONE_SIDE if is_one_sided else error_deg
