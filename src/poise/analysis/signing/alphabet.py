"""Which letter or digit a hand shows, or none: single frames, their average, and what a person taught."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from poise.analysis.network import Network, log_softmax
from poise.errors import PoseError
from poise.pose import FloatArray

# Frames that are averaged; 5 to 8 (design page "signs"), a fifth of a second at 30 Hz.
AVERAGED_FRAMES = 6
# Of the calibration by three samples a letter: chosen with one training signer left out (docs/signing.md).
_OWN_WEIGHT = 1.0
_OWN_SPREAD = 0.18


@dataclass(frozen=True, slots=True)
class Reading:
    """What a hand shows.

    Parameters
    ----------
    symbol : str or None
        The answer; None is "I am not sure".
    candidates : tuple of (str, float)
        The best three with their probabilities, best first. They sum to less than 1 where it may be none.
    is_known : bool
        Whether the shape is near to any that was learnt.
    """

    symbol: str | None
    candidates: tuple[tuple[str, float], ...]
    is_known: bool

    @property
    def probability(self) -> float:
        """The best candidate's probability."""
        return self.candidates[0][1] if self.candidates else 0.0


@dataclass(frozen=True, eq=False, slots=True)
class Alphabet:
    """A set of hand shapes that are held still.

    Parameters
    ----------
    symbols : tuple of str
        In the order of the network's classes; the network has one class more, the last: none of them.
    network : Network
        Of `hand_features`.
    centres : (C, F)
        Standardised mean features of each symbol.
    farthest : (C,)
        Root mean square distance from a symbol's centre beyond which a hand does not show it.
    threshold : float
        The least probability of an answer.
    """

    symbols: tuple[str, ...]
    network: Network
    centres: FloatArray
    farthest: FloatArray
    threshold: float

    def log_probabilities(self, features: FloatArray, person: Person | None = None) -> FloatArray:
        """Return logarithms of probabilities (..., C + 1) of the symbols and of none, for features (..., F)."""
        logs = self.network.log_probabilities(features)
        return logs if person is None else self._adapt(logs, features, person)

    def read(self, log_probabilities: FloatArray, features: FloatArray) -> Reading:
        """Decide on one hand: from logarithms (C + 1,) and features (F,)."""
        probabilities = np.exp(log_softmax(log_probabilities))[:-1]
        order = np.argsort(-probabilities, kind="stable")
        best = int(order[0])
        is_known = self._distance(features, best) <= self.farthest[best]
        is_sure = probabilities[best] >= self.threshold
        candidates = tuple((self.symbols[one], float(probabilities[one])) for one in order[:3])
        return Reading(self.symbols[best] if is_known and is_sure else None, candidates, bool(is_known))

    def read_features(self, features: FloatArray, person: Person | None = None) -> Reading:
        """Decide on a single frame: features (F,)."""
        return self.read(self.log_probabilities(features, person), features)

    def _distance(self, features: FloatArray, symbol: int) -> float:
        apart = self.network.standardise(features) - self.centres[symbol]
        return float(np.sqrt(np.mean(apart**2)))

    def _adapt(self, logs: FloatArray, features: FloatArray, person: Person) -> FloatArray:
        """Add how near the hand is to the person's own samples, as one more independent witness."""
        x = self.network.standardise(features)
        adapted = logs.copy()
        for number, symbol in enumerate(self.symbols):
            samples = person.samples.get(symbol)
            if samples is not None:
                apart = x[..., None, :] - self.network.standardise(samples)
                nearest = np.mean(apart**2, axis=-1).min(axis=-1)
                adapted[..., number] -= _OWN_WEIGHT * nearest / (2 * _OWN_SPREAD**2)
        return _without_penalty_of_none(adapted, logs, self._taught(person))

    def _taught(self, person: Person) -> list[int]:
        return [number for number, symbol in enumerate(self.symbols) if symbol in person.samples]


def _without_penalty_of_none(adapted: FloatArray, logs: FloatArray, taught: Sequence[int]) -> FloatArray:
    """Give what was not taught, and none, the smallest penalty of what was; so nothing wins for lack of samples."""
    if not taught:
        return log_softmax(adapted)
    least = (logs - adapted)[..., list(taught)].min(axis=-1, keepdims=True)
    others = [number for number in range(logs.shape[-1]) if number not in taught]
    adapted[..., others] -= least
    return log_softmax(adapted)


@dataclass(frozen=True, eq=False, slots=True)
class Person:
    """What a person showed of their own hand: features (n, F) of each symbol, three samples or more.

    Raises
    ------
    PoseError
        If a symbol has no sample, or one with features that are not finite.
    """

    samples: Mapping[str, FloatArray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for symbol, samples in self.samples.items():
            if samples.ndim != 2 or not len(samples) or not np.isfinite(samples).all():
                raise PoseError(
                    f"the samples of {symbol} are not whole; show it again with the hand in view."
                )
        object.__setattr__(self, "samples", MappingProxyType(dict(self.samples)))


class Averager:
    """Average the last frames of one hand.

    Parameters
    ----------
    alphabet : Alphabet
        What is read.
    person : Person, optional
        Whose hand it is.
    frames : int
        How many frames are averaged.
    """

    def __init__(
        self, alphabet: Alphabet, person: Person | None = None, frames: int = AVERAGED_FRAMES
    ) -> None:
        self._alphabet, self._person = alphabet, person
        self._logs: deque[FloatArray] = deque(maxlen=frames)
        self._features: deque[FloatArray] = deque(maxlen=frames)

    def update(self, features: FloatArray | None) -> Reading | None:
        """Take the next frame's features (F,), None where no hand was seen; return the reading so far.

        A frame without a hand forgets those before it.
        """
        if features is None or not np.isfinite(features).all():
            self._logs.clear()
            self._features.clear()
            return None
        self._logs.append(self._alphabet.log_probabilities(features, self._person))
        self._features.append(features)
        return self._alphabet.read(np.mean(self._logs, axis=0), np.median(self._features, axis=0))
