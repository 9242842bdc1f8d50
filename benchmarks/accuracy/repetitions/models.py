"""Counting and form by model and frame rate: ``python -m benchmarks.accuracy.repetitions.models FOLDER``.

FOLDER has the layout of the reference data's ``exercise`` folder with films in ``clips``. Each film is looked at as a
browser would that manages so many frames a second: every frame that is due, tracked from the one before. The page
chooses its model by this table (`frontend/src/lib/live/landmarker.ts`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from benchmarks.accuracy.repetitions.__main__ import coach
from benchmarks.accuracy.repetitions.clips import Clip, read_clips
from poise.analysis.repetition import SetSummary
from poise.catalogue import catalogue
from poise.estimation.mediapipe_estimators import PoseEstimator
from poise.estimation.models import Model
from poise.media.limits import MediaLimits
from poise.media.video import open_video
from poise.media.video_frames import VideoFrame
from poise.pose import Pose, PoseSequence

RATES_HZ = (6.0, 10.0, 15.0, 20.0, 25.0, 30.0)
MODELS = (Model.LITE, Model.FULL)


@dataclass(frozen=True)
class Result:
    """What one film gave with one model at one rate."""

    clip: Clip
    summary: SetSummary

    @property
    def error(self) -> int:
        """How far the count is off."""
        return abs(self.summary.attempted - self.clip.count)


def due(frames: Iterator[VideoFrame], rate_hz: float) -> Iterator[VideoFrame]:
    """Give the frames that a browser sees which manages `rate_hz`: the newest one whenever it is free again."""
    next_s = 0.0
    for frame in frames:
        if frame.time_s >= next_s - 1e-6:
            yield frame
            next_s = max(next_s, frame.time_s - 1.0 / rate_hz) + 1.0 / rate_hz


def estimate(film: Path, model: Model, rate_hz: float) -> PoseSequence:
    """Return the person in a film, looked at with `model` at `rate_hz`."""
    poses: list[Pose] = []
    with open_video(film, MediaLimits()) as video, PoseEstimator(model, video=True) as estimator:
        for frame in due(video.frames(), rate_hz):
            found = estimator.find(frame.pixels, frame.time_s)
            poses += found[:1]
    return PoseSequence.from_poses(poses)


def main(folder: Path) -> None:
    """Print one row for each model and rate."""
    exercises = catalogue()
    clips = [clip for clip in read_clips(folder) if (folder / "clips" / f"{clip.name}.mp4").is_file()]
    print(f"{len(clips)} films: {', '.join(clip.name for clip in clips)}")
    print("| model | frames/s | exact | mean error | accurate | mean score |")
    print("|---|---|---|---|---|---|")
    for model in MODELS:
        for rate_hz in RATES_HZ:
            results = [
                Result(
                    clip,
                    coach(
                        exercises[clip.exercise],
                        estimate(folder / "clips" / f"{clip.name}.mp4", model, rate_hz),
                    ),
                )
                for clip in clips
            ]
            print(_row(model, rate_hz, results), flush=True)


def _row(model: Model, rate_hz: float, results: list[Result]) -> str:
    repetitions = [one for result in results for one in result.summary.repetitions]
    accurate = sum(one.is_accurate for one in repetitions)
    scores = [one.score for one in repetitions]
    exact = sum(result.error == 0 for result in results)
    return (
        f"| {model.value} | {rate_hz:.0f} | {exact} of {len(results)} | {fmean(r.error for r in results):.2f} | "
        f"{accurate} of {len(repetitions)} | {fmean(scores) if scores else 0.0:.0f} |"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
