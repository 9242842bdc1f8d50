"""One person during one stretch of time, as bytes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from poise.media.recording.framing import damaged
from poise.media.recording.planes import fold, shuffle, unfold, unshuffle
from poise.pose import FloatArray, Skeleton

# What a value is: a multiple of its step, not seen (NaN), or too far out for 16 bits and kept whole.
STEP, UNSEEN, WIDE = 0, 1, 2
_LARGEST = 2**15 - 1


def leaders(skeleton: Skeleton) -> tuple[int, ...]:
    """For each keypoint the highest of the earlier ones that an edge joins to it, -1 for none.

    A hand moves with its elbow: the difference to the leader's movement is smaller than the movement.
    """
    found = [-1] * len(skeleton)
    for one, other in skeleton.edge_indices.tolist():
        low, high = sorted((one, other))
        if low != high:
            found[high] = max(found[high], low)
    return tuple(found)


def block_bytes(points: int) -> tuple[int, int]:
    """Return the least and the greatest size of a block of `points` instants times keypoints."""
    return 8 * points * 3, 8 * points * (3 + 8)


def encode_block(values: FloatArray, steps: FloatArray, leads: Sequence[int]) -> bytes:
    """Return a block of values of shape (8, K, n); NaN and values beyond 16 bits are kept exactly."""
    with np.errstate(over="ignore"):
        multiples = np.rint(values / steps[:, None, None])
    states = np.zeros(values.shape, np.uint8)
    states[np.abs(multiples) > _LARGEST] = WIDE
    states[np.isnan(values)] = UNSEEN
    steady = _hold(np.where(states == STEP, multiples, 0), states)
    wide: bytes = values[states == WIDE].astype("<f8").tobytes()
    return _encode_states(states) + shuffle(fold(_differences(steady, leads))) + wide


def decode_block(
    data: bytes, shape: tuple[int, int, int], steps: FloatArray, leads: Sequence[int]
) -> FloatArray:
    """Undo `encode_block` for values of `shape` (8, K, n), up to half a step.

    Raises
    ------
    DamagedRecording
        If the content contradicts itself.
    """
    count = int(np.prod(shape))
    if (len(data) - 3 * count) % 8:
        raise damaged("a block ends in the middle of a value")
    states = _decode_states(data[:count], shape)
    folded = unshuffle(data[count : 3 * count], 2)
    values = _sums(unfold(folded).reshape(shape).astype(np.int16, copy=False), leads) * steps[:, None, None]
    wide = np.frombuffer(data, "<f8", offset=3 * count)
    if len(wide) != np.count_nonzero(states == WIDE):
        raise damaged("a block contradicts itself")
    values[states == WIDE] = wide
    values[states == UNSEEN] = np.nan
    return values


def _encode_states(states: NDArray[np.uint8]) -> bytes:
    changed = states.copy()
    changed[..., 1:] ^= states[..., :-1]
    return changed.tobytes()


def _decode_states(data: bytes, shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    changed = np.frombuffer(data, np.uint8).reshape(shape)
    states: NDArray[np.uint8] = np.bitwise_xor.accumulate(changed, axis=2)
    if (states > WIDE).any():
        raise damaged("a block holds values of an unknown kind")
    return states


def _hold(multiples: FloatArray, states: NDArray[np.uint8]) -> NDArray[np.int16]:
    # A gap repeats the last number, so that leaving and returning cost no large difference.
    instants = np.arange(states.shape[2])
    last = np.maximum.accumulate(np.where(states == STEP, instants, -1), axis=2)
    held = np.take_along_axis(multiples, np.maximum(last, 0), axis=2)
    return np.where(last >= 0, held, 0).astype(np.int16)


def _differences(numbers: NDArray[np.int16], leads: Sequence[int]) -> NDArray[np.int16]:
    # All modulo 2**16: whatever the differences are, the sums come out right.
    over_time = numbers.copy()
    over_time[..., 1:] -= numbers[..., :-1]
    rest = over_time.copy()
    for keypoint, lead in enumerate(leads):
        if lead >= 0:
            rest[:, keypoint] -= over_time[:, lead]
    return rest


def _sums(rest: NDArray[np.int16], leads: Sequence[int]) -> NDArray[np.int16]:
    over_time = rest.copy()
    for keypoint, lead in enumerate(leads):
        if lead >= 0:
            over_time[:, keypoint] += over_time[:, lead]
    return np.cumsum(over_time, axis=2, dtype=np.int16)
