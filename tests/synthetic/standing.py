"""Exercises on the feet: postures as joint angles, left side leading."""

from __future__ import annotations

from .contact import Contact
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

STAND = posture(
    hip_abduction=5, hip_rotation=8, knee_flexion=6, hip_flexion=3,
    shoulder_abduction=8, shoulder_flexion=2, elbow_flexion=12,
)  # fmt: skip
_ARMS_CROSSED = {
    "shoulder_flexion": 45, "shoulder_abduction": 5, "shoulder_rotation": -60, "elbow_flexion": 110,
}  # fmt: skip
_CROSSED = STAND.but(**_ARMS_CROSSED)
_BAR_ON_BACK = {
    "shoulder_flexion": -15, "shoulder_abduction": 38, "shoulder_rotation": 75, "elbow_flexion": 142,
}  # fmt: skip
_BARRED = STAND.but(**_BAR_ON_BACK)
_SQUAT = posture(
    pitch=38, trunk_flexion=4, neck_flexion=-25, hip_flexion=118, knee_flexion=113, hip_abduction=16,
    hip_rotation=14, shoulder_flexion=115, elbow_flexion=10,
)  # fmt: skip
_SUMO_REST = STAND.but(hip_abduction=24, hip_rotation=38, **_ARMS_CROSSED)
_SPLIT = posture(
    pitch=6, trunk_flexion=2, hip_flexion=(94, 2), knee_flexion=(92, 100), heel_lift=(0, 62), hip_abduction=3,
    shoulder_abduction=8, elbow_flexion=12, shoulder_flexion=6,
)  # fmt: skip
_SPLIT_REST = posture(
    hip_flexion=(36, -23), knee_flexion=(12, 14), heel_lift=(0, 42), hip_abduction=3,
    shoulder_abduction=8, elbow_flexion=12,
)  # fmt: skip
_SIDE_LUNGE = posture(
    pitch=32, trunk_flexion=4, neck_flexion=-20, hip_flexion=(112, 40), hip_abduction=(12, 42),
    hip_rotation=(14, 14), knee_flexion=(98, 5), shoulder_flexion=70, elbow_flexion=60, shoulder_rotation=-25,
)  # fmt: skip
_HINGE = posture(
    pitch=66, trunk_flexion=4, neck_flexion=-30, hip_flexion=86, knee_flexion=24, hip_abduction=5, hip_rotation=8,
    shoulder_flexion=70, elbow_flexion=8, shoulder_abduction=6,
)  # fmt: skip
_LIFT = posture(
    pitch=55, trunk_flexion=4, neck_flexion=-30, hip_flexion=110, knee_flexion=68, hip_abduction=8,
    hip_rotation=10, shoulder_flexion=60, elbow_flexion=6, shoulder_abduction=6,
)  # fmt: skip
_PRESS = STAND.but(
    shoulder_flexion=20, shoulder_abduction=30, shoulder_rotation=80, elbow_flexion=138, pronation=80
)
_PRESSED = _PRESS.but(shoulder_abduction=162, elbow_flexion=8)
_CURL = STAND.but(elbow_flexion=8, shoulder_abduction=6, pronation=-80)
_OVERHEAD = STAND.but(shoulder_flexion=170, shoulder_abduction=6, elbow_flexion=10)

_PUSHDOWN = STAND.but(pitch=8, hip_flexion=11, shoulder_flexion=20, elbow_flexion=94, pronation=80)
_ON_BOX = STAND.but(pitch=12, hip_flexion=(84, 14), knee_flexion=(84, 6))
_REAR_FOOT_UP = posture(
    pitch=6, hip_flexion=(28, -14), knee_flexion=(10, 66), heel_lift=(0, 60), hip_abduction=3,
    shoulder_abduction=8, elbow_flexion=12,
)  # fmt: skip

_CHEST_DOWN = at_peak(pitch=25, hip_flexion=25)
_TRUNK = {"trunk_lean": _CHEST_DOWN}
_LUNGE_FAULTS = {
    "trunk_lean": at_peak(pitch=42, hip_flexion=42),
    "knee_over_toe": at_peak(hip_flexion=(4, 0), knee_flexion=(26, 0)),
    "short_step": at_peak(hip_flexion=(-14, 8), knee_flexion=(14, -4)),
    "side_lean": at_peak(trunk_lateral=36),
}
_SWING = {"swing": Fault(rest={"pitch": 8, "hip_flexion": 8}, peak={"pitch": -36, "hip_flexion": -36})}

STANDING: dict[str, Movement] = {
    "squat": Movement(
        STAND, _SQUAT, "knee_flexion", AROUND,
        faults={
            **_TRUNK,
            "knees_in": at_peak(hip_abduction=-20, hip_rotation=-42),
            "heels_up": at_peak(heel_lift=32),
            "uneven": at_peak(roll=7, trunk_lateral=12, knee_flexion=(8, -8)),
            "not_locked_out": Fault(end={"knee_flexion": 42, "hip_flexion": 42, "pitch": 16}),
        },
    ),
    "sumo-squat": Movement(
        _SUMO_REST,
        _SUMO_REST.but(
            pitch=20, neck_flexion=-12, hip_flexion=88, hip_abduction=38, hip_rotation=36, knee_flexion=98
        ),
        "knee_flexion", FACING,
        faults={**_TRUNK, "knees_in": at_peak(hip_abduction=-30, hip_rotation=-40)},
    ),
    "split-squat": Movement(
        _SPLIT_REST, _SPLIT, "knee_flexion", LEVEL, limbs="either",
        faults={"trunk_lean": at_peak(pitch=42, hip_flexion=42), "side_lean": at_peak(trunk_lateral=36)},
    ),
    "forward-lunge": Movement(
        STAND, _SPLIT, "knee_flexion", LEVEL, limbs="alternating", steps=(0,), faults=_LUNGE_FAULTS,
        tempo=Tempo(1.2, 0.1, 1.1, 0.5),
    ),
    "reverse-lunge": Movement(
        STAND, _SPLIT, "knee_flexion", LEVEL, limbs="alternating", steps=(1,), faults=_LUNGE_FAULTS,
        tempo=Tempo(1.2, 0.1, 1.1, 0.5),
    ),
    "side-lunge": Movement(
        STAND, _SIDE_LUNGE, "knee_flexion", FACING, limbs="alternating", steps=(0,), faults=_TRUNK,
        tempo=Tempo(1.2, 0.1, 1.1, 0.5),
    ),
    "sit-to-stand": Movement(
        _CROSSED.but(pitch=10, hip_flexion=97, knee_flexion=88), _CROSSED, "knee_flexion", (OBLIQUE, SIDE, FRONT),
        concentric_first=True, faults={"side_lean": throughout(trunk_lateral=36)},
    ),
    "wall-sit": Movement(
        STAND, STAND.but(pitch=-2, hip_flexion=86, knee_flexion=88), "knee_flexion", LEVEL, is_hold=True,
        faults={"too_high": at_peak(knee_flexion=-38, hip_flexion=-34)},
    ),
    "deadlift": Movement(
        _LIFT, STAND, "hip_flexion", LEVEL, concentric_first=True,
        faults={
            "back_rounded": Fault(rest={"trunk_flexion": 34, "pitch": -10, "hip_flexion": -10}),
            "bent_arms": throughout(elbow_flexion=45),
            "not_locked_out": at_peak(hip_flexion=34, pitch=28, knee_flexion=16),
        },
    ),
    "romanian-deadlift": Movement(
        STAND, _HINGE.but(pitch=74, hip_flexion=94, shoulder_flexion=78), "hip_flexion", LEVEL,
        faults={
            "back_rounded": at_peak(trunk_flexion=34, pitch=-10, hip_flexion=-10),
            "knees_bend": at_peak(knee_flexion=44, hip_flexion=24),
        },
    ),
    "good-morning": Movement(
        _BARRED, _BARRED.but(pitch=68, neck_flexion=-30, hip_flexion=86, knee_flexion=22), "hip_flexion", LEVEL,
        faults={"knees_bend": at_peak(knee_flexion=46, hip_flexion=24)},
    ),
    "bent-over-row": Movement(
        _HINGE, _HINGE.but(shoulder_flexion=-8, shoulder_abduction=14, elbow_flexion=98), "elbow_flexion", LEVEL,
        concentric_first=True,
        faults={"standing_up": at_peak(pitch=-34, hip_flexion=-34)},
    ),
    "overhead-press": Movement(
        _PRESS, _PRESSED, "elbow_flexion", AROUND, concentric_first=True,
        faults={
            "not_locked_out": at_peak(shoulder_abduction=-42, elbow_flexion=50),
            "back_arch": throughout(pitch=-20, hip_flexion=-20, trunk_flexion=-18),
            "one_sided": at_peak(shoulder_abduction=(0, -95), elbow_flexion=(0, 95)),
        },
    ),
    "lateral-raise": Movement(
        STAND, STAND.but(shoulder_abduction=88), "shoulder_abduction", (0.0, 40.0, 180.0), concentric_first=True,
        faults={**_SWING, "too_high": at_peak(shoulder_abduction=34)},
    ),
    "front-raise": Movement(
        STAND, STAND.but(shoulder_flexion=90), "shoulder_flexion", (OBLIQUE, SIDE, FRONT), concentric_first=True,
        faults={**_SWING, "too_high": at_peak(shoulder_flexion=36)},
    ),
    "biceps-curl": Movement(
        _CURL, _CURL.but(elbow_flexion=138, shoulder_flexion=8), "elbow_flexion", (FRONT, OBLIQUE, SIDE),
        concentric_first=True,
        faults={
            **_SWING,
            "elbow_drift": at_peak(shoulder_flexion=48),
            "partial": Fault(depth=0.55),
            "not_fully_extended": Fault(rest={"elbow_flexion": 55}),
        },
    ),
    "alternating-biceps-curl": Movement(
        _CURL, _CURL.but(elbow_flexion=(138, 8), shoulder_flexion=(8, 2)), "elbow_flexion",
        (FRONT, OBLIQUE, SIDE), limbs="alternating", concentric_first=True,
        faults={**_SWING, "elbow_drift": at_peak(shoulder_flexion=(48, 0)), "partial": Fault(depth=0.55)},
    ),
    "triceps-extension": Movement(
        _OVERHEAD, _OVERHEAD.but(elbow_flexion=118), "elbow_flexion", AROUND,
        faults={"elbow_drift": at_peak(shoulder_flexion=-50), "partial": Fault(depth=0.5)},
    ),
    "triceps-pushdown": Movement(
        _PUSHDOWN, _PUSHDOWN.but(shoulder_flexion=8, elbow_flexion=8), "elbow_flexion", (SIDE, OBLIQUE, FRONT),
        concentric_first=True,
        faults={"elbow_drift": throughout(shoulder_flexion=48), "partial": Fault(depth=0.5)},
    ),
    "step-up": Movement(
        _ON_BOX, STAND.but(hip_flexion=(3, 10), knee_flexion=(6, 24)), "knee_flexion", (SIDE, OBLIQUE, FRONT),
        (Contact("left", "foot", height=0.18), Contact("right", "foot")), limbs="either", concentric_first=True,
        free_at_peak=(1,), faults={"trunk_lean": throughout(pitch=40, hip_flexion=40)},
    ),
    "bulgarian-split-squat": Movement(
        _REAR_FOOT_UP,
        _REAR_FOOT_UP.but(pitch=14, hip_flexion=(98, 10), knee_flexion=(94, 112)), "knee_flexion", LEVEL,
        (Contact("left", "foot"), Contact("right", "foot", height=0.22)), limbs="either",
        faults={"trunk_lean": at_peak(pitch=38, hip_flexion=38)},
    ),
    "kettlebell-swing": Movement(
        _HINGE.but(shoulder_flexion=38, knee_flexion=34, hip_flexion=94), STAND.but(shoulder_flexion=80),
        "hip_flexion", LEVEL, concentric_first=True, tempo=Tempo(0.7, 0.05, 0.7, 0.1),
        faults={"squatting": Fault(rest={"knee_flexion": 62, "hip_flexion": 22})},
    ),
    "jumping-jack": Movement(
        STAND.but(hip_abduction=1, hip_rotation=4),
        STAND.but(shoulder_abduction=162, shoulder_rotation=20, hip_abduction=24, hip_rotation=12),
        "shoulder_abduction", (0.0, 40.0, 180.0), concentric_first=True, steps=(0, 1), lift=0.02, tempo=BRISK,
        faults={"narrow_feet": at_peak(hip_abduction=-20)},
    ),
    "high-knees": Movement(
        STAND.but(elbow_flexion=80),
        STAND.but(
            hip_flexion=(94, 3), knee_flexion=(98, 6), elbow_flexion=80, shoulder_flexion=(-25, 35),
            ankle_dorsiflexion=(-10, 0),
        ),
        "hip_flexion", (FRONT, OBLIQUE, SIDE), limbs="alternating", concentric_first=True, free_at_peak=(0,),
        tempo=BRISK, faults={"leaning_back": throughout(pitch=-38, hip_flexion=-38)},
    ),
    "calf-raise": Movement(
        STAND, STAND.but(heel_lift=38), "heel_lift", LEVEL, concentric_first=True,
        faults={"bent_knees": throughout(knee_flexion=32, hip_flexion=18)},
    ),
    "warrior-ii": Movement(
        STAND.but(hip_abduction=33, hip_rotation=(84, 5)),
        STAND.but(
            hip_abduction=(80, 50), hip_rotation=(86, 5), knee_flexion=(84, 4), hip_flexion=(0, 0),
            shoulder_abduction=90, elbow_flexion=4, pronation=80, neck_rotation=75,
        ),
        "knee_flexion", FACING, limbs="either", is_hold=True,
        faults={"arms_low": at_peak(shoulder_abduction=-34), "shallow": at_peak(knee_flexion=(-44, 0))},
    ),
    "tree-pose": Movement(
        STAND.but(hip_abduction=2),
        STAND.but(
            hip_flexion=(62, 2), hip_abduction=(42, 1), hip_rotation=(52, 4), knee_flexion=(128, 3),
            ankle_dorsiflexion=(-30, 0), shoulder_abduction=166, shoulder_flexion=10, elbow_flexion=22,
            shoulder_rotation=90,
        ),
        "knee_flexion", FACING, limbs="either", is_hold=True, free_at_peak=(0,),
        faults={"side_lean": at_peak(trunk_lateral=36)},
    ),
    "standing-knee-extension": Movement(
        STAND.but(hip_flexion=(68, 3), knee_flexion=(88, 6)), STAND.but(hip_flexion=(72, 3), knee_flexion=(8, 6)),
        "knee_flexion", LEVEL, limbs="either", concentric_first=True, free_at_rest=(0,), free_at_peak=(0,),
    ),
}  # fmt: skip
