"""What the doctor runs inside the guarded child process: a drawn person, estimated for a moment."""

from __future__ import annotations

import time
from dataclasses import dataclass

from poise.estimation.models import Model
from poise.isolation.task import Context, task

WARM_UP_FRAMES = 10
FRAMES = 60


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast one landmarker is on one stream: frames per second, and milliseconds of CPU per frame."""

    frames_per_s: float
    cpu_ms_per_frame: float


@task
def measure_speed(model: Model, _context: Context) -> Speed:
    """Measure one landmarker on a picture of 640 x 480."""
    from poise.estimation.drawn_person import draw_person
    from poise.estimation.makers import make_body_estimator

    pixels = draw_person((640, 480))
    with make_body_estimator(model, video=True) as estimator:
        for frame in range(WARM_UP_FRAMES):
            estimator.find(pixels, frame / 30)
        wall, cpu = time.perf_counter(), time.process_time()
        for frame in range(WARM_UP_FRAMES, WARM_UP_FRAMES + FRAMES):
            estimator.find(pixels, frame / 30)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Speed(FRAMES / wall, 1000 * cpu / FRAMES)
