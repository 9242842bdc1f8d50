"""Annotated people: COCO keypoint files, and the two views of the Pose2Sim demo."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.people.scores import Truth
from poise.pose import COCO_17, FloatArray

# What Pose2Sim's columns are called in Poise. Its neck and head have no counterpart.
_POSE2SIM = {"Nose": "nose"} | {
    f"{letter}{theirs}": f"{side}_{ours}"
    for letter, side in (("L", "left"), ("R", "right"))
    for theirs, ours in {
        "Shoulder": "shoulder",
        "Elbow": "elbow",
        "Wrist": "wrist",
        "Hip": "hip",
        "Knee": "knee",
        "Ankle": "ankle",
        "BigToe": "foot_index",
        "Heel": "heel",
    }.items()
}


def coco_pictures(folder: Path) -> Iterator[tuple[Path, list[Truth]]]:
    """Go through the pictures of all COCO keypoint files (``*.json``) in a folder.

    Pictures lie beside the file or in a folder below. Crowds and people without keypoints are left out.
    """
    for file in sorted(folder.glob("*.json")):
        content = json.loads(file.read_text())
        if not {"images", "annotations"} <= content.keys():
            continue
        people: dict[int, list[Truth]] = defaultdict(list)
        for annotation in content["annotations"]:
            if not annotation.get("iscrowd") and annotation.get("num_keypoints", 1):
                people[annotation["image_id"]].append(_coco_truth(annotation))
        for image in content["images"]:
            picture = next(folder.rglob(Path(image["file_name"]).name), None)
            if picture is not None and people[image["id"]]:
                yield picture, people[image["id"]]


def _coco_truth(annotation: dict[str, Any]) -> Truth:
    rows = np.array(annotation["keypoints"], dtype=float).reshape(-1, 3)
    points = {name: row[:2] for name, row in zip(COCO_17.keypoints, rows, strict=True) if row[2] > 0}
    height_px = float(annotation["bbox"][3])
    return Truth(points, float(annotation.get("area") or annotation["bbox"][2] * height_px), height_px)


def pose2sim_frames(file: Path) -> list[Truth]:
    """Read the true keypoints of one view, frame by frame."""
    with file.open(newline="") as lines:
        return [_pose2sim_truth(row) for row in csv.DictReader(lines)]


def _pose2sim_truth(row: dict[str, str]) -> Truth:
    points: dict[str, FloatArray] = {}
    for theirs, ours in _POSE2SIM.items():
        x, y = row.get(f"{theirs}_x"), row.get(f"{theirs}_y")
        if x and y:
            point = np.array([float(x), float(y)])
            if np.isfinite(point).all():
                points[ours] = point
    spread = np.ptp(np.array(list(points.values())), axis=0)
    # COCO's area is that of the person's outline, about half of the box around the keypoints.
    return Truth(points, float(0.5 * spread.prod()), float(spread[1]))
