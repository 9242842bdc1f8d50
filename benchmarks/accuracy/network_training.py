"""Train small networks with one hidden layer by Adam. Numpy only, seeded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from poise.analysis.network import CLIP, Network, log_softmax
from poise.pose import FloatArray

IntArray = NDArray[np.int_]

_FRESH_EVERY, _BATCH = 3, 128
_HIDDEN = 64
_RATE, _DECAY = 3e-3, 1e-3
_SMOOTHING, _FEATURES_OUT, _HIDDEN_OUT = 0.1, 0.1, 0.2


def fit_network(
    draw: Callable[[np.random.Generator], tuple[FloatArray, IntArray, FloatArray]],
    classes: int,
    seed: int,
    epochs: int,
) -> Network:
    """Train one network by Adam (Kingma and Ba 2015) with a cosine rate, drop-out and smoothed labels."""
    rng = np.random.default_rng(seed)
    features, labels, weights = draw(rng)
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    weight = _first_weights(features.shape[1], classes, rng)
    first, second = [np.zeros_like(one) for one in weight], [np.zeros_like(one) for one in weight]
    step = 0
    for epoch in range(epochs):
        if epoch and epoch % _FRESH_EVERY == 0:
            features, labels, weights = draw(rng)
        x = np.clip((features - mean) / scale, -CLIP, CLIP)
        rate = _RATE * 0.5 * (1 + np.cos(np.pi * epoch / epochs))
        order = rng.permutation(len(x))
        for start in range(0, len(x), _BATCH):
            batch = order[start : start + _BATCH]
            slopes = _slopes(weight, x[batch], labels[batch], weights[batch], rng)
            step += 1
            for k, slope in enumerate(slopes):
                first[k] = 0.9 * first[k] + 0.1 * slope
                second[k] = 0.999 * second[k] + 0.001 * slope**2
                move = first[k] / (1 - 0.9**step) / (np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8)
                weight[k] -= rate * (move + _DECAY * weight[k] * (weight[k].ndim == 2))
    into, into_bias, out, out_bias = (one[None] for one in weight)
    return Network(mean, scale, into, into_bias, out, out_bias)


def _first_weights(features: int, classes: int, rng: np.random.Generator) -> list[FloatArray]:
    into = rng.normal(0, features**-0.5, (features, _HIDDEN))
    out = rng.normal(0, _HIDDEN**-0.5, (_HIDDEN, classes))
    return [into, np.zeros(_HIDDEN), out, np.zeros(classes)]


def _slopes(
    weight: Sequence[FloatArray],
    x: FloatArray,
    labels: IntArray,
    weights: FloatArray,
    rng: np.random.Generator,
) -> list[FloatArray]:
    """Return the gradient of the weighted cross entropy, with drop-out of features and of hidden units."""
    x = x * (rng.random(x.shape) > _FEATURES_OUT)
    kept = (rng.random((len(x), _HIDDEN)) > _HIDDEN_OUT) / (1 - _HIDDEN_OUT)
    raw = x @ weight[0] + weight[1]
    hidden = np.maximum(raw, 0) * kept
    guessed = np.exp(log_softmax(hidden @ weight[2] + weight[3]))
    wanted = np.full_like(guessed, _SMOOTHING / guessed.shape[1])
    wanted[np.arange(len(x)), labels] += 1 - _SMOOTHING
    error = (guessed - wanted) * (weights / weights.sum())[:, None]
    back = (error @ weight[2].T) * (raw > 0) * kept
    return [x.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)]


def join_networks(networks: Sequence[Network]) -> Network:
    """Return several networks as one; each keeps its own standardisation by folding it into the first's."""
    mean = np.mean([one.mean for one in networks], axis=0)
    scale = np.mean([one.scale for one in networks], axis=0)
    weights, biases = [], []
    for one in networks:
        # (f - m) / s = ((f - mean) / scale) * (scale / s) + (mean - m) / s
        weights.append(one.hidden_weights[0] * (scale / one.scale)[:, None])
        biases.append(one.hidden_bias[0] + ((mean - one.mean) / one.scale) @ one.hidden_weights[0])
    return Network(
        mean,
        scale,
        np.stack(weights),
        np.stack(biases),
        np.concatenate([one.output_weights for one in networks]),
        np.concatenate([one.output_bias for one in networks]),
    )
