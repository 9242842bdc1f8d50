"""How long a body's segments are, as shares of its stature.

Drillis and Contini 1966, "Body segment parameters" (New York University, report 1166-03), as drawn in Winter 2009,
"Biomechanics and Motor Control of Human Movement", 4th ed., fig. 4.1. Joint centres lie inside the body's outline:
the hips by Bell et al. 1990 (J Biomech 23:617-621), the shoulders about 0.024 of stature inside each acromion.
"""

from __future__ import annotations

THIGH = 0.530 - 0.285
SHANK = 0.285 - 0.039
ANKLE_HEIGHT = 0.039
FOOT = 0.152
HIP_HEIGHT = 0.530
TRUNK = 0.818 - 0.530  # hip centre to the middle of the shoulders
LUMBAR_SHARE = 0.35  # the part of the trunk below the joint at which it bends
NECK = 0.870 - 0.818
UPPER_ARM = 0.186
FOREARM = 0.146
HAND = 0.108
HALF_HIPS = 0.055
HALF_SHOULDERS = 0.129 - 0.024

# The ankle stands over the foot's rear third; MediaPipe's foot_index is the tip of the big toe.
HEEL_BEHIND = 0.25 * FOOT
TOE_AHEAD = 0.75 * FOOT
# The foot's points lie a little above its sole; both at one height, so that a flat foot is level.
SOLE = 0.008

# MediaPipe's hand points are the knuckles of little and index finger and the thumb's second joint (left hand,
# fingers down, thumb forward): across towards the thumb, along the fingers; as shares of the hand's length.
KNUCKLES = {"pinky": (-0.22, 0.78), "index": (0.20, 0.82), "thumb": (0.34, 0.42)}

# Points of the face (left side; the middle has no across): across, up, forward of the joint between head and neck.
# Eye height 0.936 of stature (Winter, fig. 4.1); the rest by the canonical proportions of a face.
FACE = {
    "nose": (0.0, 0.046, 0.060),
    "eye_inner": (0.009, 0.066, 0.048),
    "eye": (0.018, 0.067, 0.046),
    "eye_outer": (0.026, 0.066, 0.041),
    "ear": (0.043, 0.052, 0.002),
    "mouth": (0.014, 0.022, 0.050),
}
