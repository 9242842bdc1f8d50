"""Further exercises on the feet or a seat: postures as joint angles, left side leading."""

from __future__ import annotations

from .contact import Contact, Hold, both, feet
from .floor import FLOOR
from .movement import AROUND, FRONT, LEVEL, OBLIQUE, SIDE, Fault, Movement, Tempo, at_peak, throughout
from .posture import posture
from .standing import STAND, STANDING

_HIGH_PLANK = FLOOR["push-up"].rest
_LOWERED = {"elbow_flexion": 98, "shoulder_flexion": 14, "shoulder_abduction": 36}
_SAG = {"hips_sag": throughout(hip_flexion=-26)}
_HINGE = STANDING["bent-over-row"].rest
_BENCHED = FLOOR["bench-press"].rest
_FORWARD = STAND.but(shoulder_flexion=88, shoulder_abduction=4, elbow_flexion=8)
_CACTUS = STAND.but(shoulder_abduction=84, shoulder_rotation=88, elbow_flexion=98)
_AT_THE_SIDE = STAND.but(shoulder_abduction=6, shoulder_rotation=-35, elbow_flexion=90)
_ON_ONE_LEG = STAND.but(hip_flexion=(3, 6), knee_flexion=(6, 62))
_ON_CHAIR = posture(
    pitch=4, hip_flexion=92, knee_flexion=88, hip_abduction=6, shoulder_flexion=18, shoulder_abduction=8,
    elbow_flexion=48, shoulder_rotation=-8,
)  # fmt: skip
_LEANING = {"side_lean": at_peak(trunk_lateral=-36)}
_BENT_ARMS = {"bent_arms": at_peak(elbow_flexion=50)}

UPRIGHT: dict[str, Movement] = {
    "incline-push-up": Movement(
        _HIGH_PLANK.but(pitch=46, shoulder_flexion=72), _HIGH_PLANK.but(pitch=46, **_LOWERED), "elbow_flexion",
        (SIDE, OBLIQUE), (*feet(Hold.RIGID), *both("hand", height=0.3)), free_pitch=True, faults=_SAG,
    ),
    "decline-push-up": Movement(
        _HIGH_PLANK.but(pitch=92), _HIGH_PLANK.but(pitch=92, **_LOWERED), "elbow_flexion", (SIDE, OBLIQUE),
        (*feet(Hold.RIGID, height=0.26), *both("hand")), free_pitch=True, faults=_SAG,
    ),
    "box-squat": Movement(
        STAND, STAND.but(pitch=32, neck_flexion=-20, hip_flexion=112, knee_flexion=96, hip_abduction=14,
                         hip_rotation=12, shoulder_flexion=80),
        "knee_flexion", AROUND, faults={"trunk_lean": at_peak(pitch=30, hip_flexion=30)},
        tempo=Tempo(1.2, 0.4, 1.0, 0.4),
    ),
    "single-leg-deadlift": Movement(
        STAND,
        STAND.but(pitch=74, neck_flexion=-25, hip_flexion=(86, 0), knee_flexion=(16, 8), shoulder_flexion=72),
        "hip_flexion", LEVEL, limbs="either", free_at_peak=(1,),
        faults={"knees_bend": at_peak(knee_flexion=(44, 0), hip_flexion=(24, 0))},
    ),
    "hip-abduction": Movement(
        STAND, STAND.but(hip_abduction=(38, 4)), "hip_abduction", (FRONT, OBLIQUE, 180.0), limbs="either",
        concentric_first=True, free_at_peak=(0,), faults=_LEANING,
    ),
    "hip-extension": Movement(
        STAND, STAND.but(pitch=6, hip_flexion=(-27, 9)), "hip_flexion", LEVEL, limbs="either",
        concentric_first=True, free_at_peak=(0,),
        faults={"trunk_lean": at_peak(pitch=32, hip_flexion=32)},
    ),
    "march": Movement(
        STAND.but(elbow_flexion=40), STAND.but(hip_flexion=(82, 3), knee_flexion=(86, 6), elbow_flexion=40,
                                               ankle_dorsiflexion=(-5, 0)),
        "hip_flexion", (FRONT, OBLIQUE, SIDE), limbs="alternating", concentric_first=True, free_at_peak=(0,),
        tempo=Tempo(0.7, 0.05, 0.7, 0.1), faults={"leaning_back": throughout(pitch=-38, hip_flexion=-38)},
    ),
    "single-leg-calf-raise": Movement(
        _ON_ONE_LEG, _ON_ONE_LEG.but(heel_lift=(38, 0)), "heel_lift", LEVEL, limbs="either",
        concentric_first=True, free_at_rest=(1,), free_at_peak=(1,),
    ),
    "standing-leg-curl": Movement(
        STAND, STAND.but(hip_flexion=(0, 3), knee_flexion=(104, 6), ankle_dorsiflexion=(0, 0)), "knee_flexion",
        LEVEL, limbs="either", concentric_first=True, free_at_peak=(0,),
        faults={"thigh_forward": at_peak(hip_flexion=(40, 0))},
    ),
    "seated-knee-extension": Movement(
        _ON_CHAIR, _ON_CHAIR.but(knee_flexion=(8, 88), ankle_dorsiflexion=(5, 0)), "knee_flexion", LEVEL,
        (Contact("", "seat", Hold.RIGID, 0.2), *feet(Hold.FOLLOW)), limbs="either", concentric_first=True,
        free_at_peak=(1,), faults={"leaning_back": throughout(pitch=-38, hip_flexion=-38)},
    ),
    "side-bend": Movement(
        STAND, STAND.but(trunk_lateral=46, roll=4, hip_abduction=(1, 9), shoulder_abduction=(2, 20)),
        "trunk_lateral", (FRONT, 180.0),
    ),
    "upright-row": Movement(
        STAND.but(shoulder_flexion=10, shoulder_abduction=4, shoulder_rotation=-35),
        STAND.but(shoulder_flexion=14, shoulder_abduction=82, shoulder_rotation=-52, elbow_flexion=118),
        "shoulder_abduction", (FRONT, OBLIQUE), concentric_first=True,
        faults={"swing": Fault(rest={"pitch": 8, "hip_flexion": 8}, peak={"pitch": -36, "hip_flexion": -36})},
    ),
    "wall-slide": Movement(
        _CACTUS, _CACTUS.but(shoulder_abduction=156, elbow_flexion=20), "elbow_flexion", (FRONT, OBLIQUE),
        concentric_first=True,
    ),
    "band-pull-apart": Movement(
        _FORWARD, _FORWARD.but(shoulder_abduction=82), "shoulder_abduction", (FRONT, OBLIQUE),
        concentric_first=True, faults=_BENT_ARMS,
    ),
    "external-rotation": Movement(
        _AT_THE_SIDE, _AT_THE_SIDE.but(shoulder_rotation=58), "shoulder_rotation", (FRONT, OBLIQUE),
        concentric_first=True, faults={"elbows_off": throughout(shoulder_abduction=32)},
    ),
    "face-pull": Movement(
        _FORWARD, _FORWARD.but(shoulder_flexion=30, shoulder_abduction=80, shoulder_rotation=70, elbow_flexion=112),
        "elbow_flexion", (FRONT, OBLIQUE), concentric_first=True,
        faults={"leaning_back": throughout(pitch=-38, hip_flexion=-38)},
    ),
    "one-arm-row": Movement(
        _HINGE.but(shoulder_flexion=(70, 62)),
        _HINGE.but(shoulder_flexion=(-8, 62), shoulder_abduction=(12, 6), elbow_flexion=(98, 8)), "elbow_flexion",
        LEVEL, limbs="either", concentric_first=True,
        faults={"standing_up": at_peak(pitch=-34, hip_flexion=-34)},
    ),
    "chest-fly": Movement(
        _BENCHED.but(shoulder_abduction=4, elbow_flexion=16),
        _BENCHED.but(shoulder_abduction=80, elbow_flexion=24), "shoulder_abduction", (FRONT, OBLIQUE),
        FLOOR["bench-press"].contacts, faults={"bent_arms": at_peak(elbow_flexion=52)},
    ),
}  # fmt: skip
