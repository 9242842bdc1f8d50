"""What a swing looks like, read measure by measure and pose by pose."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from statistics import mean, median

from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.measures import Gauge, gauges
from poise.pose import BLAZEPOSE_33, Pose

_JOINTS = Joints(BLAZEPOSE_33)
_EVERY_POINT = tuple(range(len(BLAZEPOSE_33)))
_CORNERS = ("left_shoulder", "left_hip", "right_shoulder", "right_hip")


def feature(name: str, at_start: Sequence[Pose], at_peak: Sequence[Pose], way: Sequence[Pose]) -> float:
    """Return one feature of a swing from the poses at its ends and on its way; NaN where nothing was seen."""
    measure, *what = name.split(".")
    if what == ["change"]:
        height_px = _of_sides(measure, lambda one: _median(at_peak, one) - _median(at_start, one), mean)
        return height_px / _trunk_px([*at_start, *at_peak, *way])
    if what == ["travel"]:
        return _of_sides(measure, lambda one: _travel(way, one), max)
    end = at_start if what[-1] == "start" else at_peak
    if what[0] == "gap":
        left, right = (_median(end, one) for one in _readers(measure))
        return abs(left - right)
    value = _of_sides(measure, lambda one: _median(end, one), mean)
    return abs(value) if measure == "hands_aside" else value


_Reader = Callable[[Pose], float]


def _readers(measure: str) -> list[_Reader]:
    """Return what reads a measure on each of its sides."""
    return [partial(_read, gauge) for gauge in gauges(measure, _JOINTS)]


def _read(gauge: Gauge, pose: Pose) -> float:
    """Return a measure of one pose; of heights in the picture, which are added up from pose to pose, in pixels."""
    body = _body(pose)
    if gauge.trust(body) <= 0:
        return math.nan
    name = gauge.measure.name
    if name.endswith("_rise"):
        return -float(pose.image_point(f"{gauge.side}_{name.removesuffix('_rise')}")[1])
    return gauge.read(body)


def _body(pose: Pose) -> Body:
    return Body(pose, _EVERY_POINT)


def _of_sides(measure: str, read: Callable[[_Reader], float], join: Callable[[list[float]], float]) -> float:
    values = [value for one in _readers(measure) if not math.isnan(value := read(one))]
    return join(values) if values else math.nan


def _seen(poses: Sequence[Pose], read: _Reader) -> list[float]:
    return [value for pose in poses if not math.isnan(value := read(pose))]


def _median(poses: Sequence[Pose], read: _Reader) -> float:
    values = _seen(poses, read)
    return median(values) if values else math.nan


def _travel(poses: Sequence[Pose], read: _Reader) -> float:
    values = _seen(poses, read)
    return max(values) - min(values) if values else math.nan


def _trunk_px(poses: Sequence[Pose]) -> float:
    return _median(poses, _trunk_px_of)


def _trunk_px_of(pose: Pose) -> float:
    pairs = [(a, b) for i, a in enumerate(_CORNERS) for b in _CORNERS[i + 1 :]]
    in_picture = sum(math.dist(pose.image_point(a)[:2], pose.image_point(b)[:2]) for a, b in pairs)
    in_world = sum(math.dist(pose.world_point(a)[:2], pose.world_point(b)[:2]) for a, b in pairs)
    left_shoulder, left_hip, right_shoulder, right_hip = (pose.world_point(name) for name in _CORNERS)
    return in_picture / in_world * math.dist((left_shoulder + right_shoulder) / 2, (left_hip + right_hip) / 2)
