"""Measure the comparison of poses: ``python -m benchmarks.accuracy.comparison [FOLDER ...] --model heavy``.

FOLDER has one sub-folder per pose with pictures, recordings or tracks of it, and may hold ``look_alikes.txt``: two
poses a line, separated by a comma. Without a folder the reference tracks (rest and peak of every labelled repetition;
where they are there, `POISE_REFERENCE_DATA`) and synthetic people are measured.

AUC          area under the ROC curve same pose / another, over all pairs and over the listed look-alikes
apart        the same over pairs of different people or clips alone
cut          pictures cut through the legs: share in which no leg is compared any more
invariance   points lost by a picture against itself after a change: median, 90th percentile, largest
injected     one limb turned in space: share named, named first, on the right side, in the right direction; share of
             the right limbs that were remarked on
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.accuracy.comparison.cut import cut_legs
from benchmarks.accuracy.comparison.injected import ANGLES_DEG, Injected, injected
from benchmarks.accuracy.comparison.invariance import losses
from benchmarks.accuracy.comparison.methods import (
    BASELINES,
    baseline_distances,
    compared,
    poise_distances,
    poise_scores,
)
from benchmarks.accuracy.comparison.samples import (
    LOOK_ALIKES,
    Sample,
    files_by_pose,
    from_folder,
    from_tracks,
    look_alikes_in,
)
from benchmarks.accuracy.comparison.separation import Pairs, hardest, roc_auc
from benchmarks.accuracy.comparison.synthetic import synthetic_set
from poise.errors import PoiseError
from poise.estimation.estimator import Estimator
from poise.estimation.mediapipe_estimators import PoseEstimator
from poise.estimation.models import Model
from poise.estimation.picture import MOST_PEOPLE
from poise.media.kinds import MediaKind, media_kind
from poise.media.picture import read_picture
from poise.pose import FloatArray, Pose
from poise.studio.estimating.landmark_cache import LandmarkCache

LookAlikes = frozenset[frozenset[str]]
_MOST_INJECTED = 60
_MOST_CHANGED = 40


def measure(title: str, samples: Sequence[Sample], look_alikes: LookAlikes = frozenset()) -> None:
    """Print every table that landmarks allow."""
    labels = sorted({sample.label for sample in samples})
    print(f"\n== {title}: {len(samples)} samples of {len(labels)} poses")
    if len(labels) < 2:
        print("left out: at least two poses are needed to tell apart")
    else:
        _measure_separation(samples, look_alikes)
    _measure_injected(samples)


def _measure_separation(samples: Sequence[Sample], look_alikes: LookAlikes) -> None:
    pairs = Pairs.of(samples)
    poses = [sample.pose for sample in samples]
    comparisons = compared(poses)
    methods: dict[str, FloatArray] = {
        "Poise, distance": poise_distances(comparisons),
        "Poise, score": poise_scores(comparisons),
        **{name: baseline_distances(method, poses) for name, method in BASELINES.items()},
    }
    unjudged = sum(not found.is_judged for found in comparisons)
    print(
        f"{len(comparisons)} pairs, {int(pairs.is_same.sum())} of the same pose; Poise does not judge {unjudged}"
    )
    alike = pairs.look_alikes(look_alikes)
    print(f"{'AUC':24s}{'all':>8s}{'apart':>8s}{'alike':>8s}")
    for name, distances in methods.items():
        subsets = (np.ones_like(alike), pairs.is_apart, alike)
        figures = [roc_auc(distances[chosen], pairs.is_same[chosen]) for chosen in subsets]
        print(f"{name:24s}" + "".join(_figure(figure) for figure in figures))
    _print_hardest(pairs, methods)


def _figure(value: float) -> str:
    return f"{value:8.3f}" if np.isfinite(value) else f"{'-':>8s}"


def _print_hardest(pairs: Pairs, methods: Mapping[str, FloatArray]) -> None:
    same = methods["Poise, distance"][pairs.is_same]
    same = same[np.isfinite(same)]
    if len(same):
        print(
            f"distance of the same pose: median {np.median(same):.1f} deg, 90 % {np.quantile(same, 0.9):.1f} deg"
        )
    print("hardest pairs by score")
    for one, other, auc in hardest(pairs, methods["Poise, score"]):
        print(f"  {auc:.3f}  {one} / {other}")


def _measure_injected(samples: Sequence[Sample]) -> None:
    step = max(1, len(samples) // _MOST_INJECTED)
    poses = [sample.pose for sample in samples][::step]
    print(f"{'injected':>16s}{'limbs':>8s}{'named':>8s}{'first':>8s}{'side':>8s}{'way':>8s}{'false':>8s}")
    for is_noisy in (False, True):
        for angle_deg in ANGLES_DEG:
            found = list(injected(poses, angle_deg, is_noisy=is_noisy))
            print(f"{angle_deg:4.0f} deg{', noise' if is_noisy else '':8s}{len(found):8d}{_shares(found)}")


def _shares(found: Sequence[Injected]) -> str:
    right = sum(each.others + each.silent for each in found)
    spoken = [each for each in found if each.is_of_kind]
    shares = (
        _mean([each.is_named for each in found]),
        _mean([each.is_first for each in found]),
        _mean([each.is_named for each in spoken]),
        _mean([each.is_direction_right for each in found if each.is_named]),
        sum(each.others for each in found) / right if right else float("nan"),
    )
    return "".join(f"{share:8.1%}" if np.isfinite(share) else f"{'-':>8s}" for share in shares)


def _mean(values: Sequence[bool]) -> float:
    return float(np.mean(values)) if values else float("nan")


def measure_invariance(folder: Path, model: Model) -> None:
    """Print what changes that must not matter cost, on the folder's pictures (at most 40, evenly chosen)."""
    pictures = [file for file in files_by_pose(folder) if _is_picture(file)]
    if not pictures:
        print("invariance left out: there are no pictures")
        return
    for is_averaged in (True, False):
        print("averaged over picture and mirror image" if is_averaged else "one look alone, for comparison")
        with PoseEstimator(model, people=MOST_PEOPLE) as single:
            _measure_losses(pictures, single, careful=is_averaged)


def _measure_losses(pictures: Sequence[Path], estimator: Estimator[Pose], *, careful: bool) -> None:
    lost: dict[tuple[str, bool], list[float | None]] = defaultdict(list)
    for picture in pictures[:: max(1, len(pictures) // _MOST_CHANGED)]:
        for name, ignore_lean, loss in losses(read_picture(picture).pixels, estimator, careful=careful):
            lost[name, ignore_lean].append(loss)
    print(f"{'points lost':32s}{'median':>8s}{'90 %':>8s}{'most':>8s}{'not judged':>12s}")
    for (name, ignore_lean), points in lost.items():
        known = [loss for loss in points if loss is not None] or [np.nan]
        row = "".join(f"{value:8.1f}" for value in (np.median(known), np.quantile(known, 0.9), max(known)))
        print(f"{name + (', lean ignored' if ignore_lean else ''):32s}{row}{points.count(None):12d}")


def measure_cut_legs(folder: Path, model: Model) -> None:
    """Print in how many pictures cut through the legs no leg is compared any more."""
    found: dict[str, list[bool]] = defaultdict(list)
    with PoseEstimator(model, people=MOST_PEOPLE) as estimator:
        for picture in filter(_is_picture, files_by_pose(folder)):
            for name, is_left_out in cut_legs(read_picture(picture).pixels, estimator):
                found[name].append(is_left_out)
    print(f"{'cut at':32s}{'left out':>10s}{'pictures':>10s}")
    for name, each in found.items():
        print(f"{name:32s}{_mean(each):10.1%}{len(each):10d}")


def _is_picture(file: Path) -> bool:
    try:
        return media_kind(file) is MediaKind.PICTURE
    except PoiseError:
        return False


def _measure_folder(
    folder: Path, model: Model, look_alikes: Path | None, cache: LandmarkCache | None
) -> None:
    samples, left_out = from_folder(folder, model, cache)
    for sentence in left_out:
        print(f"left out: {sentence}")
    listed = look_alikes or folder / LOOK_ALIKES
    measure(
        f"{folder.name}, model {model}", samples, look_alikes_in(listed) if listed.is_file() else frozenset()
    )
    measure_cut_legs(folder, model)
    measure_invariance(folder, model)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the given folders, or the reference tracks and synthetic people."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.comparison", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--model", type=Model, default=Model.FULL, help="lite, full or heavy")
    parser.add_argument("--look-alikes", type=Path, help="a file that lists pairs of poses")
    parser.add_argument("--no-cache", action="store_true", help="keep no landmarks for the next run")
    parser.add_argument("--people", type=int, default=8, help="how many synthetic people")
    chosen = parser.parse_args(arguments)
    for folder in chosen.folders:
        if folder.is_dir():
            cache = None if chosen.no_cache else LandmarkCache()
            _measure_folder(folder, chosen.model, chosen.look_alikes, cache)
        else:
            print(f"left out: there is no folder {folder}")
    if not chosen.folders:
        _measure_what_is_here(chosen.people)
    return 0


def _measure_what_is_here(people: int) -> None:
    tracks = Path(os.environ.get("POISE_REFERENCE_DATA", "../shared/data")) / "exercise"
    if tracks.is_dir():
        measure("reference tracks, rest and peak", from_tracks(tracks))
    else:
        print(f"left out: there is no folder {tracks}")
    made = synthetic_set(people)
    measure("synthetic people", made.samples, made.look_alikes)


if __name__ == "__main__":
    sys.exit(main())
