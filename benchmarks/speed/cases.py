"""The loops that are compared, each run in a process of its own: ``python -m benchmarks.speed.cases CASE CLIP MODEL``.

Printed is one line of JSON. The clock starts when everything is imported and ends after the last frame: opening the
video and loading the model are inside, starting Python is not (the caller measures whole processes).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np

from poise.estimation.look import Look
from poise.estimation.mediapipe_library import library
from poise.estimation.models import Model, bundle_path

_SIDE_PX = 256


def plain_loop(clip: Path, model: Model) -> Callable[[], int]:
    """Write the loop that everybody writes: OpenCV reads, the stock bundle (with its mask branch) looks."""
    import cv2
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(bundle_path(model, masks=True))),
        running_mode=vision.RunningMode.VIDEO,
    )

    def run() -> int:
        frames, capture = 0, cv2.VideoCapture(str(clip))
        rate_hz = capture.get(cv2.CAP_PROP_FPS)
        with vision.PoseLandmarker.create_from_options(options) as landmarker:
            while True:
                is_read, bgr = capture.read()
                if not is_read:
                    return frames
                image = mp.Image(mp.ImageFormat.SRGB, cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))
                landmarker.detect_for_video(image, round(1000 * frames / rate_hz))
                frames += 1

    return run


def poise_loop(clip: Path, model: Model, segments: int | None, look: Look = Look.EVERY) -> Callable[[], int]:
    """Poise, in one segment or in as many as there are cores."""
    # Poise loads its libraries when first used; the plain loop imports them above, before the clock starts.
    import_module("av")
    library()
    from poise.estimation.video import estimate_video

    return lambda: estimate_video(clip, model=model, segments=segments, look=look).frames


def bare_model(clip: Path, model: Model) -> Callable[[], int]:
    """Run the cut landmark model on a fixed crop of each decoded frame: no detector, no graph, no tracking."""
    from poise.media.video import open_video

    # By name, because it is no dependency: only this figure needs it.
    interpreters = import_module("ai_edge_litert.interpreter")

    with ZipFile(bundle_path(model)) as bundle:
        content = bundle.read("pose_landmarks_detector.tflite")

    def run() -> int:
        interpreter = interpreters.Interpreter(model_content=content, num_threads=1)
        interpreter.allocate_tensors()
        entry = interpreter.get_input_details()[0]["index"]
        outputs = [output["index"] for output in interpreter.get_output_details()]
        frames = 0
        with open_video(clip) as reader:
            for frame in reader.frames():
                interpreter.set_tensor(entry, _crop(frame.pixels))
                interpreter.invoke()
                for output in outputs:
                    interpreter.get_tensor(output)
                frames += 1
        return frames

    return run


def _crop(pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return the middle of a frame, every n-th pixel, as the model wants it: (1, 256, 256, 3) in 0..1."""
    step = max(1, min(pixels.shape[:2]) // _SIDE_PX)
    top, left = ((side - _SIDE_PX * step) // 2 for side in pixels.shape[:2])
    crop = np.zeros((1, _SIDE_PX, _SIDE_PX, 3), np.float32)
    cut = pixels[max(top, 0) :: step, max(left, 0) :: step][:_SIDE_PX, :_SIDE_PX]
    np.multiply(cut, np.float32(1 / 255), out=crop[0, : cut.shape[0], : cut.shape[1]])
    return crop


CASES: dict[str, Callable[[Path, Model], Callable[[], int]]] = {
    "plain": plain_loop,
    "one": lambda clip, model: poise_loop(clip, model, 1),
    "all": lambda clip, model: poise_loop(clip, model, None),
    "less": lambda clip, model: poise_loop(clip, model, None, Look.ADAPTIVE),
    "bare": bare_model,
}


def main(arguments: list[str]) -> None:
    """Run one case and print its figures."""
    case, clip, model = arguments
    run = CASES[case](Path(clip), Model(model))
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    frames = run()
    wall_s, cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s
    # Linux counts in KiB, macOS in bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps({"frames": frames, "wall_s": wall_s, "cpu_s": cpu_s, "peak_bytes": peak}))


if __name__ == "__main__":
    main(sys.argv[1:])
