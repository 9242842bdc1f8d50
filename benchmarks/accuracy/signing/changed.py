"""Change one finger of a hand that shows a letter, and see whether that finger is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.signing.samples import Hands
from poise.analysis.signing.hand import FINGERS, as_right
from poise.analysis.signing.hand_model import bend_finger, move_thumb
from poise.analysis.signing.verify import Reference, find_differences, hand_measures
from poise.pose import FloatArray

_PER_LETTER = 6
# A hand that differs by so many deviations before it is changed does not show the letter as any reference does.
_RIGHT_BELOW = 2.5


@dataclass(frozen=True, slots=True)
class Naming:
    """Shares of changes after which the changed finger is named first, or at all.

    Of hands that were right before (their share is `right_hands`), and first of all hands.
    """

    first: float
    named: float
    first_of_all: float
    right_hands: float
    count: int


def measure_naming(
    hands: Hands, references: Mapping[str, Sequence[Reference]], symbols: Sequence[str], seed: int = 5
) -> Naming:
    """Bend or straighten each finger by 50 to 90 degrees, or move the thumb's tip by .6 hand sizes."""
    rng = np.random.default_rng(seed)
    rows: list[tuple[bool, bool, bool]] = []
    for symbol in symbols:
        shown = hands.showing([symbol])
        points = as_right(shown.points, shown.is_left)
        for k in rng.permutation(len(points))[:_PER_LETTER]:
            before = find_differences(hand_measures(points[k]), references[symbol])
            is_right = not before or before[0].deviations < _RIGHT_BELOW
            for finger in FINGERS:
                changed = change_finger(points[k], finger, rng)
                told = [
                    one.part.value for one in find_differences(hand_measures(changed), references[symbol])
                ]
                rows.append((is_right, told[:1] == [finger], finger in told))
    table = np.array(rows)
    of_right = table[table[:, 0]]
    return Naming(
        float(of_right[:, 1].mean()),
        float(of_right[:, 2].mean()),
        float(table[:, 1].mean()),
        float(table[:, 0].mean()),
        len(table),
    )


def change_finger(points: FloatArray, finger: str, rng: np.random.Generator) -> FloatArray:
    """Return a right hand with one finger clearly otherwise."""
    if finger == "thumb":
        way = rng.normal(size=3)
        return move_thumb(points, 0.6 * way / np.linalg.norm(way))
    bend = hand_measures(points)[FINGERS.index(finger) - 1]
    by = float(rng.uniform(50, 90))
    return bend_finger(points, finger, by if bend < 90 else -by)
