"""The two common ways to count, on the same input, so that the gain is visible."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from poise.pose import FloatArray, PoseSequence

# The joint that tutorials take for each exercise, on the right side, with their two thresholds: bent below 90
# degrees, straight above 145.
_JOINTS = {
    "squat": ("hip", "knee", "ankle"),
    "split-squat": ("hip", "knee", "ankle"),
    "push-up": ("shoulder", "elbow", "wrist"),
    "biceps-curl": ("shoulder", "elbow", "wrist"),
    "overhead-press": ("shoulder", "elbow", "wrist"),
    "pull-up": ("shoulder", "elbow", "wrist"),
    "jumping-jack": ("hip", "shoulder", "elbow"),
    "deadlift": ("shoulder", "hip", "knee"),
    "sit-up": ("shoulder", "hip", "knee"),
}
_BENT_DEG, _STRAIGHT_DEG = 90.0, 145.0


def threshold_count(sequence: PoseSequence, exercise: str) -> int:
    """Count with one picture angle of the right side and two fixed thresholds."""
    a, b, c = (sequence.image_points(f"right_{joint}")[:, :2] for joint in _JOINTS[exercise])
    u, v = a - b, c - b
    angles = np.degrees(np.arctan2(np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]), (u * v).sum(-1)))
    count, is_bent = 0, False
    for angle in angles:
        if angle < _BENT_DEG:
            is_bent = True
        elif angle > _STRAIGHT_DEG and is_bent:
            count, is_bent = count + 1, False
    return count


class NearestPoses:
    """k-NN on labelled poses with entry and exit confidence, as in the well-known tutorial classifier."""

    def __init__(self, samples: Path, neighbours: int = 10) -> None:
        with samples.open(newline="") as file:
            rows = list(csv.reader(file))
        self._labels = np.array([row[1] for row in rows])
        self._features = self._embed(
            np.array([row[2:] for row in rows], dtype=float).reshape(len(rows), 33, 3)
        )
        self._neighbours = neighbours

    def count(self, sequence: PoseSequence, label: str) -> int:
        """Count entries into `label` (confidence above 0.6) that were left again (below 0.4)."""
        points = np.concatenate([sequence.image[..., :2], sequence.image[..., 2:]], axis=-1)
        count, is_inside, smooth = 0, False, 0.0
        for row in points:
            if not np.isfinite(row).all():
                continue
            smooth += 0.2 * (self._confidence(row, label) - smooth)
            if smooth > 0.6:
                is_inside = True
            elif smooth < 0.4 and is_inside:
                count, is_inside = count + 1, False
        return count

    def _confidence(self, row: FloatArray, label: str) -> float:
        features = self._embed(row[None])
        distances = np.abs(self._features - features).mean(axis=(1, 2))
        nearest = np.argsort(distances)[: self._neighbours]
        return float((self._labels[nearest] == label).mean())

    @staticmethod
    def _embed(points: FloatArray) -> FloatArray:
        hips = (points[:, 23] + points[:, 24]) / 2
        shoulders = (points[:, 11] + points[:, 12]) / 2
        centred = points - hips[:, None]
        trunk = np.linalg.norm((shoulders - hips)[:, :2], axis=-1) * 2.5
        farthest = np.linalg.norm(centred[..., :2], axis=-1).max(axis=1)
        scaled: FloatArray = centred / np.maximum(trunk, farthest)[:, None, None]
        embedded: FloatArray = scaled[:, 11:] * np.array([1.0, 1.0, 0.2])
        return embedded


NEAREST_LABELS = {"squat": "squats_down", "push-up": "pushups_down"}
