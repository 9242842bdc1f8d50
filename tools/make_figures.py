"""Makes the landmarks of the pose library and of the exercises' figures from the synthetic person.

    python -m tools.make_figures          writes src/poise/catalogue/poses/landmarks.json and exercises/figures.json
    python -m tools.make_figures --check  says whether they are what this would write

The postures are tables of joint angles in degrees (`tests.synthetic.posture`), left side leading; what a body rests on
is settled by `tests.synthetic.grounding`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tests.synthetic.contact import Contact, Hold, both, feet
from tests.synthetic.grounding import place, settle
from tests.synthetic.performance import perform
from tests.synthetic.posture import Posture, posture

from poise.catalogue import catalogue
from poise.pose import BLAZEPOSE_33, FloatArray

ROOT = Path(__file__).resolve().parents[1] / "src/poise/catalogue"
POSES = ROOT / "poses/landmarks.json"
EXERCISES = ROOT / "exercises/figures.json"
STATURE_M = 1.70

_SEAT = (Contact("", "seat", Hold.RIGID),)
_ONE = (Contact("right", "foot"),)
_LEFT = (Contact("left", "foot"),)
_HANDS_FEET = (*feet(Hold.RIGID), *both("hand"))
_DOWN = {"shoulder_abduction": 10.0, "elbow_flexion": 8.0}
_UP = {"shoulder_flexion": 172.0, "shoulder_abduction": 4.0, "elbow_flexion": 4.0}
_OUT = {"shoulder_abduction": 90.0, "elbow_flexion": 2.0, "pronation": 80.0}
_PALMS_TOGETHER = {
    "shoulder_flexion": 32.0,
    "shoulder_abduction": 6.0,
    "shoulder_rotation": -48.0,
    "elbow_flexion": 118.0,
}
_BESIDE_EARS = {"shoulder_flexion": 168.0, "shoulder_abduction": 6.0, "elbow_flexion": 6.0}
# Arms rounded in front of the body, low and high, as in classical dance.
_EN_BAS = {
    "shoulder_flexion": 16.0,
    "shoulder_abduction": 22.0,
    "shoulder_rotation": -30.0,
    "elbow_flexion": 42.0,
}
_FIFTH = {
    "shoulder_flexion": 22.0,
    "shoulder_abduction": 148.0,
    "shoulder_rotation": 68.0,
    "elbow_flexion": 50.0,
}
_SECOND = {"shoulder_flexion": 18.0, "shoulder_abduction": 78.0, "elbow_flexion": 16.0}
_FLAT = {"hip_flexion": 2.0, "knee_flexion": 2.0}
_STAND = posture(hip_abduction=3, hip_rotation=6, knee_flexion=3, **_DOWN)
_LUNGE = {"hip_flexion": (88.0, -26.0), "knee_flexion": (88.0, 10.0), "heel_lift": (0.0, 52.0)}


@dataclass(frozen=True)
class Shape:
    """A posture and what it rests on."""

    posture: Posture
    contacts: Sequence[Contact] = feet()
    free_pitch: bool = False


SHAPES: dict[str, Shape] = {
    # Yoga
    "mountain": Shape(posture(hip_abduction=1, hip_rotation=3, **_DOWN)),
    "upward-salute": Shape(posture(hip_abduction=2, hip_rotation=3, **_UP)),
    "tree": Shape(
        posture(
            hip_flexion=(58, 1), hip_abduction=(44, 1), hip_rotation=(56, 3), knee_flexion=(128, 2),
            ankle_dorsiflexion=(-30, 0), shoulder_flexion=24, shoulder_abduction=150, shoulder_rotation=60,
            elbow_flexion=38,
        ),
        _ONE,
    ),
    "warrior-i": Shape(posture(neck_flexion=-12, hip_abduction=3, **{**_LUNGE, "heel_lift": (0.0, 30.0)}, **_UP)),
    "warrior-ii": Shape(
        posture(
            hip_abduction=(80, 50), hip_rotation=(86, 5), knee_flexion=(84, 4), neck_rotation=78, **_OUT,
        )
    ),
    "warrior-iii": Shape(
        posture(
            pitch=88, neck_flexion=-30, hip_flexion=(0, 88), knee_flexion=(2, 4), shoulder_flexion=172,
            shoulder_abduction=6, elbow_flexion=4, ankle_dorsiflexion=(-25, 0),
        ),
        _ONE,
    ),
    "triangle": Shape(
        posture(
            roll=50, trunk_lateral=18, hip_abduction=(92, -4), hip_rotation=(80, 6), shoulder_abduction=(74, 106),
            elbow_flexion=2, neck_rotation=-40,
        )
    ),
    "chair": Shape(
        posture(
            pitch=38, hip_flexion=98, knee_flexion=82, hip_abduction=3, neck_flexion=-18, shoulder_flexion=166,
            shoulder_abduction=6, elbow_flexion=6,
        )
    ),
    "goddess": Shape(
        posture(
            hip_flexion=48, hip_abduction=52, hip_rotation=38, knee_flexion=86, shoulder_abduction=88,
            shoulder_rotation=88, elbow_flexion=90,
        )
    ),
    "forward-fold": Shape(
        posture(
            pitch=112, trunk_flexion=24, hip_flexion=116, knee_flexion=6, neck_flexion=14, shoulder_flexion=94,
            shoulder_abduction=6, elbow_flexion=12,
        )
    ),
    "downward-dog": Shape(
        posture(
            pitch=132, hip_flexion=88, knee_flexion=6, neck_flexion=14, shoulder_flexion=168, shoulder_abduction=8,
            elbow_flexion=4, heel_lift=14, hip_abduction=3, wrist_extension=50, pronation=90,
        ),
        _HANDS_FEET,
        free_pitch=True,
    ),
    "plank": Shape(
        posture(
            pitch=72, hip_flexion=2, knee_flexion=2, heel_lift=72, neck_flexion=-15, hip_abduction=3,
            shoulder_flexion=72, shoulder_abduction=10, elbow_flexion=4, pronation=90, wrist_extension=80,
        ),
        _HANDS_FEET,
        free_pitch=True,
    ),
    "side-plank": Shape(
        posture(
            roll=58, hip_flexion=1, knee_flexion=1, shoulder_abduction=(58, 106), elbow_flexion=2,
            hip_abduction=(3, -12), ankle_dorsiflexion=8,
        ),
        (Contact("left", "hand", Hold.RIGID),),
    ),
    "cobra": Shape(
        posture(
            pitch=68, trunk_flexion=-38, neck_flexion=-18, hip_flexion=-16, knee_flexion=4, ankle_dorsiflexion=-55,
            shoulder_flexion=24, shoulder_abduction=14, elbow_flexion=32, pronation=90, hip_abduction=3,
        ),
        (*both("hand", Hold.RIGID), *both("knee", Hold.RIGID)),
        free_pitch=True,
    ),
    "bridge": Shape(
        posture(
            pitch=-115, hip_flexion=0, knee_flexion=96, hip_abduction=4, neck_flexion=28, shoulder_flexion=-24,
            shoulder_abduction=14, elbow_flexion=6,
        ),
        (Contact("", "back", Hold.RIGID), *feet(Hold.FOLLOW)),
    ),
    "boat": Shape(
        posture(
            pitch=-42, neck_flexion=12, hip_flexion=92, knee_flexion=6, ankle_dorsiflexion=-20, shoulder_flexion=46,
            shoulder_abduction=6, elbow_flexion=4,
        ),
        _SEAT,
    ),
    "low-lunge": Shape(
        posture(
            pitch=-4, hip_flexion=(94, -34), knee_flexion=(96, 62), ankle_dorsiflexion=(0, -50), hip_abduction=3,
            **_BESIDE_EARS,
        ),
        (Contact("left", "foot"), Contact("right", "knee", Hold.RIGID)),
    ),
    "half-lift": Shape(
        posture(
            pitch=84, neck_flexion=-24, hip_flexion=90, knee_flexion=6, shoulder_flexion=82, shoulder_abduction=6,
            elbow_flexion=6,
        )
    ),
    "dancer": Shape(
        posture(
            pitch=34, trunk_flexion=-22, neck_flexion=-16, hip_flexion=(-48, 36), knee_flexion=(84, 4),
            hip_rotation=(-4, 2), ankle_dorsiflexion=(-35, 0), shoulder_flexion=(-62, 128),
            shoulder_abduction=(12, 6), elbow_flexion=(4, 4),
        ),
        _ONE,
    ),
    "staff": Shape(
        posture(
            hip_flexion=88, knee_flexion=3, hip_abduction=2, shoulder_flexion=-16, shoulder_abduction=16,
            elbow_flexion=36,
        ),
        _SEAT,
    ),
    # Dance
    "first-position": Shape(posture(hip_abduction=2, hip_rotation=48, **_EN_BAS)),
    "plie-in-second": Shape(
        posture(hip_flexion=28, hip_abduction=46, hip_rotation=62, knee_flexion=62, **_SECOND)
    ),
    "arabesque": Shape(
        posture(
            pitch=26, trunk_flexion=-24, neck_flexion=-6, hip_flexion=(-66, 26), hip_rotation=(20, 24),
            knee_flexion=(3, 3), ankle_dorsiflexion=(-40, 0), shoulder_flexion=(20, 112), shoulder_abduction=(84, 10),
            elbow_flexion=8,
        ),
        _ONE,
    ),
    "passe": Shape(
        posture(
            hip_flexion=(52, 1), hip_abduction=(46, 1), hip_rotation=(58, 40), knee_flexion=(118, 2),
            ankle_dorsiflexion=(-40, 0), **_EN_BAS,
        ),
        _ONE,
    ),
    "fifth-en-haut": Shape(posture(hip_abduction=1, hip_rotation=36, **_FIFTH)),
    # Physiotherapy
    "single-leg-stance": Shape(
        posture(
            hip_flexion=(28, 2), knee_flexion=(74, 3), hip_abduction=2, ankle_dorsiflexion=(0, 0), **_DOWN,
        ),
        _ONE,
    ),
    "shoulder-abduction-90": Shape(_STAND.but(**_OUT)),
    "shoulder-flexion-90": Shape(_STAND.but(shoulder_flexion=90, shoulder_abduction=2, elbow_flexion=2)),
    "mini-squat": Shape(
        posture(pitch=16, hip_flexion=50, knee_flexion=46, hip_abduction=6, hip_rotation=8, neck_flexion=-8,
                shoulder_flexion=70, elbow_flexion=6)
    ),
    "standing-hip-abduction": Shape(_STAND.but(hip_abduction=(38, 2), roll=-3, ankle_dorsiflexion=(0, 0)), _ONE),
    "standing-hip-extension": Shape(
        _STAND.but(hip_flexion=(-26, 4), pitch=6, ankle_dorsiflexion=(-10, 0)), _ONE
    ),
    "sitting-upright": Shape(
        posture(hip_flexion=88, knee_flexion=88, hip_abduction=6, shoulder_flexion=22, elbow_flexion=52,
                shoulder_rotation=-8, shoulder_abduction=6),
        feet(),
    ),
    "sitting-knee-extension": Shape(
        posture(hip_flexion=88, knee_flexion=(8, 88), hip_abduction=6, ankle_dorsiflexion=(4, 0), shoulder_flexion=18,
                elbow_flexion=48, shoulder_rotation=-8, shoulder_abduction=8),
        _ONE,
    ),
}  # fmt: skip


def landmarks_m(shape: Shape) -> FloatArray:
    """Return (33, 3) metres as a camera in front sees them: x right, y down, z away, origin between the hips."""
    vector, footing = settle(shape.posture.vector(), STATURE_M, shape.contacts, free_pitch=shape.free_pitch)
    one = type(footing)(footing.places[None], footing.yaws_deg[None], footing.active[None])
    body = place(vector[None], STATURE_M, shape.contacts, one, free_pitch=shape.free_pitch)
    return _from_the_front(body.points[0])


def _from_the_front(points: FloatArray) -> FloatArray:
    hips = [BLAZEPOSE_33.index(f"{side}_hip") for side in ("left", "right")]
    return np.asarray((points - points[hips].mean(axis=0)) * [1.0, -1.0, -1.0])


def exercise_figure(name: str) -> dict[str, list[list[int]]]:
    """Return where an exercise begins and its peak."""
    done = perform(name, repetitions=1, rate_hz=30.0, yaw_deg=0.0, hold_s=4.0)
    world, times_s = done.sequence.world, done.sequence.times_s
    if done.truth.held_s is not None:
        start_s, peak_s = done.truth.held_s[0] - 1.5, sum(done.truth.held_s) / 2
    else:
        start_s, peak_s = done.truth.repetitions[0].start_s, done.truth.repetitions[0].peak_s
    return {
        moment: _millimetres(world[int(np.argmin(abs(times_s - at_s)))])
        for moment, at_s in (("start", start_s), ("peak", peak_s))
    }


def _millimetres(points: FloatArray) -> list[list[int]]:
    return [[round(float(value) * 1000) for value in point] for point in points]


def _text(table: object) -> str:
    return json.dumps(table, separators=(",", ":")).replace('},"', '},\n"').replace(']],"', ']],\n"') + "\n"


def made() -> dict[Path, str]:
    """Return the text of both files."""
    poses = {name: _millimetres(landmarks_m(shape)) for name, shape in SHAPES.items()}
    exercises = {name: exercise_figure(name) for name in catalogue()}
    return {POSES: _text(poses), EXERCISES: _text(exercises)}


def main() -> int:
    """Write the files, or compare them."""
    if "--check" not in sys.argv:
        for path, text in made().items():
            path.write_text(text)
        return 0
    return int(any(path.read_text() != text for path, text in made().items()))


if __name__ == "__main__":
    sys.exit(main())
