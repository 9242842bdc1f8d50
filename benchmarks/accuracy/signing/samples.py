"""Hands of the reference data, by signer; and hands of the table of shapes, varied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from poise.analysis.signing.hand_model import HandShape, hand_points, turn_to_camera
from poise.catalogue.signs import ShapeVariant
from poise.pose import FloatArray

LETTERS = tuple("ABCDEFGHIKLMNOPQRSTUVWXY")
DIGITS = tuple("0123456789")
# "boris" was kept normalised: a webcam of 16 : 9 (the proportion in which its palms are most alike), mirrored.
_BORIS_SCALE = (-16 / 9, 1.0, 16 / 9)
# Every seventh frame of its films: neighbours are nearly equal.
_BORIS_STEP = 7
# "midint" shows index and little finger where Y has thumb and little finger: another sign, left out.
_WRONG = {("midint", "Y")}


@dataclass(frozen=True, eq=False, slots=True)
class Hands:
    """N hands: points (N, 21, 3) in pixels, what each shows, who shows it, whether it is a left one."""

    points: FloatArray
    labels: NDArray[np.str_]
    signers: NDArray[np.str_]
    is_left: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.labels)

    def where(self, mask: NDArray[np.bool_] | NDArray[np.int_]) -> Hands:
        """Return those that a mask or indices choose."""
        return Hands(self.points[mask], self.labels[mask], self.signers[mask], self.is_left[mask])

    def showing(self, symbols: Sequence[str]) -> Hands:
        """Return those that show one of the symbols."""
        return self.where(np.isin(self.labels, symbols))

    def of(self, signer: str) -> Hands:
        """Return those of one signer."""
        return self.where(self.signers == signer)


def read_hands(path: Path, signer: str = "") -> Hands:
    """Read one file of the reference data; hands that were not found are left out."""
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    if "landmarks_norm" in arrays:
        points = arrays["landmarks_norm"][::_BORIS_STEP].astype(np.float64) * _BORIS_SCALE
        labels = arrays["label"][::_BORIS_STEP]
        return Hands(points, labels, np.full(len(labels), signer), np.zeros(len(labels), dtype=bool))
    found = arrays["detected"] > 0
    who = np.full(found.sum(), signer) if signer else arrays["signer"][found]
    hands = Hands(
        arrays["landmarks_px"][found].astype(np.float64),
        arrays["label"][found],
        who,
        arrays["handedness"][found] == "Left",
    )
    return _agreed(hands)


def _agreed(hands: Hands) -> Hands:
    """Give each signer's hands the side that most of them have, as the product does over frames."""
    is_left = hands.is_left.copy()
    for signer in set(hands.signers):
        mine = hands.signers == signer
        is_left[mine] = is_left[mine].mean() > 0.5
    return Hands(hands.points, hands.labels, hands.signers, is_left)


def training_letters(folder: Path) -> dict[str, Hands]:
    """Return the signers of letters that may be trained on, by name."""
    found = {}
    for signer in ("t32", "midint", "boris"):
        hands = read_hands(folder / f"train_{signer}.npz", signer).showing(LETTERS)
        right = np.array([(signer, str(label)) not in _WRONG for label in hands.labels])
        found[signer] = hands.where(right)
    return found


def draw_shapes(variants: Sequence[ShapeVariant], count: int, rng: np.random.Generator) -> FloatArray:
    """Return `count` hands (count, 21, 3) made after the table, each varied as people vary.

    Bends by 9 degrees (half of it common to all fingers), sideways by 3, the thumb's tip by a tenth of a hand,
    directions by about 8 degrees: the spread of the training signers around their means.
    """
    chosen = rng.integers(0, len(variants), count)
    bends, sideways, thumb, along, palm = (
        np.array([getattr(one, name) for one in variants])[chosen]
        for name in ("flexion_deg", "sideways_deg", "thumb_tip", "along", "palm")
    )
    bends = bends + rng.normal(0, 6.3, (count, 4, 3)) + rng.normal(0, 6.3, (count, 1, 3))
    shape = HandShape(
        np.maximum(bends, 0.0),
        sideways + rng.normal(0, 3, (count, 4)),
        thumb + rng.normal(0, 0.1, (count, 3)),
    )
    return turn_to_camera(
        hand_points(shape), along + rng.normal(0, 0.12, (count, 3)), palm + rng.normal(0, 0.15, (count, 3))
    )


def draw_unknown(
    known: Mapping[str, Sequence[ShapeVariant]], count: int, rng: np.random.Generator
) -> FloatArray:
    """Return `count` hands of random fingers that are far from every shape of the table."""
    states = np.array([[10, 6, 5], [35, 40, 20], [45, 70, 32], [42, 125, 20], [80, 20, 10], [5, 90, 40]])
    bends = states[rng.integers(0, len(states), (4 * count, 4))] + rng.normal(0, 8, (4 * count, 4, 3))
    thumb = rng.uniform((-0.3, 0.7, 0.1), (1.1, 1.5, 1.0), (4 * count, 3))
    table = [one for variants in known.values() for one in variants]
    apart = [_apart(bends, thumb, one) for one in table]
    far = np.flatnonzero(np.min(apart, axis=0) > 38.0)[:count]
    shape = HandShape(np.maximum(bends, 0)[far], rng.normal(0, 7, (len(far), 4)), thumb[far])
    along = np.array([0.0, -1.0, 0.0]) + rng.normal(0, 0.6, (len(far), 3))
    return turn_to_camera(hand_points(shape), along, rng.normal(0, 1, (len(far), 3)))


def _apart(bends: FloatArray, thumb: FloatArray, variant: ShapeVariant) -> FloatArray:
    """Return the largest difference of a finger's whole bend in degrees, a hand size of thumb counting 60."""
    fingers = np.abs(bends.sum(axis=-1) - np.array(variant.flexion_deg).sum(axis=-1)).max(axis=-1) * 0.7
    tip = 60.0 * np.linalg.norm(thumb - np.array(variant.thumb_tip), axis=-1)
    apart: FloatArray = np.maximum(fingers, tip)
    return apart
