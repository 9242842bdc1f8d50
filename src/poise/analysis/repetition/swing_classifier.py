"""Which exercise of the catalogue a swing looks like: a learned second opinion beside the signs of an exercise.

The signs ask a few questions that a trainer wrote down. This looks at the whole body at both ends of a swing, at all
joints, heights and ways at once, and says how much likelier another exercise is than the chosen one. It is asked once
for each swing, not for each pose. `tools/train_swing_classifier.py` trains it; docs/models.md says on what.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poise.analysis.measuring.body import NAN, Body, Joints
from poise.analysis.measuring.measures import Gauge, gauges
from poise.analysis.network import Network
from poise.pose import FloatArray, Pose

_ANGLES = (
    "knee_flexion",
    "hip_flexion",
    "elbow_flexion",
    "shoulder_elevation",
    "thigh_raise",
    "shin_lean",
    "upper_arm_raise",
    "forearm_raise",
)
_HEIGHTS = ("wrist_height", "foot_height", "hand_over_foot")
_WHOLE = ("trunk_lean", "ankle_spread", "wrist_spread", "shoulder_tilt", "foot_gap", "hands_aside")
_RISES = ("hip_rise", "shoulder_rise", "wrist_rise", "ankle_rise")
_SIDED = (*_ANGLES, *_HEIGHTS)
# In this order; `features` fills them. Both sides enter as their mean and their gap, so that left and right are alike.
FEATURES: tuple[str, ...] = (
    *(f"{name}.{what}.{end}" for name in _SIDED for end in ("start", "peak") for what in ("mean", "gap")),
    *(f"{name}.travel" for name in _ANGLES),
    *(f"{name}.{end}" for name in _WHOLE for end in ("start", "peak")),
    *(f"{name}.change" for name in _RISES),
)
_EDGE_S = 0.12  # around the turning points, so much is looked at
_MOSTLY = 0.7  # of less of the features than this nothing is said: half a body looks like too much
_AT_AN_END, _ON_THE_WAY = 3, 8  # so many poses are looked at: more cost time and tell no more


class BodyReader:
    """Read all measures that the features are made of."""

    def __init__(self, joints: Joints) -> None:
        names = (*_SIDED, *_WHOLE, *_RISES)
        self._gauges: list[Gauge] = [gauge for name in names for gauge in gauges(name, joints)]
        self._indices = tuple({index for gauge in self._gauges for index in gauge.indices})
        self.columns = {(gauge.measure.name, gauge.side): i for i, gauge in enumerate(self._gauges)}

    def read(self, poses: Sequence[Pose]) -> FloatArray:
        """Return the measures (T, G), NaN where a point was not seen."""
        bodies = [Body(pose, self._indices) for pose in poses]
        rows = [
            [gauge.read(body) if gauge.trust(body) > 0 else NAN for gauge in self._gauges] for body in bodies
        ]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(self._gauges))


def features(reader: BodyReader, poses: Sequence[Pose], start_s: float, peak_s: float) -> FloatArray:
    """Return what a swing looks like, (F,) in the order of `FEATURES`, NaN where nothing was seen.

    Parameters
    ----------
    reader : BodyReader
        For the skeleton of the poses.
    poses : sequence of Pose
        From just before its start to its end, in order.
    start_s, peak_s : float
        When it left rest and turned.
    """
    start = _middle(reader.read(_around(poses, start_s)))
    peak = _middle(reader.read(_around(poses, peak_s)))
    way = reader.read(_thinned([pose for pose in poses if pose.time_s >= start_s], _ON_THE_WAY))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of all-NaN columns: not seen stays not seen
        travel = np.nanmax(way, axis=0) - np.nanmin(way, axis=0)
    column = reader.columns
    found: list[float] = []
    for name in _SIDED:
        for end in (start, peak):
            left, right = end[column[name, "left"]], end[column[name, "right"]]
            found += [_mean(left, right), abs(left - right)]
    found += [_largest(travel[column[name, "left"]], travel[column[name, "right"]]) for name in _ANGLES]
    for name in _WHOLE:
        ends = start[column[name, ""]], peak[column[name, ""]]
        found += [abs(value) for value in ends] if name == "hands_aside" else ends
    changes = peak - start
    found += [_mean(changes[column[name, "left"]], changes[column[name, "right"]]) for name in _RISES]
    return np.array(found)


@dataclass(frozen=True, eq=False, slots=True)
class SwingClassifier:
    """A network that says which exercise of a catalogue a swing looks like.

    Parameters
    ----------
    names : tuple of str
        The exercises, in the order of its outputs; one more output says "none of these".
    network : Network
        Over the features.
    """

    names: tuple[str, ...]
    network: Network

    def log_probabilities(self, seen: FloatArray) -> FloatArray:
        """Return the natural logarithms of the probabilities (E + 1,) of features (F,); unseen ones are as usual."""
        return self.network.log_probabilities(np.where(np.isnan(seen), self.network.mean, seen))


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How a swing resembles the chosen exercise beside the others; NaN where nothing is known.

    Parameters
    ----------
    rival : float
        Log-odds of the likeliest exercise that looks different (or of none) against the chosen one.
    best : float
        Log-odds of the likeliest of all others against it.
    """

    rival: float = NAN
    best: float = NAN

    def of_way(self, way: float) -> Resemblance:
        """Return what it says of a swing that went only a part (0 to 1) of the way: it shows so much less.

        Half a squat looks less like a squat than it is; that it is half of one is for the form to say.
        """
        return Resemblance(self.rival * way, self.best * way)


UNKNOWN = Resemblance()


@dataclass(frozen=True, eq=False, slots=True)
class Identity:
    """One exercise among all that a classifier knows.

    Parameters
    ----------
    classifier : SwingClassifier
        The catalogue's.
    own : int
        Index of this exercise.
    alike : frozenset of int
        Indices of those that one camera can hardly tell from it.
    """

    classifier: SwingClassifier
    own: int
    alike: frozenset[int] = frozenset()

    def compare(self, seen: FloatArray) -> Resemblance:
        """Return how a swing with these features resembles this exercise; unknown where little was seen."""
        if np.isnan(seen).mean() > 1 - _MOSTLY:
            return UNKNOWN
        logs = self.classifier.log_probabilities(seen)
        others = [i for i in range(len(logs)) if i != self.own]
        rivals = [i for i in others if i not in self.alike]
        own = float(logs[self.own])
        return Resemblance(float(logs[rivals].max()) - own, float(logs[others].max()) - own)


def _around(poses: Sequence[Pose], time_s: float) -> list[Pose]:
    near = [pose for pose in poses if abs(pose.time_s - time_s) <= _EDGE_S]
    return _thinned(near or [min(poses, key=lambda pose: abs(pose.time_s - time_s))], _AT_AN_END)


def _thinned(poses: Sequence[Pose], count: int) -> list[Pose]:
    if len(poses) <= count:
        return list(poses)
    return [poses[round(i * (len(poses) - 1) / (count - 1))] for i in range(count)]


def _middle(rows: FloatArray) -> FloatArray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        middle: FloatArray = np.nanmedian(rows, axis=0)
    return middle


def _mean(left: float, right: float) -> float:
    if np.isnan(left) or np.isnan(right):
        return float(right) if np.isnan(left) else float(left)
    return float(left + right) / 2


def _largest(left: float, right: float) -> float:
    return float(np.fmax(left, right))
