"""How hands are read: rates per symbol with intervals, answers and their precision, calibration, verification."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.signing.samples import Hands
from poise.analysis.signing.alphabet import Alphabet, Person
from poise.analysis.signing.features import hand_features
from poise.analysis.signing.verify import ACCEPTED_FROM
from poise.pose import FloatArray

_DRAWS = 1000


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """A signer's hands and the model that has not seen them."""

    signer: str
    alphabet: Alphabet
    hands: Hands


@dataclass(frozen=True, eq=False, slots=True)
class Scores:
    """What was read of one signer, hand by hand: shares (N, C + 1), numbers of the symbols (N,), whether near (N,)."""

    signer: str
    symbols: tuple[str, ...]
    chances: FloatArray
    wanted: NDArray[np.int_]
    is_known: NDArray[np.bool_]
    threshold: float

    @property
    def best(self) -> NDArray[np.int_]:
        """The number of the most probable symbol, (N,)."""
        return np.asarray(self.chances[:, :-1].argmax(axis=1))

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """Whether it is the right one, (N,)."""
        return np.asarray(self.best == self.wanted)

    @property
    def is_answered(self) -> NDArray[np.bool_]:
        """Whether an answer was given, (N,)."""
        return np.asarray((self.chances[:, :-1].max(axis=1) >= self.threshold) & self.is_known)


def score(case: Case, person: Person | None = None, without: NDArray[np.bool_] | None = None) -> Scores:
    """Read a signer's hands; those in `without` (the person's samples) are left out."""
    hands = case.hands if without is None else case.hands.where(~without)
    features = hand_features(hands.points, hands.is_left)
    chances = np.exp(case.alphabet.log_probabilities(features, person))
    best = chances[:, :-1].argmax(axis=1)
    apart = case.alphabet.network.standardise(features) - case.alphabet.centres[best]
    known = np.sqrt(np.mean(apart**2, axis=1)) <= case.alphabet.farthest[best]
    symbols = case.alphabet.symbols
    wanted = np.array([symbols.index(label) if label in symbols else -1 for label in hands.labels])
    return Scores(case.signer, symbols, chances, wanted, known, case.alphabet.threshold)


def rates(scores: Sequence[Scores]) -> dict[str, float]:
    """Return the share of right first readings of each symbol, over all hands."""
    wanted = np.concatenate([one.wanted for one in scores])
    right = np.concatenate([one.is_right for one in scores])
    symbols = scores[0].symbols
    return {symbols[k]: float(right[wanted == k].mean()) for k in range(len(symbols)) if (wanted == k).any()}


def interval(scores: Sequence[Scores]) -> tuple[float, float]:
    """Return the 95 % interval of the mean rate: signers drawn again, and of each symbol the hands."""
    rng = np.random.default_rng(0)
    counts = [_counts(one) for one in scores]
    means = []
    for _ in range(_DRAWS):
        drawn = [counts[k] for k in rng.integers(0, len(counts), len(counts))]
        right = sum(rng.binomial(n, hit / np.maximum(n, 1)) for hit, n in drawn)
        all_of = sum(n for _, n in drawn)
        means.append(np.mean(right[all_of > 0] / all_of[all_of > 0]))
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def _counts(scores: Scores) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    count = len(scores.symbols)
    right = np.bincount(scores.wanted[scores.is_right], minlength=count)
    return right, np.bincount(scores.wanted, minlength=count)


def top_three(scores: Sequence[Scores]) -> float:
    """Return the share of hands whose symbol is among the three most probable."""
    found = [
        (np.argsort(-one.chances[:, :-1], axis=1)[:, :3] == one.wanted[:, None]).any(axis=1) for one in scores
    ]
    return float(np.concatenate(found).mean())


def answers(scores: Sequence[Scores]) -> tuple[float, float]:
    """Return the share of hands that get an answer, and of the answers the share that is right."""
    answered = np.concatenate([one.is_answered for one in scores])
    right = np.concatenate([one.is_right for one in scores])
    return float(answered.mean()), float(right[answered].mean())


def confusions(scores: Sequence[Scores], count: int = 12) -> list[str]:
    """Return the most frequent confusions, ``"E>S 31 %"`` of the E's."""
    pairs: Counter[tuple[int, int]] = Counter()
    totals: Counter[int] = Counter()
    for one in scores:
        totals.update(one.wanted.tolist())
        pairs.update(zip(one.wanted[~one.is_right].tolist(), one.best[~one.is_right].tolist(), strict=True))
    symbols = scores[0].symbols
    ordered = sorted(pairs.items(), key=lambda pair: -pair[1] / totals[pair[0][0]])[:count]
    return [f"{symbols[a]}>{symbols[b]} {number / totals[a]:.0%}" for (a, b), number in ordered]


def calibrated(case: Case, seed: int = 0) -> Scores:
    """Read a signer's hands after three samples of each symbol, on all the others."""
    person, taken = draw_person(case.hands, case.alphabet.symbols, seed)
    return score(case, person, taken)


def draw_person(hands: Hands, symbols: Sequence[str], seed: int) -> tuple[Person, NDArray[np.bool_]]:
    """Return three samples of each symbol of which there are more, and which hands they are."""
    rng = np.random.default_rng(seed)
    features = hand_features(hands.points, hands.is_left)
    taken = np.zeros(len(hands), dtype=bool)
    samples = {}
    for symbol in symbols:
        found = np.flatnonzero(hands.labels == symbol)
        if len(found) > 3:
            chosen = rng.choice(found, 3, replace=False)
            samples[symbol] = features[chosen]
            taken[chosen] = True
    return Person(samples), taken


def verification(scores: Sequence[Scores]) -> tuple[float, float, float]:
    """Return true and false accepts as means over symbols, and the false ones against the most alike symbol."""
    true, false, alike = [], [], []
    for one in scores:
        accepted = one.chances[:, :-1] >= ACCEPTED_FROM
        for k in set(one.wanted.tolist()):
            true.append(float(accepted[one.wanted == k, k].mean()))
            others = {o: float(accepted[one.wanted == o, k].mean()) for o in set(one.wanted.tolist()) - {k}}
            false.append(float(np.mean(list(others.values()))))
            alike.append(max(others.values()))
    return float(np.mean(true)), float(np.mean(false)), float(np.mean(alike))


def describe_letters(scores: Sequence[Scores]) -> Iterator[str]:
    """Return the rates of all symbols, several a line, worst marked."""
    found = rates(scores)
    words = [f"{symbol} {rate:.2f}{'!' if rate < 0.6 else ' '}" for symbol, rate in found.items()]
    for start in range(0, len(words), 12):
        yield "  " + " ".join(words[start : start + 12])
