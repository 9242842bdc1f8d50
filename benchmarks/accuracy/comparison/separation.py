"""How well distances tell the same pose from another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.comparison.samples import Sample
from poise.pose import FloatArray

Flags = NDArray[np.bool_]


def roc_auc(distances: FloatArray, is_same: Flags) -> float:
    """Return the chance that a same pair lies nearer than a different one, ties counting half; NaN without either.

    The area under the ROC curve by ranks (Mann and Whitney 1947).
    """
    from scipy.stats import rankdata

    known = np.isfinite(distances)
    distances, is_same = distances[known], is_same[known]
    same, different = int(is_same.sum()), int((~is_same).sum())
    if not (same and different):
        return float("nan")
    ranks = rankdata(distances)[~is_same].sum()
    return float((ranks - different * (different + 1) / 2) / (same * different))


@dataclass(frozen=True)
class Pairs:
    """All pairs of N samples, in the order of ``np.triu_indices(N, 1)``.

    Parameters
    ----------
    one, other : (P,) str
        Their labels.
    is_same : (P,) bool
        Whether both show the same pose.
    is_apart : (P,) bool
        Whether they come from different people or clips.
    """

    one: NDArray[np.str_]
    other: NDArray[np.str_]
    is_same: Flags
    is_apart: Flags

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> Pairs:
        """Pair samples, each with every later one."""
        first, second = np.triu_indices(len(samples), 1)
        labels = np.array([sample.label for sample in samples])
        sources = np.array([sample.source for sample in samples])
        one, other = labels[first], labels[second]
        return cls(one, other, np.asarray(one == other), np.asarray(sources[first] != sources[second]))

    def among(self, names: Sequence[str]) -> Flags:
        """Say which pairs lie within these poses."""
        return np.isin(self.one, names) & np.isin(self.other, names)

    def look_alikes(self, pairs: frozenset[frozenset[str]]) -> Flags:
        """Say which pairs count for look-alikes: different but listed, or the same pose of one listed."""
        listed = np.array(
            [frozenset((a, b)) in pairs for a, b in zip(self.one, self.other, strict=True)], bool
        )
        names = sorted(set().union(*pairs)) if pairs else []
        return listed | (self.is_same & np.isin(self.one, names))


def hardest(pairs: Pairs, distances: FloatArray, count: int = 5) -> list[tuple[str, str, float]]:
    """Return the two poses that are hardest to tell apart, with the AUC among their samples, worst first."""
    names = sorted(set(pairs.one) | set(pairs.other))
    found = []
    for number, one in enumerate(names):
        for other in names[number + 1 :]:
            chosen = pairs.among([one, other])
            found.append((one, other, roc_auc(distances[chosen], pairs.is_same[chosen])))
    return sorted((row for row in found if np.isfinite(row[2])), key=lambda row: row[2])[:count]
