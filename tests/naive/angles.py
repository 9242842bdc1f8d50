"""The slow obvious twin of `poise.pose.angles`: scalars, names and the arc cosine."""

from __future__ import annotations

import math

from poise.pose.angles import JointAngle, Kind

Points = dict[str, list[float]]


def joint_angle_deg(angle: JointAngle, points: Points) -> float:
    """Compute one angle of one body."""
    places = [_mean([points[name] for name in place]) for place in angle.places]
    return angle.offset_deg + angle.sign * _between(angle.kind, places)


def _between(kind: Kind, places: list[list[float]]) -> float:
    if kind is Kind.JOINT:
        return _angle(_minus(places[0], places[1]), _minus(places[2], places[3]))
    segment = _minus(places[1], places[0])
    up = [0.0, -1.0, 0.0][: len(segment)]
    from_up = _angle(segment, up)
    return from_up if kind is Kind.VERTICAL else 90.0 - from_up


def _angle(one: list[float], other: list[float]) -> float:
    cosine = sum(a * b for a, b in zip(one, other, strict=True)) / (math.hypot(*one) * math.hypot(*other))
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def _mean(points: list[list[float]]) -> list[float]:
    return [sum(values) / len(points) for values in zip(*points, strict=True)]


def _minus(one: list[float], other: list[float]) -> list[float]:
    return [a - b for a, b in zip(one, other, strict=True)]
