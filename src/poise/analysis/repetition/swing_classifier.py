"""Which exercise of the catalogue a swing looks like: a learned second opinion beside the signs of an exercise.

The signs ask a few questions that a trainer wrote down. This looks at the whole body at both ends of a swing, at all
joints, heights and ways at once, and says how much likelier another exercise is than the chosen one. It is asked once
for each swing, not for each pose. `tools/train_swing_classifier.py` trains it; docs/models.md says on what.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from poise.analysis.measuring.body import NAN
from poise.analysis.network import Network
from poise.pose import FloatArray

_MOSTLY = 0.7  # of less of the features than this nothing is said: half a body looks like too much


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
        own = float(logs[self.own])
        logs[self.own] = -np.inf
        best = float(logs.max()) - own
        logs[list(self.alike)] = -np.inf
        return Resemblance(float(logs.max()) - own, best)
