"""Further exercises lying or on all fours: postures as joint angles, left side leading."""

from __future__ import annotations

from .contact import Contact, Hold
from .floor import FLOOR
from .movement import FRONT, LEVEL, OBLIQUE, Movement, Tempo, at_peak, throughout
from .posture import posture

_SUPINE = FLOOR["glute-bridge"].rest
_CRUNCH = FLOOR["sit-up"].rest
_ALL_FOURS = FLOOR["donkey-kick"].rest
_ON_HANDS_AND_KNEES = FLOOR["donkey-kick"].contacts
_SEAT = (Contact("", "seat", Hold.RIGID),)
_ON_SIDE = (Contact("", "seat", Hold.RIGID, 0.03),)
_STRAIGHT = _SUPINE.but(hip_flexion=4, knee_flexion=4, ankle_dorsiflexion=-25)
_TABLE_TOP = _SUPINE.but(hip_flexion=88, knee_flexion=88, shoulder_flexion=88, shoulder_abduction=4)
_PRONE = posture(
    pitch=90, hip_flexion=-2, knee_flexion=4, hip_abduction=4, ankle_dorsiflexion=-50, neck_flexion=-15,
    shoulder_flexion=168, shoulder_abduction=8, elbow_flexion=8, pronation=80,
)  # fmt: skip
_LYING_ASIDE = posture(
    roll=-90, hip_abduction=(2, -2), knee_flexion=4, shoulder_abduction=(14, 140), shoulder_flexion=(20, 20),
    elbow_flexion=(40, 90),
)  # fmt: skip
_CURLED_ASIDE = _LYING_ASIDE.but(hip_flexion=45, knee_flexion=90)
_ONE_LEG_OUT = _SUPINE.but(knee_flexion=(98, 6))
_BICYCLE = _CRUNCH.but(trunk_flexion=26, neck_flexion=18, hip_flexion=24, knee_flexion=14)

MAT: dict[str, Movement] = {
    "bird-dog": Movement(
        _ALL_FOURS,
        _ALL_FOURS.but(hip_flexion=(2, 88), knee_flexion=(6, 88), shoulder_flexion=(88, 168)), "hip_flexion",
        LEVEL, _ON_HANDS_AND_KNEES, limbs="alternating", concentric_first=True, free_at_peak=(0, 3),
        faults={"bent_knees": at_peak(knee_flexion=(52, 0))},
    ),
    "dead-bug": Movement(
        _TABLE_TOP,
        _TABLE_TOP.but(hip_flexion=(16, 88), knee_flexion=(8, 88), shoulder_flexion=(88, 160)), "hip_flexion",
        LEVEL, _SEAT, limbs="alternating",
        faults={"bent_knees": at_peak(knee_flexion=(44, 0))},
    ),
    "superman": Movement(
        _PRONE, _PRONE.but(trunk_flexion=-34, hip_flexion=-22), "trunk_flexion", LEVEL, _SEAT,
        concentric_first=True, faults={"bent_knees": throughout(knee_flexion=56)},
    ),
    "side-lying-leg-raise": Movement(
        _LYING_ASIDE, _LYING_ASIDE.but(hip_abduction=(44, -2)), "hip_abduction", (FRONT, OBLIQUE), _ON_SIDE,
        limbs="either", concentric_first=True,
    ),
    "clamshell": Movement(
        _CURLED_ASIDE, _CURLED_ASIDE.but(hip_abduction=(38, -2), hip_rotation=(34, 0)), "hip_abduction",
        (FRONT, OBLIQUE), _ON_SIDE, limbs="either", concentric_first=True,
    ),
    "single-leg-glute-bridge": Movement(
        _ONE_LEG_OUT,
        _ONE_LEG_OUT.but(pitch=-113, hip_flexion=3, knee_flexion=(95, 6), shoulder_flexion=-23, neck_flexion=23),
        "hip_flexion", LEVEL, (Contact("", "back", Hold.RIGID), Contact("left", "foot", Hold.FOLLOW)),
        limbs="either", concentric_first=True,
    ),
    "reverse-crunch": Movement(
        _SUPINE.but(hip_flexion=84, knee_flexion=95),
        _SUPINE.but(pitch=-122, trunk_flexion=24, hip_flexion=118, knee_flexion=95), "hip_flexion", LEVEL,
        (Contact("", "back", Hold.RIGID),), concentric_first=True,
    ),
    "bicycle-crunch": Movement(
        _BICYCLE, _BICYCLE.but(hip_flexion=(112, 24), knee_flexion=(112, 14)), "hip_flexion", LEVEL, _SEAT,
        limbs="alternating", concentric_first=True, tempo=Tempo(0.6, 0.05, 0.6, 0.05),
    ),
    "straight-leg-raise": Movement(
        _SUPINE.but(hip_flexion=(5, 48), knee_flexion=(4, 98)),
        _SUPINE.but(hip_flexion=(56, 48), knee_flexion=(5, 98)), "hip_flexion", LEVEL,
        (*_SEAT, Contact("right", "foot", Hold.FOLLOW)), limbs="either", concentric_first=True,
        faults={"bent_knees": throughout(knee_flexion=(52, 0), hip_flexion=(18, 0))},
    ),
    "heel-slide": Movement(
        _STRAIGHT, _STRAIGHT.but(hip_flexion=(50, 4), knee_flexion=(102, 4)), "knee_flexion", LEVEL, _SEAT,
        limbs="either", concentric_first=True,
    ),
    "hollow-hold": Movement(
        _STRAIGHT.but(shoulder_flexion=160),
        _STRAIGHT.but(pitch=-80, trunk_flexion=26, neck_flexion=14, hip_flexion=40, shoulder_flexion=150),
        "hip_flexion", LEVEL, _SEAT, is_hold=True, faults={"bent_knees": at_peak(knee_flexion=56, hip_flexion=20)},
    ),
    "boat-pose": Movement(
        posture(pitch=-12, hip_flexion=70, knee_flexion=98, shoulder_flexion=40, elbow_flexion=20),
        posture(
            pitch=-42, neck_flexion=12, hip_flexion=92, knee_flexion=6, ankle_dorsiflexion=-20,
            shoulder_flexion=46, shoulder_abduction=6, elbow_flexion=4,
        ),
        "hip_flexion", LEVEL, _SEAT, is_hold=True, faults={"bent_knees": at_peak(knee_flexion=60)},
    ),
}  # fmt: skip
