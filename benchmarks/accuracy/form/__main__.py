"""How form rules agree with labelled poses: ``python -m benchmarks.accuracy.form FOLDER``.

FOLDER holds the ``core_*.csv`` rows: one pose each, in shares of the picture (its size is not stated; 16:9 is taken),
without space. Space is made up from the picture and its depth, scaled so that the trunk is 0.5 m long. A row is one
instant, so rules about a change are not judged. Nothing is tuned on these rows.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.measures import MEASURES, gauges
from poise.analysis.repetition import FormRule, Level, Moment
from poise.catalogue import catalogue
from poise.pose import BLAZEPOSE_33, FloatArray, Pose

_SIZE = (1280, 720)
_TRUNK_M = 0.5
# File, exercise, label of a right pose, and what each wrong label stands for.
_FILES = (
    ("core_bicep_model_test.csv", "biceps-curl", "C", {"L": "leans back"}),
    ("core_plank_model_test.csv", "plank", "C", {"H": "hips high", "L": "hips low"}),
    ("core_lunge_model_err.test.csv", "forward-lunge", "C", {"L": "knee beyond the toes"}),
)
_STAGES = (("core_squat_model_test.csv", "squat"), ("core_squat_model_train.csv", "squat"))


def read_poses(path: Path) -> tuple[list[Pose], list[str]]:
    """Return poses and labels."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return [_pose(row) for row in rows], [row["label"] for row in rows]


def _pose(row: dict[str, str]) -> Pose:
    image, visibility = np.full((33, 3), np.nan), np.full(33, np.nan)
    for index, name in enumerate(BLAZEPOSE_33.keypoints):
        if f"{name}_x" in row:
            x, y, z = (float(row[f"{name}_{axis}"]) for axis in "xyz")
            image[index] = x * _SIZE[0], y * _SIZE[1], z * _SIZE[0]
            visibility[index] = float(row[f"{name}_v"])
    return Pose(BLAZEPOSE_33, image, _space(image), visibility, visibility, 0.0, _SIZE)


def _space(image: FloatArray) -> FloatArray:
    hips = image[BLAZEPOSE_33.indices(("left_hip", "right_hip"))].mean(axis=0)
    shoulders = image[BLAZEPOSE_33.indices(("left_shoulder", "right_shoulder"))].mean(axis=0)
    space: FloatArray = (image - hips) * (_TRUNK_M / np.linalg.norm((shoulders - hips)[:2]))
    return space


def values_of(measure: str, poses: Sequence[Pose], lead: str = "") -> FloatArray:
    """Return a measure of each pose, NaN where it is not clearly seen.

    It is the mean of the sides, or, of a side's measure, that of the side on which the measure `lead` is larger.
    """
    if lead and MEASURES[measure].is_sided:
        leading = np.argmax([_read(lead, poses, side) for side in (0, 1)], axis=0)
        return np.where(leading == 0, _read(measure, poses, 0), _read(measure, poses, 1))
    return _read(measure, poses, None)


def _read(measure: str, poses: Sequence[Pose], side: int | None) -> FloatArray:
    joints = Joints(BLAZEPOSE_33)
    read = gauges(measure, joints)
    read = read if side is None else (read[side],)
    needed = tuple({index for gauge in read for index in gauge.indices})
    found = []
    for pose in poses:
        body = Body(pose, needed)
        seen = [gauge.read(body) for gauge in read if gauge.is_clear(body)]
        found.append(float(np.mean(seen)) if seen else np.nan)
    return np.array(found)


def area_under_curve(right: FloatArray, wrong: FloatArray) -> float:
    """Return the probability that a wrong pose measures more than a right one (ties count half)."""
    right, wrong = right[np.isfinite(right)], wrong[np.isfinite(wrong)]
    if not len(right) or not len(wrong):
        return float("nan")
    more = (wrong[:, None] > right).mean() + 0.5 * (wrong[:, None] == right).mean()
    return float(more)


def _print_rule(rule: FormRule, lead: str, poses: list[Pose], labels: list[str], right: str) -> None:
    values = values_of(rule.measure, poses, lead)
    by_label: dict[str, list[float]] = defaultdict(list)
    for value, label in zip(values, labels, strict=True):
        by_label[label].append(float(value))
    excess = {
        label: np.array([rule.excess(v, Level.STANDARD) for v in own]) for label, own in by_label.items()
    }
    print(f"  {rule.name:<16}{rule.measure}")
    for label, own in sorted(excess.items()):
        judged = np.isfinite(own)
        flagged = (own[judged] > 0).mean() if judged.any() else float("nan")
        middle = float(np.nanmedian(by_label[label])) if judged.any() else float("nan")
        auc = "" if label == right else f", AUC against right {area_under_curve(excess[right], own):.2f}"
        print(f"    {label}: judged {judged.mean():5.1%}, flagged {flagged:6.1%}, median {middle:7.1f}{auc}")


def main(arguments: Sequence[str]) -> int:
    """Print the agreement, rule by rule and label by label."""
    if not arguments:
        print(__doc__)
        return 2
    folder = Path(arguments[0])
    for file, name, right, wrong in _FILES:
        poses, labels = read_poses(folder / file)
        meaning = ", ".join(f"{label} {text}" for label, text in wrong.items())
        print(f"{file}: {len(poses)} poses judged as {name} ({right} right, {meaning})")
        for rule in catalogue()[name].rules:
            if rule.moment is not Moment.CHANGE:
                _print_rule(rule, catalogue()[name].lead, poses, labels, right)
    for file, name in _STAGES:
        poses, labels = read_poses(folder / file)
        values = values_of(catalogue()[name].signals[0].measure, poses)
        down = np.array([label == "down" for label in labels])
        signal = catalogue()[name].signals[0]
        middle = (signal.rest + signal.peak) / 2
        right_share = np.mean((values > middle) == down)
        print(f"{file}: {len(poses)} poses, progress above one half against up/down: agrees {right_share:.1%}, "
              f"AUC {area_under_curve(values[~down], values[down]):.3f}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
