"""Hands of the table that move before a camera of 640 x 480: for tests and benchmarks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from poise.analysis.signing.own_signs import Movement
from poise.catalogue.signs import digit_shapes, letter_shapes
from poise.pose import FloatArray
from poise.pose.geometry import rotation_about

HAND_PX = 80.0
RATE_HZ = 30.0
SHOULDERS = np.array([[420.0, 300.0], [220.0, 300.0]])
SHAPES = {**letter_shapes(), **digit_shapes()}

Way = Callable[[FloatArray], FloatArray]  # times from 0 to 1 (T,) to displacement (T, 2) in hand sizes


def times(seconds: float = 1.0) -> FloatArray:
    return np.arange(round(seconds * RATE_HZ)) / RATE_HZ


def hold(time: FloatArray) -> FloatArray:
    return np.zeros((len(time), 2))


def zigzag(time: FloatArray, width: float = 1.2, height: float = 1.0) -> FloatArray:
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]])
    return np.stack([np.interp(3 * time, range(4), corners[:, axis]) for axis in (0, 1)], axis=1)


def circle(time: FloatArray) -> FloatArray:
    return np.stack([np.sin(2 * np.pi * time), 1 - np.cos(2 * np.pi * time)], axis=1)


def wave(time: FloatArray) -> FloatArray:
    return np.stack([np.sin(6 * np.pi * time), np.zeros_like(time)], axis=1)


def sink(time: FloatArray) -> FloatArray:
    return np.stack([np.zeros_like(time), 1.5 * time], axis=1)


def moving(
    hand: FloatArray, way: Way, rng: np.random.Generator, *, seconds: float = 1.0, noise: float = 0.02
) -> FloatArray:
    """Return a hand (21, 3) in hand sizes that goes along a way, (T, 21, 3) in pixels, with the model's noise."""
    at = times(seconds)
    points = hand + rng.normal(0, noise, (len(at), 21, 3))
    points[..., :2] += way(at / seconds)[:, None]
    return np.asarray(HAND_PX * points + [320.0, 240.0, 0.0])


def hook(hand: FloatArray, rng: np.random.Generator, *, turn_deg: float = 80.0) -> FloatArray:
    """Return an I that draws J: down, while the wrist turns, (T, 21, 3) in pixels."""
    at = times()
    still = (moving(hand, hold, rng) - [320.0, 240.0, 0.0]) / HAND_PX
    angle = -turn_deg * np.clip((at - 0.3) / 0.7, 0, 1)
    turn = rotation_about(np.array([0.0, 1.0, 0.3]), angle) @ rotation_about(
        np.array([0.0, 0, 1]), 0.6 * angle
    )
    drawn = np.einsum("tij,tkj->tki", turn, still)
    drawn[..., 1] += 0.8 * np.minimum(at / 0.6, 1.0)[:, None]
    return np.asarray(HAND_PX * drawn + [320.0, 240.0, 0.0])


def movement(
    symbol: str,
    way: Way,
    rng: np.random.Generator,
    *,
    other: str | None = None,
    seconds: float = 1.0,
    is_left: bool = False,
) -> Movement:
    """Return a sign of one hand, or of two where `other` is the shape of the second, by somebody a little different."""
    at = times(seconds)
    size = rng.normal(1.0, 0.05)
    lead = moving(size * SHAPES[symbol][0].points, way, rng, seconds=seconds)
    flip = np.array([-1.0, 1.0, 1.0])
    right = lead + np.array([-110.0 + rng.normal(0, 6), rng.normal(0, 6), 0.0])
    left = np.full_like(right, np.nan)
    if other is not None:
        second = moving(SHAPES[other][0].points * flip, hold, rng, seconds=seconds)
        left = second + np.array([110.0, 0.0, 0.0])
    made = Movement(at, left, right, np.broadcast_to(SHOULDERS, (len(at), 2, 2)))
    return _shifted(made.mirrored(), 640.0) if is_left else made


def _shifted(made: Movement, by: float) -> Movement:
    """Bring a mirrored movement back into the picture."""
    move = np.array([by, 0.0, 0.0])
    return Movement(made.times_s, made.left + move, made.right + move, made.shoulders + move[:2])
