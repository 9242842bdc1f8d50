"""Measure what the coach's engine costs: ``python -m benchmarks.speed.engine``.

Half a minute of every exercise of the catalogue, done with noise at 30 frames per second; printed is the CPU time
per pose without making the `Pose` objects.
"""

from __future__ import annotations

import platform
import statistics
import time
from dataclasses import replace

import numpy as np
from tests.analysis.repetition import figure
from tests.analysis.repetition.movements import MOVEMENTS

from poise.analysis.repetition import Engine, Exercise
from poise.catalogue import catalogue
from poise.pose import Pose

_COUNT, _RATE = 15, 30.0


def performed(exercise: Exercise) -> list[Pose]:
    """Return half a minute of the exercise as the tests' stick figure does it, with noise (a hold: of squats)."""
    movement = MOVEMENTS.get(exercise.identifier, MOVEMENTS["squat"])
    poses = figure.performed(movement, _COUNT, period_s=2.0, rate=_RATE, yaw_deg=movement.yaws_deg[0])
    random = np.random.default_rng(0)
    return [
        replace(
            pose,
            world=pose.world + random.normal(0, 0.005, pose.world.shape),
            image=pose.image + random.normal(0, 1.0, pose.image.shape),
        )
        for pose in poses
    ]


def cost_us(exercise: Exercise, poses: list[Pose]) -> float:
    """Return the median CPU microseconds per pose over three sets."""
    costs = []
    for _ in range(3):
        engine = Engine(exercise)
        before = time.process_time()
        for pose in poses:
            engine.update(pose)
        costs.append((time.process_time() - before) / len(poses) * 1e6)
    return statistics.median(costs)


def main() -> None:
    """Print the table."""
    costs = {name: cost_us(exercise, performed(exercise)) for name, exercise in catalogue().items()}
    print(f"Python {platform.python_version()}, {platform.machine()}; CPU us per pose")
    for name, cost in costs.items():
        print(f"  {name:<26}{cost:7.1f}")
    print(
        f"  {'median':<26}{statistics.median(costs.values()):7.1f}\n  {'most':<26}{max(costs.values()):7.1f}"
    )


if __name__ == "__main__":
    main()
