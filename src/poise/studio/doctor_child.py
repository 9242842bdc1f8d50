"""What the doctor runs inside the guarded child process: a drawn person, estimated for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from numpy.typing import NDArray

from poise.estimation.models import Model
from poise.media.limits import MediaLimits

WARM_UP_FRAMES = 10
FRAMES = 60


def measure_speed(
    request: Mapping[str, Any],
    _progress: Callable[[Mapping[str, Any]], None],
    _outputs: Mapping[str, BinaryIO],
    _limits: MediaLimits,
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Measure frames per second and CPU per frame of one landmarker on a picture of 640 x 480."""
    from poise.estimation.drawn_person import draw_person
    from poise.estimation.mediapipe_estimators import PoseEstimator

    pixels = draw_person((640, 480))
    with PoseEstimator(Model(request["model"]), video=True) as estimator:
        for frame in range(WARM_UP_FRAMES):
            estimator.find(pixels, frame / 30)
        wall, cpu = time.perf_counter(), time.process_time()
        for frame in range(WARM_UP_FRAMES, WARM_UP_FRAMES + FRAMES):
            estimator.find(pixels, frame / 30)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"frames_per_s": FRAMES / wall, "cpu_ms_per_frame": 1000 * cpu / FRAMES}, {}
