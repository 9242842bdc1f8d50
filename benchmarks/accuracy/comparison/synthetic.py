"""Poses of synthetic people: many poses, many bodies, cameras and errors, where there are no photographs.

Every person does every pose somewhat differently, is of own proportions, is filmed from own yaw, tilt and roll,
on either side, and estimated with an error that is worse along the line of sight. The amounts are assumptions: the
set serves to compare methods with one another, never as a measurement of how well photographs are told apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from tests.synthetic.body import assemble
from tests.synthetic.camera import View, camera_at
from tests.synthetic.exercises import EXERCISES
from tests.synthetic.noise import Noise, disturbed
from tests.synthetic.performance import filmed
from tests.synthetic.posture import Posture

from benchmarks.accuracy.comparison.samples import Sample
from poise.pose import BLAZEPOSE_33, FloatArray, Pose
from poise.pose.geometry import angle_between_deg
from poise.pose.limbs import limb_directions

# How far people stray from a pose and from each other. Their own ways are set so that the median of the same
# pose by two people is near the 14 degrees that were measured on photographs.
_OWN_WAY_DEG = 5.0
_PROPORTION = 0.08
_ESTIMATE = Noise(share=0.025, depth_factor=3.0)
# A pose must differ by this mean angle of its limbs from every other to be one of its own.
_APART_DEG = 10.0
_BONES = (
    ("shoulder", "elbow", ("elbow", "wrist", "pinky", "index", "thumb")),
    ("elbow", "wrist", ("wrist", "pinky", "index", "thumb")),
    ("hip", "knee", ("knee", "ankle", "heel", "foot_index")),
    ("knee", "ankle", ("ankle", "heel", "foot_index")),
)
_VARIANTS = {
    "one knee bent": {"hip_flexion": (50.0, 0.0), "knee_flexion": (60.0, 0.0)},
    "one leg out": {"hip_abduction": (35.0, 0.0)},
    "one arm down": {"shoulder_abduction": (-45.0, 0.0), "shoulder_flexion": (-30.0, 0.0)},
}


@dataclass(frozen=True)
class SyntheticSet:
    """Samples, and which of their poses look alike because one limb alone differs."""

    samples: list[Sample]
    look_alikes: frozenset[frozenset[str]]


def synthetic_set(people: int = 8, seed: int = 1) -> SyntheticSet:
    """Return every pose by every person."""
    random = np.random.default_rng(seed)
    poses, look_alikes = _poses()
    bodies = [_Person.made(random) for _ in range(people)]
    samples = [
        Sample(name, f"person {number}", person.does(posture, random))
        for number, person in enumerate(bodies)
        for name, posture in poses.items()
    ]
    return SyntheticSet(samples, look_alikes)


def _poses() -> tuple[dict[str, Posture], frozenset[frozenset[str]]]:
    poses: dict[str, Posture] = {}
    for name, movement in EXERCISES.items():
        for phase, posture in (("rest", movement.rest), ("peak", movement.peak)):
            if all(_apart_deg(posture, known) > _APART_DEG for known in poses.values()):
                poses[f"{name} {phase}"] = posture
    look_alikes = set()
    for number, name in enumerate(list(poses)[:18:3]):
        variant = list(_VARIANTS)[number % len(_VARIANTS)]
        poses[f"{name}, {variant}"] = poses[name].plus(_VARIANTS[variant])
        look_alikes.add(frozenset((name, f"{name}, {variant}")))
    return poses, frozenset(look_alikes)


def _apart_deg(one: Posture, other: Posture) -> float:
    first, second = (
        limb_directions(assemble(each.vector(), 1.7).points, BLAZEPOSE_33)
        for each in (replace(one, heading=0.0), replace(other, heading=0.0))
    )
    return float(angle_between_deg(first, second).mean())


@dataclass(frozen=True)
class _Person:
    """Somebody with a way of their own: a habit in every joint, and own proportions."""

    habit_deg: FloatArray
    lengths: FloatArray
    stature_m: float

    @classmethod
    def made(cls, random: np.random.Generator) -> _Person:
        habit = random.normal(0.0, _OWN_WAY_DEG / np.sqrt(2.0), len(Posture().vector()))
        return cls(habit, random.normal(1.0, _PROPORTION, len(_BONES)), float(random.normal(1.72, 0.1)))

    def does(self, posture: Posture, random: np.random.Generator) -> Pose:
        stray = random.normal(0.0, _OWN_WAY_DEG / np.sqrt(2.0), len(self.habit_deg))
        own = Posture.of_vector(posture.vector() + self.habit_deg + stray)
        own = replace(own, heading=0.0)
        if random.random() < 0.5:
            own = own.mirrored()
        body = assemble(own.vector()[None], self.stature_m)
        body = replace(body, points=self._proportioned(body.points))
        view = View(
            yaw_deg=float(random.uniform(-75.0, 75.0)), tilt_deg=float(random.uniform(0.0, 10.0)),
            roll_deg=float(random.normal(0.0, 2.0)),
        )  # fmt: skip
        seen = filmed(body, camera_at(view, body.points), np.zeros(1))
        return disturbed(seen, _ESTIMATE, (), random)[0]

    def _proportioned(self, points: FloatArray) -> FloatArray:
        points = points.copy()
        for (start, end, moved), length in zip(_BONES, self.lengths, strict=True):
            for side in ("left", "right"):
                bone = (
                    points[:, BLAZEPOSE_33.index(f"{side}_{end}")]
                    - points[:, BLAZEPOSE_33.index(f"{side}_{start}")]
                )
                points[:, BLAZEPOSE_33.indices(f"{side}_{name}" for name in moved)] += (length - 1.0) * bone[
                    :, None
                ]
        return points
