"""Train the networks of letters and digits: augmentation, temperature, thresholds. Numpy only, seeded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.network_training import IntArray, fit_network, join_networks
from benchmarks.accuracy.signing.samples import Hands, draw_shapes, draw_unknown
from poise.analysis.network import log_softmax
from poise.analysis.signing.alphabet import Alphabet
from poise.analysis.signing.features import hand_features
from poise.analysis.signing.hand import CHAINS, WRIST, as_right, palm_frame
from poise.analysis.signing.verify import Reference, hand_measures, make_reference
from poise.catalogue.signs import ShapeVariant
from poise.pose import FloatArray
from poise.pose.geometry import rotation_about

# Each signer counts alike, however many hands there are of them; the table of shapes counts as two.
_PER_SIGNER = 2400
_PER_SHAPE = 200
_UNKNOWN = 700
_EPOCHS, _NETWORKS = 24, 3
_PARENTS = [0, 0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11, 0, 13, 14, 15, 0, 17, 18, 19]


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How hands are varied: standard deviations in degrees, hand sizes, or of a logarithm.

    `finger_drop_out` is the share of fingers whose joints are put off by a sixth of a hand.
    """

    roll_deg: float = 12.0
    tilt_deg: float = 15.0
    bend_deg: float = 4.0
    bone_log: float = 0.06
    depth_log: float = 0.45
    noise: float = 0.03
    finger_drop_out: float = 0.02


@dataclass(frozen=True, eq=False, slots=True)
class Task:
    """What is to be told apart: symbols with their shapes of the table, and hands that show none of them."""

    symbols: tuple[str, ...]
    shapes: Mapping[str, Sequence[ShapeVariant]]
    unknown: FloatArray


def augment(points: FloatArray, rng: np.random.Generator, how: Augmentation) -> FloatArray:
    """Return right hands (N, 21, 3) as another camera and another person would have them, in hand sizes."""
    count = len(points)
    hands = (points - points[:, :1]) / palm_frame(points).size[:, None, None]
    hands[..., 2] *= np.exp(rng.normal(0, how.depth_log, (count, 1)))
    hands = _turned(hands, rng, how.tilt_deg, how.roll_deg)
    bones = (hands - hands[:, _PARENTS]) * np.exp(rng.normal(0, how.bone_log, (count, 21, 1)))
    for chain in CHAINS.values():
        for first in (1, 2):
            moved = list(chain[first:])
            bones[:, moved] = _turned(bones[:, moved], rng, how.bend_deg, how.bend_deg)
        lost = rng.random(count) < how.finger_drop_out
        bones[:, list(chain[1:])] += 0.15 * lost[:, None, None] * rng.normal(size=(count, 3, 3))
    varied = np.zeros_like(hands)
    for joint in range(WRIST + 1, 21):
        varied[:, joint] = varied[:, _PARENTS[joint]] + bones[:, joint]
    return varied + rng.normal(0, how.noise, varied.shape)


def _turned(points: FloatArray, rng: np.random.Generator, tilt_deg: float, roll_deg: float) -> FloatArray:
    by = rng.normal(size=(len(points), 3)) * (tilt_deg, tilt_deg, roll_deg)
    turns = rotation_about(by, np.linalg.norm(by, axis=1))
    turned: FloatArray = np.einsum("nij,nkj->nki", turns, points)
    return turned


def train_alphabet(
    task: Task,
    signers: Mapping[str, Hands],
    *,
    seed: int,
    how: Augmentation | None = None,
    networks: int = _NETWORKS,
    epochs: int = _EPOCHS,
) -> Alphabet:
    """Train on some signers and the table of shapes; temperature and threshold are not yet chosen."""
    how = how or Augmentation()

    def draw(rng: np.random.Generator) -> tuple[FloatArray, IntArray, FloatArray]:
        return _draw(task, signers, rng, how)

    network = join_networks(
        [fit_network(draw, len(task.symbols) + 1, seed + k, epochs) for k in range(networks)]
    )
    features, classes, _ = draw(np.random.default_rng(seed + 1000))
    return _with_distances(Alphabet(task.symbols, network, np.zeros(0), np.zeros(0), 0.5), features, classes)


def _draw(
    task: Task, signers: Mapping[str, Hands], rng: np.random.Generator, how: Augmentation
) -> tuple[FloatArray, IntArray, FloatArray]:
    """Return features, classes and weights of one round of augmented hands."""
    parts: list[tuple[FloatArray, IntArray, float]] = []
    for hands in signers.values():
        classes = np.array([task.symbols.index(label) for label in hands.labels])
        times = max(1, round(_PER_SIGNER / len(hands)))
        for _ in range(times):
            points = augment(as_right(hands.points, hands.is_left), rng, how)
            parts.append((points, classes, _PER_SIGNER / len(hands) / times))
    for number, symbol in enumerate(task.symbols):
        drawn = augment(draw_shapes(task.shapes[symbol], _PER_SHAPE, rng), rng, how)
        parts.append((drawn, np.full(len(drawn), number), 1.0))
    none = len(task.symbols)
    strange = [one for one in (draw_unknown(task.shapes, _UNKNOWN, rng), task.unknown) if len(one)]
    parts += [(augment(one, rng, how), np.full(len(one), none), _UNKNOWN / len(one)) for one in strange]
    return (
        hand_features(np.concatenate([points for points, _, _ in parts])),
        np.concatenate([classes for _, classes, _ in parts]),
        np.concatenate([np.full(len(classes), weight) for _, classes, weight in parts]),
    )


def _with_distances(alphabet: Alphabet, features: FloatArray, classes: IntArray) -> Alphabet:
    """Add each symbol's centre and the distance that one in a hundred augmented hands exceeds."""
    x = alphabet.network.standardise(features)
    centres = np.stack([x[classes == number].mean(axis=0) for number in range(len(alphabet.symbols))])
    apart = [np.sqrt(np.mean((x[classes == n] - centre) ** 2, axis=1)) for n, centre in enumerate(centres)]
    farthest = np.array([np.quantile(one, 0.99) for one in apart])
    return replace(alphabet, centres=centres, farthest=farthest)


def make_references(task: Task, signers: Mapping[str, Hands], seed: int) -> dict[str, tuple[Reference, ...]]:
    """Return each symbol's ways of being shown: one of each variant of the table, one of each signer."""
    rng = np.random.default_rng(seed)
    found = {}
    for symbol in task.symbols:
        hands = [draw_shapes([variant], 100, rng) for variant in task.shapes[symbol]]
        shown = [one.showing([symbol]) for one in signers.values()]
        hands += [as_right(one.points, one.is_left) for one in shown if len(one)]
        found[symbol] = tuple(make_reference(hand_measures(one)) for one in hands)
    return found


def choose_temperature(logits: FloatArray, labels: IntArray) -> float:
    """Return the temperature with the least cross entropy on hands of signers that were left out."""
    tried = np.geomspace(0.25, 4.0, 61)
    losses = [-log_softmax(logits / one)[np.arange(len(labels)), labels].mean() for one in tried]
    return float(tried[int(np.argmin(losses))])


def choose_threshold(probabilities: FloatArray, is_right: NDArray[np.bool_], precision: float) -> float:
    """Return the lowest threshold at which answers are right with a precision."""
    order = np.argsort(-probabilities)
    shares = np.cumsum(is_right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= precision)
    return float(probabilities[order][enough[-1]]) if len(enough) else 1.0
