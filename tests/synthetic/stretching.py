"""Stretches and balances that are held: postures as joint angles, left side leading."""

from __future__ import annotations

from .contact import Contact, Hold, both, feet
from .floor import FLOOR
from .mat import MAT
from .movement import FACING, FRONT, LEVEL, OBLIQUE, SIDE, Movement, at_peak
from .posture import posture
from .standing import STAND

_LOW_LUNGE = posture(
    pitch=-4, hip_flexion=(94, -34), knee_flexion=(96, 62), ankle_dorsiflexion=(0, -50), hip_abduction=3,
    shoulder_flexion=28, shoulder_abduction=6, elbow_flexion=40,
)  # fmt: skip
_SITTING_UP = posture(
    hip_flexion=88,
    knee_flexion=3,
    hip_abduction=2,
    shoulder_flexion=-16,
    shoulder_abduction=16,
    elbow_flexion=36,
)
_DOG = posture(
    pitch=132, hip_flexion=88, knee_flexion=6, neck_flexion=14, shoulder_flexion=168, shoulder_abduction=8,
    elbow_flexion=4, heel_lift=14, hip_abduction=3, wrist_extension=50, pronation=90,
)  # fmt: skip
_AGAINST_WALL = posture(
    pitch=14, hip_flexion=(40, -14), knee_flexion=(34, 3), hip_abduction=3, shoulder_flexion=84,
    shoulder_abduction=4, elbow_flexion=14,
)  # fmt: skip
_PRONE = MAT["superman"].rest.but(shoulder_flexion=20, shoulder_abduction=20, elbow_flexion=120)
_SEAT = (Contact("", "seat", Hold.RIGID),)

STRETCHING: dict[str, Movement] = {
    "hip-flexor-stretch": Movement(
        _LOW_LUNGE.but(pitch=56, hip_flexion=(130, 12)), _LOW_LUNGE, "hip_flexion", LEVEL,
        (Contact("left", "foot"), Contact("right", "knee", Hold.RIGID)), limbs="either", is_hold=True,
        faults={"trunk_lean": at_peak(pitch=36, hip_flexion=36)},
    ),
    "seated-hamstring-stretch": Movement(
        _SITTING_UP,
        _SITTING_UP.but(pitch=36, trunk_flexion=26, hip_flexion=122, shoulder_flexion=84, shoulder_abduction=6,
                        elbow_flexion=10),
        "hip_flexion", LEVEL, _SEAT, is_hold=True, faults={"bent_knees": at_peak(knee_flexion=52, hip_flexion=20)},
    ),
    "standing-forward-fold": Movement(
        STAND,
        posture(
            pitch=108, trunk_flexion=20, hip_flexion=112, knee_flexion=6, neck_flexion=14, shoulder_flexion=94,
            shoulder_abduction=6, elbow_flexion=12, hip_abduction=5,
        ),
        "hip_flexion", LEVEL, is_hold=True, faults={"bent_knees": at_peak(knee_flexion=56, hip_flexion=28)},
    ),
    "chest-stretch": Movement(
        STAND, STAND.but(shoulder_abduction=90, shoulder_rotation=88, elbow_flexion=88), "shoulder_abduction",
        FACING, is_hold=True, faults={"arms_low": at_peak(shoulder_abduction=-34)},
    ),
    "calf-stretch": Movement(
        STAND,
        _AGAINST_WALL, "shoulder_flexion", LEVEL, limbs="either", is_hold=True, steps=(1,),
        faults={"short_step": at_peak(hip_flexion=(-9, 9))},
    ),
    "childs-pose": Movement(
        FLOOR["donkey-kick"].rest,
        posture(
            pitch=80, trunk_flexion=26, neck_flexion=10, hip_flexion=150, knee_flexion=150, hip_abduction=8,
            ankle_dorsiflexion=-55, shoulder_flexion=166, shoulder_abduction=8, elbow_flexion=8,
        ),
        "hip_flexion", LEVEL, both("knee", Hold.RIGID), is_hold=True,
        faults={"hips_high": at_peak(knee_flexion=-38, hip_flexion=-16)},
    ),
    "cobra": Movement(
        _PRONE,
        _PRONE.but(pitch=74, trunk_flexion=-40, neck_flexion=-18, hip_flexion=-16, shoulder_flexion=26,
                   shoulder_abduction=14, elbow_flexion=30),
        "trunk_flexion", LEVEL, _SEAT, is_hold=True, faults={"chest_low": at_peak(pitch=8, trunk_flexion=16)},
    ),
    "downward-dog": Movement(
        _DOG.but(pitch=92, hip_flexion=86, knee_flexion=80, shoulder_flexion=100), _DOG, "hip_flexion", LEVEL,
        (*feet(Hold.RIGID), *both("hand")), is_hold=True, free_pitch=True,
        faults={"bent_knees": at_peak(knee_flexion=56, hip_flexion=20)},
    ),
    "chair-pose": Movement(
        STAND,
        posture(
            pitch=38, hip_flexion=98, knee_flexion=82, hip_abduction=3, neck_flexion=-18, shoulder_flexion=166,
            shoulder_abduction=6, elbow_flexion=6,
        ),
        "knee_flexion", LEVEL, is_hold=True, faults={"shallow": at_peak(knee_flexion=-44, hip_flexion=-30)},
    ),
    "warrior-iii": Movement(
        STAND,
        posture(
            pitch=88, neck_flexion=-30, hip_flexion=(0, 88), knee_flexion=(2, 4), shoulder_flexion=172,
            shoulder_abduction=6, elbow_flexion=4, ankle_dorsiflexion=(-25, 0), hip_abduction=3,
        ),
        "hip_flexion", LEVEL, limbs="either", is_hold=True, free_at_peak=(0,),
        faults={"chest_up": at_peak(pitch=-34, hip_flexion=(0, -34))},
    ),
    "single-leg-stance": Movement(
        STAND, STAND.but(hip_flexion=(30, 3), knee_flexion=(66, 4), ankle_dorsiflexion=(0, 0)), "knee_flexion",
        (FRONT, OBLIQUE, SIDE), limbs="either", is_hold=True, free_at_peak=(0,),
        faults={"side_lean": at_peak(trunk_lateral=36)},
    ),
}  # fmt: skip
