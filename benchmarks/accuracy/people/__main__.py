"""Measure who is found and how well: ``python -m benchmarks.accuracy.people [FOLDER ...] --model full``.

FOLDER holds pictures and COCO keypoint files, or the Pose2Sim demo (``cam01.mp4`` with ``cam01_kp2d.csv`` ...). Without
one, the demo in the reference data is measured where it is there (`POISE_REFERENCE_DATA`).

recall   people found with an OKS of at least 0.5 (of all annotated)
extra    finds that fit nobody annotated (where not everybody is annotated, these may be right)
OKS      mean over all annotated people, 0 for those missed
PCK      share of the found people's keypoints within 0.2 of the torso's length; torsos: median error
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.accuracy.people.scores import HEADING, Score, row, scored
from benchmarks.accuracy.people.truths import coco_pictures, pose2sim_frames
from poise.estimation.mediapipe_estimators import PoseEstimator
from poise.estimation.models import Model
from poise.estimation.picture import MOST_PEOPLE, estimate_picture
from poise.estimation.video import estimate_video
from poise.media.picture import read_picture
from poise.media.pixels import Pixels
from poise.media.video import open_video
from poise.pose import Pose

# Smaller than this MediaPipe's detector misses people; the table counts them apart.
_SMALL_PX = 250.0
Look = Callable[[Pixels], tuple[Pose, ...]]


def measure_coco(folder: Path, model: Model) -> None:
    """Print the table of a folder of annotated pictures: one look and two looks."""
    with PoseEstimator(model, people=MOST_PEOPLE) as estimator:
        looks: dict[str, Look] = {
            "first look": lambda pixels: estimate_picture(pixels, estimator=estimator, second_look=False),
            "with the second look": lambda pixels: estimate_picture(pixels, estimator=estimator),
        }
        for title, look in looks.items():
            _measure_look(folder, title, look)


def _measure_look(folder: Path, title: str, look: Look) -> None:
    scores: list[Score] = []
    frames = finds = 0
    for picture, truths in coco_pictures(folder):
        found = look(read_picture(picture).pixels)
        scores += scored(truths, found)
        frames, finds = frames + 1, finds + len(found)
    extra = finds - sum(score.is_found for score in scores)
    print(row(title, scores, frames, extra))
    small = [score for score in scores if score.truth.height_px < _SMALL_PX]
    print(row(f"  of them below {_SMALL_PX:.0f} px", small, frames))


def measure_pose2sim(folder: Path, model: Model) -> None:
    """Print the table of the Pose2Sim demo: each view as a film and as single pictures."""
    for file in sorted(folder.glob("*_kp2d.csv")):
        clip, truths = file.with_name(file.name.replace("_kp2d.csv", ".mp4")), pose2sim_frames(file)
        person = estimate_video(clip, model=model, segments=1).people[0]
        poses = [[pose] if pose.is_seen else [] for pose in person[: len(truths)]]
        scores = [
            score for truth, found in zip(truths, poses, strict=False) for score in scored([truth], found)
        ]
        print(row(f"{clip.name} as a film", scores, len(scores)))
        with PoseEstimator(model) as estimator, open_video(clip) as reader:
            frames = zip(truths, reader.frames(), strict=False)
            single = [s for truth, frame in frames for s in scored([truth], estimator.find(frame.pixels))]
        print(row(f"{clip.name} as pictures", single, len(single)))


def measure(folder: Path, model: Model) -> None:
    """Print what a folder's data tells."""
    print(f"\n{folder.name}, model {model}\n{HEADING}")
    if any(folder.glob("*_kp2d.csv")):
        measure_pose2sim(folder, model)
    elif any(folder.glob("*.json")):
        measure_coco(folder, model)
    else:
        print("left out: neither a COCO keypoint file nor a Pose2Sim view")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the given folders, or the reference data."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.people", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--model", type=Model, default=Model.FULL, help="lite, full or heavy")
    chosen = parser.parse_args(arguments)
    reference = Path(os.environ.get("POISE_REFERENCE_DATA", "../shared/data")) / "mobility" / "pose2sim"
    for folder in chosen.folders or [reference]:
        if folder.is_dir():
            measure(folder, chosen.model)
        else:
            print(f"left out: there is no folder {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
