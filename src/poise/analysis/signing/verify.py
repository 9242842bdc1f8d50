"""Whether a hand shows a known symbol, and what about which finger differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from poise.analysis.signing.alphabet import Alphabet, Person
from poise.analysis.signing.features import flexion, hand_features, spread
from poise.analysis.signing.hand import FINGERS, TIPS, as_right, palm_frame
from poise.pose import FloatArray

# A hand shows what was asked for when the symbol has at least this probability; lower than for reading, as there is one
# question alone. Chosen with one training signer left out (docs/signing.md).
ACCEPTED_FROM = 0.03
# A difference is told from so many deviations on, and at most three are told.
_TOLD_FROM = 1.5
_MOST_TOLD = 3
# No signer repeats a shape better than this, nor does the landmark model see it better: least deviations in degrees,
# hand sizes, and of a direction's component.
_LEAST_DEVIATION = {"bend": 14.0, "thumb": 0.15, "spread": 8.0, "held": 0.3}
# Columns of `hand_measures`.
_BENDS, _THUMB, _SPREAD, _HELD = slice(0, 4), slice(4, 7), 7, slice(8, 11)
MEASURE_COUNT = 11


class Part(StrEnum):
    """What of a hand is to be changed."""

    THUMB = "thumb"
    INDEX = "index"
    MIDDLE = "middle"
    RING = "ring"
    LITTLE = "little"
    INDEX_AND_MIDDLE = "index_and_middle"
    PALM = "palm"


class Action(StrEnum):
    """How it is to be changed."""

    BEND = "bend"
    STRAIGHTEN = "straighten"
    OUT = "out"
    ACROSS = "across"
    UP = "up"
    DOWN = "down"
    IN_FRONT = "in_front"
    CLOSER = "closer"
    APART = "apart"
    TOGETHER = "together"
    CROSS = "cross"
    TO_CAMERA = "to_camera"
    FINGERS_UP = "fingers_up"
    FINGERS_LEVEL = "fingers_level"
    FINGERS_DOWN = "fingers_down"


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing to change.

    Parameters
    ----------
    part, action
        A code that the catalogue puts into words.
    deviations : float
        How far off it is, in deviations of those who show it right.
    """

    part: Part
    action: Action
    deviations: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the symbol was shown, with what probability, and what to change, most important first."""

    is_shown: bool
    probability: float
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Reference:
    """How a symbol is shown: means and deviations (MEASURE_COUNT,) of `hand_measures` over those who show it right."""

    mean: FloatArray
    deviation: FloatArray


def hand_measures(points: FloatArray, is_left: bool | NDArray[np.bool_] = False) -> FloatArray:
    """Return what corrections are made of, (..., MEASURE_COUNT), for hands (..., 21, 3).

    The whole bend of index to little finger in degrees (4), the thumb's tip in the palm frame in hand sizes (3), the
    angle between index and middle finger in degrees (1, negative is crossed), how far the palm faces the camera, how
    far the index finger points down, and how far the palm does (3, from -1 to 1).
    """
    points = as_right(np.asarray(points, dtype=np.float64), is_left)
    frame = palm_frame(points)
    local = frame.localise(points)
    bends = np.degrees(flexion(local)).reshape(*local.shape[:-2], 5, 3).sum(axis=-1)[..., 1:]
    between = np.degrees(spread(local))[..., 5:6]
    index = hand_features(points)[..., -2:-1]
    out, along = frame.axes[..., 2, :], frame.axes[..., 1, :]
    held = np.concatenate([-out[..., 2:3], index, along[..., 1:2]], axis=-1)
    return np.concatenate([bends, local[..., TIPS[0], :], between, held], axis=-1)


def make_reference(measures: FloatArray) -> Reference:
    """Return the reference that hands with measures (N, MEASURE_COUNT) make: median and robust deviation."""
    mean = np.median(measures, axis=0)
    deviation = 1.4826 * np.median(np.abs(measures - mean), axis=0)
    return Reference(mean, np.maximum(deviation, least_deviations()))


def nearest_reference(measures: FloatArray, references: Sequence[Reference]) -> Reference:
    """Return the way of showing a symbol that a hand comes nearest to; single measures far off count no more."""
    far = 9.0

    def distance(one: Reference) -> float:
        return float(np.minimum(((measures - one.mean) / one.deviation) ** 2, far).sum())

    return min(references, key=distance)


def least_deviations() -> FloatArray:
    """Return the smallest deviation of each measure that makes a difference, (MEASURE_COUNT,)."""
    counts = {"bend": 4, "thumb": 3, "spread": 1, "held": 3}
    return np.concatenate([np.full(count, _LEAST_DEVIATION[name]) for name, count in counts.items()])


def verify(
    alphabet: Alphabet,
    references: Mapping[str, Sequence[Reference]],
    symbol: str,
    points: FloatArray,
    *,
    is_left: bool = False,
    person: Person | None = None,
) -> Verdict:
    """Say whether a hand (21, 3) shows a symbol of an alphabet, and what to change where it does not."""
    features = hand_features(points, is_left)
    probability = float(np.exp(alphabet.log_probabilities(features, person)[alphabet.symbols.index(symbol)]))
    if probability >= ACCEPTED_FROM:
        return Verdict(True, probability, ())
    corrections = find_differences(hand_measures(points, is_left), references[symbol])
    return Verdict(False, probability, corrections)


def find_differences(measures: FloatArray, references: Sequence[Reference]) -> tuple[Correction, ...]:
    """Return what to change in a hand with measures (MEASURE_COUNT,), most different first."""
    reference = nearest_reference(measures, references)
    off = (measures - reference.mean) / reference.deviation
    found = [
        *_fingers(off),
        _thumb(off, reference),
        *_spread_of(measures, off, reference),
        *_held(off, reference),
    ]
    told = [one for one in found if one.deviations >= _TOLD_FROM]
    return tuple(sorted(told, key=lambda one: -one.deviations)[:_MOST_TOLD])


def _fingers(off: FloatArray) -> list[Correction]:
    return [
        Correction(Part(finger), Action.STRAIGHTEN if bend > 0 else Action.BEND, abs(float(bend)))
        for finger, bend in zip(FINGERS[1:], off[_BENDS], strict=True)
    ]


_THUMB_WAYS = (
    (Action.ACROSS, Action.OUT),
    (Action.DOWN, Action.UP),
    (Action.CLOSER, Action.IN_FRONT),
)


def _thumb(off: FloatArray, reference: Reference) -> Correction:
    """Say the way in which the thumb's tip is off most: the difference in hand sizes decides, not in deviations."""
    apart = off[_THUMB] * reference.deviation[_THUMB]
    axis = int(np.argmax(np.abs(apart)))
    too_far, too_little = _THUMB_WAYS[axis]
    action = too_far if apart[axis] > 0 else too_little
    return Correction(Part.THUMB, action, float(np.linalg.norm(off[_THUMB]) / np.sqrt(1.5)))


def _spread_of(measures: FloatArray, off: FloatArray, reference: Reference) -> list[Correction]:
    """Compare the angle of index and middle finger, where both are meant to be straight and are."""
    straight = 70.0
    if max(*reference.mean[:2], *measures[:2]) > straight:
        return []
    closer = Action.CROSS if reference.mean[_SPREAD] < -5.0 else Action.TOGETHER
    action = Action.APART if off[_SPREAD] < 0 else closer
    return [Correction(Part.INDEX_AND_MIDDLE, action, abs(float(off[_SPREAD])))]


def _held(off: FloatArray, reference: Reference) -> list[Correction]:
    faces, index, along = (float(one) for one in off[_HELD])
    found = []
    if faces < 0 and reference.mean[8] > 0.6:
        found.append(Correction(Part.PALM, Action.TO_CAMERA, -faces))
    # Of palm and index finger the one that is less off: a bent finger alone turns no hand.
    pointing = min(abs(index), abs(along)) if index * along > 0 else 0.0
    down = float(reference.mean[9])
    level = (
        Action.FINGERS_LEVEL if abs(down) < 0.5 else Action.FINGERS_DOWN if down > 0 else Action.FINGERS_UP
    )
    return [*found, Correction(Part.PALM, level, pointing)]
