"""An exercise as the synthetic body shows it: from its start to its peak, in space."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from poise.catalogue.poses.library import Figure, exercise_figures
from poise.pose import BLAZEPOSE_33, FloatArray

FRAMES = 13
"""From start to peak, both included: at three seconds a repetition eight in a second, with the page between them."""
_CONTACT_M = 0.07  # what lies so near to the lowest point stands on the floor
_HEAD = tuple(range(11))
# Each point turns about the one before it, so that no bone grows or shrinks on the way.
_CHAINS = (
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
    ("wrist", "pinky"),
    ("wrist", "index"),
    ("wrist", "thumb"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "heel"),
    ("ankle", "foot_index"),
)
_FLOOR = ("wrist", "index", "knee", "ankle", "heel", "foot_index", "hip", "shoulder", "elbow")


@dataclass(frozen=True, eq=False, slots=True)
class Demonstration:
    """One way of a movement; back it goes the same way.

    Parameters
    ----------
    frames : (N, 33, 3) float64
        Metres, as in `Figure`, from start to peak; what stands on the floor stays where it is.
    seen_from_deg : float
        From where it is seen best: 0 from the front, 90 from the person's left.
    """

    frames: FloatArray
    seen_from_deg: float


@cache
def demonstration(identifier: str) -> Demonstration | None:
    """Return how an exercise of the catalogue is done, None where nobody has drawn it."""
    figures = exercise_figures().get(identifier)
    return None if figures is None else demonstrate(*figures)


def demonstrate(start: Figure, peak: Figure) -> Demonstration:
    """Return the way between two positions."""
    shares = np.linspace(0.0, 1.0, FRAMES)
    frames = np.stack([between(start.world, peak.world, float(share)) for share in shares])
    return Demonstration(_grounded(frames), start.seen_from_deg)


def between(start: FloatArray, peak: FloatArray, share: float) -> FloatArray:
    """Return a body between two positions: each bone turns from its one direction to the other.

    Parameters
    ----------
    start, peak : (33, 3) float64
        Metres, origin between the hips.
    share : float
        0 at the start, 1 at the peak.
    """
    body = np.zeros_like(start)
    chest = _turn(_middle(start, "shoulder"), _middle(peak, "shoulder"), share)
    for name, centre in (("hip", np.zeros(3)), ("shoulder", chest)):
        half = _turn(_half(start, name), _half(peak, name), share)
        body[_at("left", name)], body[_at("right", name)] = centre + half, centre - half
    necks = _middle(start, "shoulder"), _middle(peak, "shoulder")
    for index in _HEAD:
        body[index] = chest + _turn(start[index] - necks[0], peak[index] - necks[1], share)
    for side in ("left", "right"):
        for one, other in _CHAINS:
            near, far = _at(side, one), _at(side, other)
            body[far] = body[near] + _turn(start[far] - start[near], peak[far] - peak[near], share)
    return body


def _turn(start: FloatArray, peak: FloatArray, share: float) -> FloatArray:
    """Return a vector on its way from one to another: on the arc between them, its length in proportion."""
    lengths = float(np.linalg.norm(start)), float(np.linalg.norm(peak))
    if min(lengths) < 1e-9:
        return (1 - share) * start + share * peak
    one, other = start / lengths[0], peak / lengths[1]
    angle = float(np.arccos(np.clip(one @ other, -1.0, 1.0)))
    length = (1 - share) * lengths[0] + share * lengths[1]
    if np.sin(angle) < 1e-6:  # the same direction; of opposite ones the plane is not known
        direction = one if share < 0.5 else other
    else:
        direction = (np.sin((1 - share) * angle) * one + np.sin(share * angle) * other) / np.sin(angle)
    return length * direction


def _grounded(frames: FloatArray) -> FloatArray:
    """Return frames in which what stands on the floor at both ends stays where it is."""
    both = [_contacts(frames[0]), _contacts(frames[-1])]
    kept = sorted(both[0] & both[1])
    if kept:
        anchors = frames[:, kept].mean(axis=1)
    else:  # a jump, or a roll: then only the floor stays
        anchors = np.zeros((len(frames), 3))
        anchors[:, 1] = frames[:, :, 1].max(axis=1)
    return np.asarray(frames - (anchors - anchors[0])[:, None, :])


def _contacts(body: FloatArray) -> set[int]:
    points = [_at(side, name) for side in ("left", "right") for name in _FLOOR]
    lowest = float(body[:, 1].max())
    return {index for index in points if lowest - float(body[index, 1]) < _CONTACT_M}


def _at(side: str, name: str) -> int:
    return BLAZEPOSE_33.index(f"{side}_{name}")


def _middle(body: FloatArray, name: str) -> FloatArray:
    return np.asarray((body[_at("left", name)] + body[_at("right", name)]) / 2)


def _half(body: FloatArray, name: str) -> FloatArray:
    return np.asarray((body[_at("left", name)] - body[_at("right", name)]) / 2)
