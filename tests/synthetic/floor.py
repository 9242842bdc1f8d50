"""Exercises on hands, back or seat, and hanging: postures as joint angles, left side leading."""

from __future__ import annotations

from .contact import Contact, Hold, both, feet
from .movement import (
    AROUND,
    BRISK,
    FACING,
    FRONT,
    LEVEL,
    OBLIQUE,
    SIDE,
    Fault,
    Movement,
    Tempo,
    at_peak,
    throughout,
)
from .posture import posture
from .standing import STAND

_PALMS = {"pronation": 90, "wrist_extension": 80}
_HIGH_PLANK = posture(
    pitch=70, hip_flexion=2, knee_flexion=3, heel_lift=72, neck_flexion=-20, hip_abduction=3,
    shoulder_flexion=72, shoulder_abduction=12, elbow_flexion=6, **_PALMS,
)  # fmt: skip
_ON_HANDS_AND_TOES = (*feet(Hold.RIGID), *both("hand"))
_SUPINE = posture(
    pitch=-90, hip_flexion=48, knee_flexion=98, hip_abduction=3, shoulder_abduction=18, elbow_flexion=8,
    shoulder_flexion=0, pronation=80,
)  # fmt: skip
_HANDS_ON_CHEST = {
    "shoulder_flexion": 38, "shoulder_abduction": 8, "shoulder_rotation": -55, "elbow_flexion": 118, "pronation": 0,
}  # fmt: skip
_CRUNCH = _SUPINE.but(**_HANDS_ON_CHEST)
_SEATED = (Contact("", "seat", Hold.RIGID), *feet(Hold.FOLLOW))
_ON_BACK = (Contact("", "back", Hold.RIGID), *feet(Hold.FOLLOW))
_ON_BENCH = (Contact("", "back", Hold.RIGID, 0.23), *feet(Hold.FOLLOW))
_THRUST = posture(
    pitch=-37, hip_flexion=99, knee_flexion=91, hip_abduction=5, neck_flexion=10,
    shoulder_flexion=25, shoulder_abduction=25, shoulder_rotation=-20, elbow_flexion=50,
)  # fmt: skip
_HANG = posture(
    shoulder_abduction=164, shoulder_rotation=90, elbow_flexion=8, pronation=80, knee_flexion=35, hip_flexion=4,
    hip_abduction=2, ankle_dorsiflexion=-20,
)  # fmt: skip
_SUPPORT = posture(
    pitch=6, shoulder_flexion=6, shoulder_abduction=8, elbow_flexion=6, knee_flexion=75, hip_flexion=12,
    hip_abduction=2, ankle_dorsiflexion=-20, wrist_extension=40, pronation=0,
)  # fmt: skip
_PLANK = posture(
    pitch=78, hip_flexion=2, knee_flexion=3, heel_lift=75, neck_flexion=-15, hip_abduction=3,
    shoulder_flexion=80, elbow_flexion=90, shoulder_abduction=2,
)  # fmt: skip
_SIDE_PLANK = posture(
    roll=72, hip_flexion=2, knee_flexion=3, shoulder_abduction=(72, 8), elbow_flexion=(90, 10),
    hip_abduction=(3, -2),
)  # fmt: skip
_BENCHED = _SUPINE.but(
    hip_flexion=18, knee_flexion=88, shoulder_flexion=88, shoulder_abduction=8, elbow_flexion=8
)
_ON_SEAT = (Contact("", "seat", Hold.RIGID, 0.24), *feet(Hold.FOLLOW))
_PULLDOWN = posture(
    pitch=-6, hip_flexion=84, knee_flexion=90, hip_abduction=6, shoulder_abduction=154, shoulder_rotation=90,
    elbow_flexion=10, pronation=80,
)  # fmt: skip
_ROW = posture(
    hip_flexion=84, knee_flexion=38, hip_abduction=4, shoulder_flexion=62, shoulder_abduction=6, elbow_flexion=12,
)  # fmt: skip
_TWIST = posture(
    pitch=-38, trunk_flexion=8, hip_flexion=92, knee_flexion=82, hip_abduction=4, trunk_rotation=-48,
    shoulder_flexion=42, shoulder_rotation=-28, elbow_flexion=62,
)  # fmt: skip
_ALL_FOURS = posture(
    pitch=88, hip_flexion=88, knee_flexion=88, hip_abduction=3, ankle_dorsiflexion=-40, neck_flexion=-25,
    shoulder_flexion=88, elbow_flexion=6, **_PALMS,
)  # fmt: skip
_ON_HANDS_AND_KNEES = (*both("knee", Hold.RIGID), *both("hand"))
_SAG, _PIKE = throughout(hip_flexion=-26), throughout(hip_flexion=38)

FLOOR: dict[str, Movement] = {
    "push-up": Movement(
        _HIGH_PLANK, _HIGH_PLANK.but(elbow_flexion=98, shoulder_flexion=14, shoulder_abduction=36),
        "elbow_flexion", (SIDE, OBLIQUE, FRONT), _ON_HANDS_AND_TOES, free_pitch=True,
        faults={
            "hips_sag": _SAG,
            "hips_pike": _PIKE,
            "not_locked_out": Fault(end={"elbow_flexion": 42, "shoulder_flexion": -20}),
            "elbows_out": at_peak(shoulder_abduction=58),
        },
    ),
    "knee-push-up": Movement(
        _HIGH_PLANK.but(pitch=58, shoulder_flexion=60, knee_flexion=70, ankle_dorsiflexion=-20),
        _HIGH_PLANK.but(
            pitch=70, elbow_flexion=96, shoulder_flexion=14, shoulder_abduction=36, knee_flexion=70,
            ankle_dorsiflexion=-20,
        ),
        "elbow_flexion", (SIDE, OBLIQUE, FRONT), (*both("knee", Hold.RIGID), *both("hand")), free_pitch=True,
        faults={
            "hips_pike": throughout(hip_flexion=56),
            "not_locked_out": Fault(end={"elbow_flexion": 42, "shoulder_flexion": -20}),
        },
    ),
    "mountain-climber": Movement(
        _HIGH_PLANK,
        _HIGH_PLANK.but(hip_flexion=(108, 6), knee_flexion=(112, 3), ankle_dorsiflexion=(-10, 0)),
        "hip_flexion", LEVEL, _ON_HANDS_AND_TOES, limbs="alternating", concentric_first=True, free_at_peak=(0,),
        free_pitch=True, tempo=BRISK, faults={"hips_pike": throughout(hip_flexion=56)},
    ),
    "plank": Movement(
        _PLANK.but(hip_flexion=52, knee_flexion=68), _PLANK, "hip_flexion", LEVEL,
        (*feet(Hold.RIGID), *both("forearm")), is_hold=True, free_pitch=True,
        faults={"hips_sag": at_peak(hip_flexion=-26), "hips_pike": at_peak(hip_flexion=36)},
    ),
    "side-plank": Movement(
        _SIDE_PLANK.but(roll=46, hip_abduction=(-43, 43), shoulder_abduction=(46, 8)), _SIDE_PLANK,
        "hip_abduction", FACING, (Contact("left", "forearm", Hold.RIGID),), limbs="either",
        is_hold=True, faults={"hips_low": at_peak(roll=-16, hip_abduction=(-26, 26), shoulder_abduction=(-16, 0))},
    ),
    "glute-bridge": Movement(
        _SUPINE, _SUPINE.but(pitch=-113, hip_flexion=3, knee_flexion=95, shoulder_flexion=-23, neck_flexion=23),
        "hip_flexion", LEVEL, _ON_BACK, concentric_first=True,
    ),
    "hip-thrust": Movement(
        _THRUST, _THRUST.but(pitch=-90, hip_flexion=3, knee_flexion=88, neck_flexion=30), "hip_flexion", LEVEL,
        _ON_BENCH, concentric_first=True,
    ),
    "sit-up": Movement(
        _CRUNCH, _CRUNCH.but(pitch=-22, hip_flexion=116, trunk_flexion=24, neck_flexion=10), "hip_flexion", LEVEL,
        _SEATED, concentric_first=True,
    ),
    "crunch": Movement(
        _CRUNCH, _CRUNCH.but(pitch=-84, hip_flexion=54, trunk_flexion=36, neck_flexion=22), "trunk_flexion",
        (SIDE,), _SEATED, concentric_first=True,
    ),
    "leg-raise": Movement(
        _SUPINE.but(hip_flexion=6, knee_flexion=4, ankle_dorsiflexion=-25),
        _SUPINE.but(hip_flexion=86, knee_flexion=6, ankle_dorsiflexion=-25), "hip_flexion", LEVEL,
        (Contact("", "seat", Hold.RIGID),), concentric_first=True,
        faults={"bent_knees": throughout(knee_flexion=48, hip_flexion=20)},
    ),
    "burpee": Movement(
        STAND, _HIGH_PLANK, "shoulder_flexion", (SIDE, OBLIQUE, FRONT), (*feet(), *both("hand")),
        via=(posture(
            pitch=52, trunk_flexion=12, hip_flexion=136, knee_flexion=136, hip_abduction=12, hip_rotation=10,
            heel_lift=35, shoulder_flexion=66, elbow_flexion=10, neck_flexion=-25, **_PALMS,
        ),),
        linked=("foot", "hand"), tempo=Tempo(1.3, 0.1, 1.3, 0.4),
    ),
    "pull-up": Movement(
        _HANG, _HANG.but(shoulder_abduction=42, elbow_flexion=128), "elbow_flexion", AROUND,
        both("hand", height=1.32), concentric_first=True,
        faults={
            "swing": Fault(rest={"pitch": 30}, peak={"pitch": 58}),
            "not_fully_extended": Fault(rest={"elbow_flexion": 52, "shoulder_abduction": -36}),
        },
    ),
    "bench-press": Movement(
        _BENCHED, _BENCHED.but(shoulder_flexion=-4, shoulder_abduction=58, elbow_flexion=100), "elbow_flexion",
        (SIDE, OBLIQUE, FRONT), _ON_BENCH, faults={"elbows_out": at_peak(shoulder_abduction=36)},
    ),
    "lat-pulldown": Movement(
        _PULLDOWN, _PULLDOWN.but(shoulder_abduction=46, elbow_flexion=114), "elbow_flexion", AROUND, _ON_SEAT,
        concentric_first=True, faults={"swing": at_peak(pitch=-34, hip_flexion=-34)},
    ),
    "seated-row": Movement(
        _ROW, _ROW.but(shoulder_flexion=-14, shoulder_abduction=10, elbow_flexion=92), "elbow_flexion", LEVEL,
        _ON_SEAT, concentric_first=True, faults={"swing": at_peak(pitch=-46, hip_flexion=-46)},
    ),
    "russian-twist": Movement(
        _TWIST, _TWIST.but(trunk_rotation=48), "trunk_rotation", FACING, (Contact("", "seat", Hold.RIGID),),
        concentric_first=True,
    ),
    "fire-hydrant": Movement(
        _ALL_FOURS, _ALL_FOURS.but(hip_abduction=(66, 3)), "hip_abduction", (OBLIQUE, FRONT, SIDE),
        _ON_HANDS_AND_KNEES, limbs="either", concentric_first=True, free_at_peak=(0,),
        faults={"straight_knee": at_peak(knee_flexion=(-46, 0))},
    ),
    "donkey-kick": Movement(
        _ALL_FOURS, _ALL_FOURS.but(hip_flexion=(4, 88)), "hip_flexion", LEVEL,
        _ON_HANDS_AND_KNEES, limbs="either", concentric_first=True, free_at_peak=(0,),
        faults={"straight_knee": at_peak(knee_flexion=(-46, 0))},
    ),
    "dip": Movement(
        _SUPPORT, _SUPPORT.but(pitch=20, shoulder_flexion=-42, shoulder_abduction=14, elbow_flexion=94),
        "elbow_flexion", AROUND, both("hand", height=0.72),
        faults={"too_deep": at_peak(elbow_flexion=48, shoulder_flexion=-24)},
    ),
}  # fmt: skip
