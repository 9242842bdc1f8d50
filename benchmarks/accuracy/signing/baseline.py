"""What tutorials do: raw 2D points from the wrist, scaled by the largest, and the nearest labelled hands.

They mostly put a random forest behind the points; nearest neighbours stand in for it here, so that nothing has to be
installed for the benchmark.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from poise.pose import FloatArray

_NEIGHBOURS = 5
_MOST = 6000


class NearestPoints:
    """Nearest neighbours over raw 2D points."""

    def __init__(self, points: FloatArray, labels: NDArray[np.str_]) -> None:
        chosen = np.random.default_rng(0).permutation(len(labels))[:_MOST]
        self._points, self._labels = raw_points(points)[chosen], labels[chosen]

    def predict(self, points: FloatArray) -> NDArray[np.str_]:
        """Return the label that most of the nearest hands have."""
        raw = raw_points(points)
        squares = (raw**2).sum(axis=1)[:, None] + (self._points**2).sum(axis=1) - 2 * raw @ self._points.T
        nearest = self._labels[np.argsort(squares, axis=1)[:, :_NEIGHBOURS]]
        return np.array([_most_frequent(row) for row in nearest])


def raw_points(points: FloatArray) -> FloatArray:
    """Return (N, 42): x and y from the wrist, divided by the largest of them."""
    flat = (points[..., :2] - points[..., :1, :2]).reshape(len(points), -1)
    return np.asarray(flat / np.abs(flat).max(axis=1, keepdims=True))


def _most_frequent(labels: NDArray[np.str_]) -> str:
    found, counts = np.unique(labels, return_counts=True)
    return str(found[counts.argmax()])
