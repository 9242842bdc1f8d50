"""A small network with one hidden layer, several times over: how it is asked (it is trained elsewhere)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from poise.pose import FloatArray

# Standardised features beyond this are as far out as can be told.
CLIP = 4.0


@dataclass(frozen=True, eq=False, slots=True)
class Network:
    """E networks over the same F features, H hidden units and C classes, that are asked together.

    Parameters
    ----------
    mean, scale : (F,)
        Standardise the features.
    hidden_weights, hidden_bias : (E, F, H), (E, H)
        Into the hidden layer (rectified).
    output_weights, output_bias : (E, H, C), (E, C)
        Out of it.
    temperature : float
        Divides the mean of the outputs before the softmax, so that a probability of .9 is right nine times of ten
        (Guo et al. 2017, "On calibration of modern neural networks").
    """

    mean: FloatArray
    scale: FloatArray
    hidden_weights: FloatArray
    hidden_bias: FloatArray
    output_weights: FloatArray
    output_bias: FloatArray
    temperature: float = 1.0

    def standardise(self, features: FloatArray) -> FloatArray:
        """Return features (..., F) with mean 0 and deviation 1 over the training data, within `CLIP`."""
        return np.clip((features - self.mean) / self.scale, -CLIP, CLIP)

    def logits(self, features: FloatArray) -> FloatArray:
        """Return the mean outputs (..., C) for features (..., F), before the temperature."""
        x = self.standardise(features)[..., None, None, :]
        hidden = np.maximum(x @ self.hidden_weights + self.hidden_bias[:, None, :], 0.0)
        outputs = (hidden @ self.output_weights)[..., 0, :] + self.output_bias
        mean: FloatArray = outputs.mean(axis=-2)
        return mean

    def log_probabilities(self, features: FloatArray) -> FloatArray:
        """Return the natural logarithms of the classes' probabilities, (..., C)."""
        return log_softmax(self.logits(features) / self.temperature)


def log_softmax(scores: FloatArray) -> FloatArray:
    """Return scores (..., C) as natural logarithms of probabilities that sum to 1."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    logs: FloatArray = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logs
