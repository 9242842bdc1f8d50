"""Measure what the coach's engine costs: ``python -m benchmarks.speed.engine``.

One person at 30 frames per second with noise squats (or does what the exercise's signals make of it) for a minute;
printed is the CPU time per pose of every exercise in the catalogue, without making the `Pose` objects.
"""

from __future__ import annotations

import platform
import statistics
import time

import numpy as np

from poise.analysis.repetition import Engine, Exercise
from poise.catalogue import catalogue
from poise.pose import BLAZEPOSE_33, Pose, PoseSequence

_FRAMES, _RATE = 900, 30.0


def standing_person(seed: int = 0) -> PoseSequence:
    """Return a person made of noise about a standing figure, whose limbs swing by half a metre every 2 s."""
    random = np.random.default_rng(seed)
    figure = random.normal(0, 0.3, (1, len(BLAZEPOSE_33), 3))
    times = np.arange(_FRAMES) / _RATE
    swing = 0.25 * (1 - np.cos(np.pi * times))[:, None, None] * random.normal(0, 1, figure.shape)
    world = figure + swing + random.normal(0, 0.005, (_FRAMES, len(BLAZEPOSE_33), 3))
    image = 320 + 100 * world
    seen = np.full(world.shape[:2], 0.95)
    return PoseSequence(BLAZEPOSE_33, image, world, seen, seen, times, (640, 640))


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
    poses = list(standing_person())
    costs = {name: cost_us(exercise, poses) for name, exercise in catalogue().items()}
    print(f"Python {platform.python_version()}, {platform.machine()}; CPU us per pose")
    for name, cost in costs.items():
        print(f"  {name:<26}{cost:7.1f}")
    print(
        f"  {'median':<26}{statistics.median(costs.values()):7.1f}\n  {'most':<26}{max(costs.values()):7.1f}"
    )


if __name__ == "__main__":
    main()
