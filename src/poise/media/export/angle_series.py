"""The joint angles that exports carry."""

from __future__ import annotations

from poise.pose import FloatArray, PoseSequence
from poise.pose.angles import joint_angles_deg


def angles_deg(person: PoseSequence) -> dict[str, FloatArray]:
    """Return all angles of a person over time, by name, each (T,); in space, from the world points."""
    return joint_angles_deg(person.world, person.skeleton)
